using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Countenance.Cli.Information;
using Countenance.Cli.Options;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Safetensors;
using Countenance.Vision;
using Spectre.Console;

namespace Countenance.Cli.Commands;

/// <summary>Versions, the machine and the libraries found; or what a safetensors file holds.</summary>
internal sealed class InfoCommand : CliCommand
{
    private readonly Argument<string?> file = new("FILE")
    {
        Description = "A model, a run's folder or another safetensors file: shows what it holds.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public InfoCommand()
        : base("info", "Shows versions, devices and the libraries found; or what a model file holds.")
    {
        Add(file);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance info", "What this machine offers, and which libraries are in use (for a bug report)"),
        new("countenance info runs/sgm", "What a model file holds"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        if (arguments.GetValue(file) is { } path)
        {
            WriteFile(ModelOption.FileOf(path), console.Tables);
        }
        else
        {
            WriteInstallation(console.Tables);
        }

        return Task.CompletedTask;
    }

    private static void WriteInstallation(IAnsiConsole tables)
    {
        var facts = Facts();
        var version = typeof(InfoCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        Add(facts, "countenance", version ?? "unknown");
        Add(facts, "runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        Add(facts, "system", RuntimeInformation.OSDescription);
        Add(facts, "processor", $"{Machine.Processor}, {Machine.VectorInstructions}, {Environment.ProcessorCount} cores");
        Add(facts, "memory", $"{Machine.MemoryGibibytes:0.0} GiB");
        Add(facts, "libtorch", TorchRuntime.Version);
        Add(facts, "OpenCV", OpenCv());
        Add(facts, "devices", Devices());
        tables.Write(facts);

        tables.WriteLine();
        tables.WriteLine("Libraries");
        var libraries = Columns("name", "version", "path");
        foreach (var library in LoadedLibrary.All())
        {
            libraries.AddRow(new Text(library.Name), new Text(library.Version), new Text(library.Path));
        }

        tables.Write(libraries);
    }

    // Training on packed data and evaluating need none.
    private static string OpenCv()
    {
        try
        {
            return VisionLibrary.OpenCvVersion;
        }
        catch (DllNotFoundException)
        {
            return "not found: pictures can be neither read nor written";
        }
    }

    private static string Devices()
    {
        var count = TorchRuntime.DeviceCount(DeviceType.Cuda);
        return string.Join(", ", Enumerable.Range(0, count).Select(index => $"cuda:{index}").Prepend("cpu"));
    }

    private static void WriteFile(string path, IAnsiConsole tables)
    {
        using var content = SafetensorsFile.Open(path);
        var facts = Facts();
        Add(facts, "file", path);
        Add(facts, "tensors", $"{content.Entries.Count}, {content.Entries.Sum(entry => entry.Count)} elements");
        if (ModelFile.IsModel(content))
        {
            AddCard(facts, ModelFile.ReadCard(path));
        }
        else
        {
            foreach (var (key, value) in content.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                Add(facts, key, value);
            }
        }

        tables.Write(facts);
        tables.WriteLine();
        var tensors = Columns("name", "type", "shape");
        foreach (var entry in content.Entries)
        {
            tensors.AddRow(new Text(entry.Name), new Text(entry.Type.ToString()), new Text($"[{string.Join(", ", entry.Shape)}]"));
        }

        tables.Write(tensors);
    }

    private static void AddCard(Table facts, ModelCard card)
    {
        var colour = card.Channels == 1 ? "grey" : "RGB";
        var normalization = $"mean {Figure(card.Normalization.Mean)}, deviation {Figure(card.Normalization.Deviation)}";
        Add(facts, "architecture", $"{card.Architecture}, {card.Outputs} outputs");
        Add(facts, "input", $"{card.ImageSize}×{card.ImageSize} pixels, {colour}, {normalization}");
        Add(facts, "classes", string.Join(", ", card.Classes));
        Add(facts, "loss", $"{card.Loss}, σ = {Figure(card.Sigma)}");
        Add(facts, "data", $"{card.Data.Format} {card.Data.Split} ({card.Data.Labels}), {card.Data.Images} images");
        Add(facts, "data digest", card.Data.Digest);
        var heldOut = card.HoldOut is { } share ? $", {Figure(100 * share)} % held out" : "";
        Add(facts, "training", $"{Figure(card.Epochs)} epochs, seed {card.Seed}{heldOut}");
        if (card.Subclasses.Count > 0)
        {
            var role = card.ClassesAreMixtures ? "each class is the mixture of its own" : "found in the finished embedding";
            Add(facts, "sub-classes", $"{card.Subclasses.Count}, {role}");
        }

        if (card.Teachers is { } teachers)
        {
            Add(facts, "teachers", $"{teachers.Digests.Count}, {Figure(100 * teachers.Weight)} % of the targets");
        }

        foreach (var (name, value) in card.Metrics)
        {
            Add(facts, name, Figure(value));
        }
    }

    private static string Figure(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static Table Facts() => Columns("name", "value");

    private static Table Columns(params string[] names) =>
        new Table().NoBorder().HideHeaders().AddColumns([.. names.Select(name => new TableColumn(name) { NoWrap = true })]);

    private static void Add(Table table, string name, string value) => table.AddRow(new Text(name), new Text(value));
}
