using Countenance.Datasets.FerPlus;

namespace Countenance.Datasets;

/// <summary>
/// The names of the expressions: every data set uses the words of FER+ in the order of FER+, so that classes of different data sets can be
/// matched by name.
/// </summary>
internal static class ExpressionClasses
{
    /// <summary>Contempt, which the sets of seven expressions lack.</summary>
    public const string Contempt = "contempt";

    /// <summary>neutral, happiness, surprise, sadness, anger, disgust, fear, contempt.</summary>
    public static IReadOnlyList<string> Eight => FerPlusVotes.Emotions;

    /// <summary>The same without contempt, which comes last.</summary>
    public static IReadOnlyList<string> Seven { get; } = [.. FerPlusVotes.Emotions.Where(name => name != Contempt)];

    /// <summary>The class index of an expression.</summary>
    public static int IndexOf(string name)
    {
        for (int i = 0; i < Eight.Count; i++)
        {
            if (Eight[i] == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"The expression must be one of {string.Join(", ", Eight)}. Got '{name}'.", nameof(name));
    }

    /// <summary>The class index of an abbreviation of JAFFE and BU-3DFE, in capitals or not: AN, DI, FE, HA, NE, SA, SU.</summary>
    public static int FromAbbreviation(string abbreviation) => IndexOf(abbreviation.ToUpperInvariant() switch
    {
        "AN" => "anger",
        "DI" => "disgust",
        "FE" => "fear",
        "HA" => "happiness",
        "NE" => "neutral",
        "SA" => "sadness",
        "SU" => "surprise",
        _ => abbreviation,
    });
}
