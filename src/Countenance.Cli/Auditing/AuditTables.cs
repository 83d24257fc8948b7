using System.Globalization;
using Countenance.Auditing;
using Spectre.Console;

namespace Countenance.Cli.Auditing;

/// <summary>An audit on the terminal: the first suspects, and how the ranking did where the wrong labels are known.</summary>
internal static class AuditTables
{
    private const int SuspectsShown = 12;

    public static void WriteSuspects(IAnsiConsole console, IReadOnlyList<Suspect> suspects)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn("file")
            .AddColumn("label")
            .AddColumn("suggested")
            .AddColumn(new TableColumn("wrong %").RightAligned())
            .AddColumn("reason");
        foreach (Suspect suspect in suspects.Take(SuspectsShown))
        {
            table.AddRow(
                new Text(suspect.File),
                new Text(suspect.Label),
                new Text(suspect.Suggested),
                new Text(Percent(suspect.Probability)),
                new Text(suspect.Reason));
        }

        console.Write(table);
    }

    public static void WriteFigures(IAnsiConsole console, IReadOnlyList<AuditFigures> figures)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn("finding the flipped labels")
            .AddColumn(new TableColumn("average precision %").RightAligned())
            .AddColumn(new TableColumn("precision at 10 %").RightAligned());
        foreach (AuditFigures row in figures)
        {
            table.AddRow(new Text(row.Method), new Text(Percent(row.AveragePrecision)), new Text(Percent(row.PrecisionAt10Percent)));
        }

        console.Write(table);
    }

    private static string Percent(double fraction) => (100 * fraction).ToString("0.00", CultureInfo.InvariantCulture);
}
