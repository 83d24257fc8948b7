using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Countenance.Cli.Information;
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
        Description = "A model or another safetensors file: shows what it holds.",
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
        new("countenance info runs/sgm/best.safetensors", "What a model file says of itself"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        if (arguments.GetValue(file) is { } path)
        {
            WriteFile(path, console.Tables);
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
        Add(facts, "OpenCV", VisionLibrary.OpenCvVersion);
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
        foreach (var (key, value) in content.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(facts, key, value);
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

    private static Table Facts() => Columns("name", "value");

    private static Table Columns(params string[] names) =>
        new Table().NoBorder().HideHeaders().AddColumns([.. names.Select(name => new TableColumn(name) { NoWrap = true })]);

    private static void Add(Table table, string name, string value) => table.AddRow(new Text(name), new Text(value));
}
