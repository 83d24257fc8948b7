namespace Countenance.Datasets.AffectNet;

/// <summary>AffectNet's numbers of expressions, 0–10. The last three are not expressions: their images are left out and counted.</summary>
internal sealed class AffectNetExpressions
{
    private static readonly int[] classes =
    [
        .. new[] { "neutral", "happiness", "sadness", "surprise", "fear", "disgust", "anger", "contempt" }
            .Select(ExpressionClasses.IndexOf),
    ];

    private static readonly string[] others = ["none", "uncertain", "not a face"];

    private readonly int[] counts = new int[others.Length];

    /// <summary>Number of codes.</summary>
    public static int Count => classes.Length + others.Length;

    /// <summary>What was left out so far.</summary>
    public IEnumerable<LeftOut> LeftOut => others.Select((name, i) => new LeftOut($"images labelled {name}", counts[i]));

    /// <summary>The class index of an expression, or −1 for one that is left out, which is then counted.</summary>
    /// <param name="code">0 to <see cref="Count"/> − 1.</param>
    public int Take(int code)
    {
        if (code < classes.Length)
        {
            return classes[code];
        }

        counts[code - classes.Length]++;
        return -1;
    }
}
