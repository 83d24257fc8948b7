using System.CommandLine;
using System.Globalization;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Cli.Reproduction;
using Countenance.Cli.Training;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Reproduction;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>Compares our figures with the paper's: from finished runs, training what is missing.</summary>
internal sealed class ReproduceCommand : CliCommand
{
    private static readonly TrainingOptions Defaults = new();

    private readonly DataOptions data = new();
    private readonly ComputeOptions compute = new(eightBit: null);
    private readonly Option<int?> table = new("--table")
    {
        Description = "Table to make: 1 (clustering) or 2 (classification). Default: both.",
        HelpName = "1|2",
    };

    private readonly Option<string> split = new("--split") { Description = "Split to evaluate.", DefaultValueFactory = _ => "valid" };
    private readonly Option<string[]> models = new("--model")
    {
        Description = $"Backbones of the tables: {string.Join(", ", PaperResults.Models)}. Default: all.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<double> budget = new("--budget")
    {
        Description = $"Epochs of training for a missing cell, as a multiple of {Defaults.Epochs}.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> figures = new("--figures") { Description = "Draw the paper's figures too, from the best SGM run." };
    private readonly Option<string?> subspaces = new("--subspaces")
    {
        Description = "Run folder of the command subspaces, for the figure of sub-classes.",
        HelpName = "DIR",
    };

    private readonly Option<bool> finished = new("--finished") { Description = "Use finished runs only; train nothing." };
    private readonly Option<string> runs = new("--runs")
    {
        Description = "Folder of runs: finished ones are used, missing ones are trained there.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "runs",
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "Random seed for training.",
        DefaultValueFactory = _ => Defaults.Seed,
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "Folder to write the tables to.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "reproduction",
    };

    private readonly (string Format, Option<string?> Path)[] elsewhere =
    [
        .. ReproductionTables.Elsewhere.Select(set => (set.Format, new Option<string?>($"--{set.Format}")
        {
            Description = $"{set.Heading}, for its columns in table 1.",
            HelpName = "PATH",
        })),
    ];

    public ReproduceCommand()
        : base("reproduce", "Compares your runs with the paper's tables, training missing cells.")
    {
        data.AddTo(this);
        Option[] options =
        [
            table, figures, subspaces, split, models, budget, finished, runs, seed, output, .. elsewhere.Select(set => set.Path),
        ];
        foreach (Option option in options)
        {
            Add(option);
        }

        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance reproduce --data ferplus.zip --finished", "Both tables from finished runs; other cells stay empty"),
        new("countenance reproduce --data ferplus.zip --finished --figures", "The paper's figures too, as PNG and on one page"),
        new("countenance reproduce --data ferplus.zip --table 2 --budget 0.3", "Table 2, with six epochs for every missing cell"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        int? asked = arguments.GetValue(table);
        if (asked is not (null or 1 or 2))
        {
            throw new UsageException($"The table must be 1 or 2. Got {asked}.");
        }

        double share = arguments.GetValue(budget);
        if (!(share > 0 && double.IsFinite(share)))
        {
            throw new UsageException($"The budget must be positive. Got {share.ToString(CultureInfo.InvariantCulture)}.");
        }

        string[] wanted = arguments.GetValue(models) ?? [];
        if (Array.Find(wanted, name => !PaperResults.Models.Contains(name)) is { } stranger)
        {
            throw new UsageException($"The paper has no backbone '{stranger}'. It has: {string.Join(", ", PaperResults.Models)}.");
        }

        RequireUsed(arguments, asked);

        // Whatever could fail for what was typed fails here, not after the hours of training.
        string? learned = arguments.GetValue(subspaces) is { } place ? ModelOption.FileOf(place) : null;
        if (learned is not null)
        {
            ModelFile.ReadCard(learned);
        }

        ComputePrecision precision = compute.Apply(arguments, console);
        string folder = arguments.GetRequiredValue(output);
        OutputFile.Prepare(TablePath(folder, 1));
        using ReproductionData images = Open(arguments, console, cancellation);
        List<ReproducedCell> cells = [];
        foreach (PaperCell cell in PaperResults.Cells.Where(cell => wanted.Length == 0 || wanted.Contains(cell.Model)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Find(arguments, cell, images.Gallery, precision, console, cancellation) is { } run)
            {
                cells.Add(Measure(arguments, cell, run, images, precision, console, cancellation));
            }
        }

        Write(folder, console, asked, cells);
        if (arguments.GetValue(figures))
        {
            new PaperFigures(Path.Combine(folder, "figures"), precision, compute.DeviceOf(arguments), console)
                .Write(cells, images.Gallery, images.Evaluated, learned, cancellation);
        }

        return Task.CompletedTask;
    }

    // What would be ignored is refused.
    private void RequireUsed(ParseResult arguments, int? asked)
    {
        (bool IsUnused, Option[] Options, string Reason)[] rules =
        [
            (!arguments.GetValue(figures), [subspaces], "needs --figures"),
            (arguments.GetValue(finished), [budget, seed], "has no effect with --finished, which trains nothing"),
            (asked == 2, [.. elsewhere.Select(set => set.Path)], "is for table 1"),
        ];
        foreach ((bool isUnused, Option[] options, string reason) in rules)
        {
            if (isUnused)
            {
                RequireUntyped(arguments, $"{reason}.", options);
            }
        }
    }

    private ReproductionData Open(ParseResult arguments, CommandConsole console, CancellationToken cancellation) => new(
        FromArguments(() => data.Request(arguments, "train")),
        FromArguments(() => data.Request(arguments, arguments.GetRequiredValue(split))),
        elsewhere.Where(set => arguments.GetValue(set.Path) is not null)
            .Select(set => (set.Format, FromArguments(() => Other(arguments, set.Format, arguments.GetValue(set.Path)!)))),
        request => DataOptions.Open(request, console, cancellation));

    private FoundRun? Find(
        ParseResult arguments,
        PaperCell cell,
        ImageDataset dataset,
        ComputePrecision precision,
        CommandConsole console,
        CancellationToken cancellation)
    {
        string folder = arguments.GetRequiredValue(runs);
        if (RunCatalog.Finished(RunCatalog.List(folder), cell, dataset.Format) is { } run)
        {
            console.Error.WriteLine($"{cell.Method}, {cell.Model}: {run.Folder.Path}");
            return run;
        }

        if (arguments.GetValue(finished))
        {
            console.Error.WriteLine($"{cell.Method}, {cell.Model}: no finished run");
            return null;
        }

        console.Error.WriteLine($"{cell.Method}, {cell.Model}: training");
        Train(arguments, cell, Path.Combine(folder, $"{cell.Loss}-{cell.Model}-reproduced"), dataset, precision, console, cancellation);
        return RunCatalog.Finished(RunCatalog.List(folder), cell, dataset.Format);
    }

    private void Train(
        ParseResult arguments,
        PaperCell cell,
        string path,
        ImageDataset dataset,
        ComputePrecision precision,
        CommandConsole console,
        CancellationToken cancellation)
    {
        TrainingOptions options = Defaults with
        {
            Model = cell.Model,
            Loss = cell.Loss,
            ImageSize = ModelArchitectures.Find(cell.Model).InputSize,
            Epochs = Math.Max(1, (int)Math.Round(Defaults.Epochs * arguments.GetValue(budget))),
            Precision = precision,
            Device = compute.DeviceOf(arguments),
            Seed = arguments.GetValue(seed),
        };
        bool isNew = !RunFolder.IsRun(path);
        RunFolder run;
        if (isNew)
        {
            FromArguments(options.Validate);
            run = RunFolder.Create(path, options);
        }
        else
        {
            (run, TrainingOptions begun) = RunFolder.Open(path);
            options = begun with { Device = options.Device };
        }

        using var observer = new ConsoleTrainingObserver(console, isResult: false, "the run is saved: the same command continues it");
        if (!FromArguments(() => PreparedRun.Create(options, run, isNew, dataset, observer)).Execute(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private ReproducedCell Measure(
        ParseResult arguments,
        PaperCell cell,
        FoundRun run,
        ReproductionData images,
        ComputePrecision precision,
        CommandConsole console,
        CancellationToken cancellation)
    {
        CellFigures On(ImageDataset dataset)
        {
            using var progress = console.StartProgress("embedding", dataset.Count + images.Gallery.Count, "images");
            return CellEvaluation.Measure(
                run, dataset, images.Gallery, precision, new ProgressAdapter(progress), compute.DeviceOf(arguments), cancellation);
        }

        CellFigures figures = On(images.Evaluated);
        var others = images.Elsewhere.ToDictionary(set => set.Key, set => On(set.Value).Report);
        return new ReproducedCell(cell, run.Folder.Path, run.EpochsDone, run.Options.Seed, run.Seconds, figures.Report, figures.F1ByK, others);
    }

    // Another data set whole, as the paper has them, kept where the first one is; its format has no votes, so that their rule is not for it.
    private DatasetRequest Other(ParseResult arguments, string format, string place)
    {
        IDatasetFormat layout = DatasetFormats.All.Single(entry => entry.Name == format);
        string whole = layout.Splits.Contains("all") ? "all" : layout.Splits.Contains("valid") ? "valid" : layout.Splits[^1];
        return data.Request(arguments, whole) with { Path = place, Format = format, Labels = DatasetRequest.Majority };
    }

    private static string TablePath(string folder, int number) => Path.Combine(folder, $"table{number}.md");

    private static void Write(string folder, CommandConsole console, int? asked, List<ReproducedCell> cells)
    {
        (int Number, string Title, string Text)[] tables =
        [
            (1, "Table 1: NMI (%), labels and kNN predictions as the authors computed it, and k-means", ReproductionTables.Clustering(cells)),
            (2, "Table 2: classification (%) by the 11 nearest neighbours", ReproductionTables.Classification(cells)),
        ];
        foreach ((int number, string title, string text) in tables.Where(entry => asked is null || entry.Number == asked))
        {
            string path = TablePath(folder, number);
            AtomicFile.WriteAllText(path, $"# {title}\n\n{text}");
            console.Output.WriteLine($"{title}\n\n{text}");
            console.Error.WriteLine($"Table: {path}");
        }
    }
}
