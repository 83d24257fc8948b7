using System.Globalization;
using Countenance.Subspaces;
using Spectre.Console;

namespace Countenance.Cli.Subspaces;

/// <summary>Agreement of sub-classes and known attributes as a table, beside that of a baseline.</summary>
internal static class AgreementTable
{
    /// <summary>Writes one row per class: its best-matching attribute, the figure of that, and the baseline's best figure.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="attributes">Names of the attributes, in the order of the figures.</param>
    /// <param name="found">The sub-classes found.</param>
    /// <param name="baseline">k-means inside the classes of the embedding that the sub-classes were looked for in first.</param>
    public static void Write(
        IAnsiConsole console,
        IReadOnlyList<string> attributes,
        IReadOnlyList<AttributeAgreement> found,
        IReadOnlyList<AttributeAgreement> baseline)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumns("class", "best-matching attribute")
            .AddColumn(new TableColumn("sub-expressions, agreement (AMI)").RightAligned())
            .AddColumn(new TableColumn("k-means, agreement (AMI)").RightAligned());
        foreach (AttributeAgreement row in found)
        {
            int best = row.AdjustedMutualInformation.ToList().IndexOf(row.Highest);
            AttributeAgreement? other = baseline.FirstOrDefault(candidate => candidate.Class == row.Class);
            table.AddRow(row.Class, best < 0 ? "none" : attributes[best], Figure(row.Highest), Figure(other?.Highest ?? double.NaN));
        }

        table.AddRow("mean", string.Empty, Figure(Mean(found)), Figure(Mean(baseline)));
        console.Write(table);
    }

    private static double Mean(IReadOnlyList<AttributeAgreement> rows)
        => rows.Select(row => row.Highest).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static string Figure(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–";
}
