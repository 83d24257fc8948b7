using System.CommandLine;
using Countenance.Cli.Options;
using Countenance.Datasets;
using Countenance.Datasets.Packed;

namespace Countenance.Cli.Commands;

/// <summary>Writes decoded splits of a data set to one file, which is read without OpenCV: for a machine that has only libtorch.</summary>
internal sealed class PackCommand : CliCommand
{
    private static readonly string[] Usual = ["train", "valid"];

    private readonly DataOptions data = new();
    private readonly Option<string[]> splits = new("--split")
    {
        Description = $"Splits to pack. Default: {string.Join(' ', Usual)}.",
        HelpName = "SPLIT",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "File to write, .safetensors.",
        HelpName = "FILE",
        Required = true,
    };

    public PackCommand()
        : base("pack", "Writes a data set's decoded pictures and labels to one file, to train elsewhere.")
    {
        data.AddTo(this);
        Add(splits);
        Add(output);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance pack --data ferplus.zip --out ferplus.safetensors", "The splits train and valid, to be read without OpenCV"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        string path = arguments.GetRequiredValue(output);
        OutputFile.Check(path, ".safetensors");
        List<ImageDataset> opened = [];
        try
        {
            foreach (string split in arguments.GetValue(splits) is { Length: > 0 } typed ? typed : Usual)
            {
                cancellation.ThrowIfCancellationRequested();
                opened.Add(DataOptions.Open(FromArguments(() => data.Request(arguments, split)), console, cancellation));
            }

            FromArguments(() => PackedDataset.Write(path, opened));
        }
        finally
        {
            opened.ForEach(dataset => dataset.Dispose());
        }

        console.Output.WriteLine(path);
        return Task.CompletedTask;
    }
}
