using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Clustering;
using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Reporting.Sections;
using Countenance.Torch;
using Spectre.Console;

namespace Countenance.Cli.Commands;

/// <summary>Finds groups in the embeddings of a split and shows of each its medoid and the members nearest to it.</summary>
internal sealed partial class GroupsCommand : CliCommand
{
    private const string TableFile = "groups.csv";

    private readonly EmbeddedDataOptions images = new(needsModel: false, needsData: true);
    private readonly Option<int> groups = new("--groups") { Description = "Number of groups.", DefaultValueFactory = _ => 40 };
    private readonly Option<int> top = new("--top")
    {
        Description = "Members shown per group besides its medoid: those nearest to it.",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<ulong> seed = new("--seed") { Description = "Random seed; the same seed gives the same groups." };
    private readonly Option<string?> output = new("--out")
    {
        Description = $"Folder to write to: groups.html, {TableFile} and one .png sheet of pictures per group.",
        HelpName = "DIR",
    };

    public GroupsCommand()
        : base("groups", "Finds groups of similar expressions, and shows the medoid of each with the images nearest to it.")
    {
        images.AddTo(this);
        Option[] options = [groups, top, seed, output];
        foreach (Option option in options)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance groups --model runs/sgm --data ferplus.zip --out groups", "Forty groups with their pictures"),
        new("countenance groups --embeddings train.npy --data ferplus.zip --groups 8", "Eight groups of embeddings computed before"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        (int count, int shown) = (arguments.GetValue(groups), arguments.GetValue(top));
        if (count < 1 || shown < 1)
        {
            throw new UsageException($"Groups and members shown must be positive. Got {count} and {shown}.");
        }

        if (arguments.GetValue(output) is { } place)
        {
            OutputFile.Prepare(PagePath(place));
        }

        (EmbeddedData loaded, _) = images.Load(arguments, console, cancellation);
        using EmbeddedData data = loaded;
        if (count > data.Count)
        {
            throw new UsageException($"There must be at most as many groups as images, {data.Count}. Got {count}.");
        }

        ExpressionGroup[] found = [.. Find(data, count, shown, arguments.GetValue(seed), console, cancellation)];
        GroupSheet[] sheets = [.. found.Select((group, i) => Sheet(data, group, i + 1))];
        Print(console.Tables, sheets);
        if (arguments.GetValue(output) is { } folder)
        {
            Write(folder, data, found, sheets, cancellation);
            console.Error.WriteLine($"Written: {PagePath(folder)}, {sheets.Length} sheets, {TableFile}");
        }

        return Task.CompletedTask;
    }

    // Numbered by expression in the order of the classes, the largest first; those without labels last.
    internal static IEnumerable<ExpressionGroup> Find(
        EmbeddedData data, int count, int shown, ulong seed, CommandConsole console, CancellationToken cancellation)
    {
        ExpressionGrouping grouping;
        using (ProgressReporter progress = console.StartProgress("grouping", 100, "iterations"))
        {
            grouping = ExpressionGroups.Find(
                data.Embeddings,
                count,
                Math.Min(shown, data.Count) + 1, // the medoid leads
                seed,
                data.Labels,
                data.ClassNames,
                new MixtureProgress(progress),
                TorchRuntime.ThreadCount,
                cancellation);
        }

        if (!grouping.Mixture.Converged)
        {
            console.Error.WriteLine("warning: the mixture did not converge");
        }

        var order = data.ClassNames.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        return grouping.Groups
            .OrderBy(group => group.DominantClass is { } name ? order[name] : int.MaxValue)
            .ThenByDescending(group => group.Members.Length);
    }

    internal static GroupSheet Sheet(EmbeddedData data, ExpressionGroup group, int number) => new(
        number,
        group.Members.Length,
        group.DominantClass,
        group.DominantClass is null ? null : group.DominantShare,
        Member(data, group.Medoid),
        [.. group.Top.Where(index => index != group.Medoid).Select(index => Member(data, index))]);

    private static GroupMember Member(EmbeddedData data, int index) => new(data.Picture(index), data.ClassOf(index));

    private static void Print(IAnsiConsole console, GroupSheet[] sheets)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("group").RightAligned())
            .AddColumn("expression")
            .AddColumn(new TableColumn("%").RightAligned())
            .AddColumn(new TableColumn("images").RightAligned())
            .AddColumn("medoid");
        foreach (GroupSheet sheet in sheets)
        {
            table.AddRow(
                new Text(Number(sheet.Number)),
                new Text(sheet.Expression ?? "–"),
                new Text(sheet.Share is { } share ? (100 * share).ToString("0.0", CultureInfo.InvariantCulture) : "–"),
                new Text(Number(sheet.Size)),
                new Text(sheet.Medoid.Image.Description));
        }

        console.Write(table);
    }

    private static void Write(
        string folder, EmbeddedData data, ExpressionGroup[] found, GroupSheet[] sheets, CancellationToken cancellation)
    {
        RemoveEarlierSheets(folder, sheets.Length);
        foreach (GroupSheet sheet in sheets)
        {
            cancellation.ThrowIfCancellationRequested();
            FigureFile.Write(GroupSheetImage.Draw(sheet), Path.Combine(folder, $"group-{sheet.Number:00}{FigureFile.Extension}"));
        }

        var content = new ReportContent
        {
            Title = "Groups of expressions",
            Facts = data.Facts(),
            Sections = [new GroupSheetSection(sheets)],
        };
        HtmlReport.Write(content, PagePath(folder));
        CsvTable.Write(Path.Combine(folder, TableFile), ["file", "group", "isMedoid", "rank"], Rows(data, found));
    }

    // An earlier result had more groups: its last sheets would pass for this one's. Only what groups.csv vouches for is removed.
    private static void RemoveEarlierSheets(string folder, int sheets)
    {
        if (!File.Exists(Path.Combine(folder, TableFile)))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(folder, "group-*" + FigureFile.Extension))
        {
            if (SheetName().Match(Path.GetFileName(path)) is { Success: true } match
                && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > sheets)
            {
                File.Delete(path);
            }
        }
    }

    // One row per image in the order of the data set. The rank counts from the medoid, 0; it is empty beyond the members shown.
    private static IEnumerable<IReadOnlyList<string>> Rows(EmbeddedData data, ExpressionGroup[] found)
    {
        var groupOf = new int[data.Count];
        var rankOf = new int?[data.Count];
        for (int i = 0; i < found.Length; i++)
        {
            Array.ForEach(found[i].Members, member => groupOf[member] = i + 1);
            for (int rank = 0; rank < found[i].Top.Length; rank++)
            {
                rankOf[found[i].Top[rank]] = rank;
            }
        }

        return Enumerable.Range(0, data.Count).Select(i => (string[])
        [
            data.Names![i], Number(groupOf[i]), rankOf[i] == 0 ? "true" : "false", rankOf[i] is { } rank ? Number(rank) : "",
        ]);
    }

    private static string PagePath(string folder) => Path.Combine(folder, "groups.html");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^group-(\d{2,6})\.png$")]
    private static partial Regex SheetName();

    private sealed class MixtureProgress(ProgressReporter reporter) : IProgress<GaussianMixtureProgress>
    {
        public void Report(GaussianMixtureProgress value)
        {
            long done = ((value.Restart * (long)value.MaxIterations) + value.Iteration) * 100 / ((long)value.Restarts * value.MaxIterations);
            reporter.Report(done, string.Create(CultureInfo.InvariantCulture, $"log-likelihood {value.MeanLogLikelihood:0.000}"));
        }
    }
}
