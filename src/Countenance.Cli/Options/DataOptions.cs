using System.CommandLine;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Cli.Options;

/// <summary>The options that name a data set, alike for every command that reads one.</summary>
internal sealed class DataOptions(bool isRequired = true)
{
    private readonly Option<string?> data = new("--data")
    {
        Description = "Folder, zip or file of the data set; 'synthetic' or 'synthetic:COUNT' for the built-in faces.",
        HelpName = "PATH",
        Required = isRequired,
    };

    private readonly Option<string?> format = new("--format")
    {
        Description = $"Layout: {string.Join(", ", DatasetFormats.All.Select(format => format.Name))}. Default: detected.",
        HelpName = "NAME",
    };

    private readonly Option<string> labels = new("--labels")
    {
        Description = $"How annotators' votes become labels: {string.Join(" or ", DatasetRequest.LabelRules)}.",
        HelpName = "RULE",
        DefaultValueFactory = _ => DatasetRequest.Majority,
    };

    private readonly Option<string?> cache = new("--cache")
    {
        Description = "Folder for decoded images. Default: ~/.cache/countenance.",
        HelpName = "DIR",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(data);
        command.Add(format);
        command.Add(labels);
        command.Add(cache);
    }

    /// <summary>The options that say which images of the data set are meant.</summary>
    public Option[] Choices => [format, labels, cache];

    /// <summary>Whether a data set was named.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetValue(data) is not null;

    /// <summary>What was typed, as a request.</summary>
    public DatasetRequest Request(ParseResult arguments, string split, int channels = 1) => new(
        arguments.GetValue(data)!,
        split,
        arguments.GetRequiredValue(labels),
        arguments.GetValue(format),
        channels == 1 ? ColorMode.Gray : ColorMode.Rgb,
        Size: null,
        arguments.GetValue(cache));

    /// <summary>Opens a data set, shows how its images are decoded if they are not yet, and says what was found.</summary>
    /// <exception cref="UsageException">There is no such format, split or label rule; the message lists the valid ones.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static ImageDataset Open(DatasetRequest request, CommandConsole console, CancellationToken cancellation)
    {
        ImageDataset dataset;
        using (var progress = new DecodingReporter(console))
        {
            dataset = CliCommand.FromArguments(() => DatasetFormats.Open(request, progress, cancellation));
        }

        int[] counts = dataset.CountByClass();
        string classes = string.Join(", ", dataset.ClassNames.Select((name, i) => $"{counts[i]} {name}"));
        console.Error.WriteLine($"{dataset.Format} {dataset.Split} ({dataset.LabelRule}): {dataset.Count} images: {classes}");
        if (dataset.LeftOut.Count > 0)
        {
            console.Error.WriteLine($"left out: {string.Join(", ", dataset.LeftOut.Select(left => $"{left.Count} {left.Reason}"))}");
        }

        return dataset;
    }
}
