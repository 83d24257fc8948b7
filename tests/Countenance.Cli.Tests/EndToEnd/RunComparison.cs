using System.Text.Json;
using Countenance.Torch.Safetensors;
using Countenance.Training;

namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>Whether a run that was interrupted ended as the uninterrupted one did.</summary>
internal static class RunComparison
{
    /// <summary>The same weights, optimiser memory and averages to the bit, the same metrics, and no file too many.</summary>
    public static void AssertSame(UninterruptedRun expected, string folder)
    {
        string checkpoints = Path.Combine(folder, "checkpoints");
        AssertSameTensors(expected.LastCheckpoint, Path.Combine(checkpoints, "last.safetensors"), metadata: false); // it holds the seconds
        AssertSameTensors(expected.BestModel, Path.Combine(checkpoints, "best.safetensors"), metadata: true);
        Assert.Equal(Metrics(expected.Folder), Metrics(folder));
        Assert.Equal(Files(expected.Folder), Files(folder));
    }

    private static void AssertSameTensors(string expected, string actual, bool metadata)
    {
        using SafetensorsFile first = SafetensorsFile.Open(expected);
        using SafetensorsFile second = SafetensorsFile.Open(actual);
        Assert.True(first.Entries.Count > 100, "A ResNet18 has more tensors.");
        Assert.Equal(first.Entries.Select(Describe), second.Entries.Select(Describe));
        foreach (SafetensorsEntry entry in first.Entries)
        {
            Assert.True(first.Bytes(entry).SequenceEqual(second.Bytes(second[entry.Name])), $"{actual}: {entry.Name} differs.");
        }

        if (metadata)
        {
            Assert.Equal(first.Metadata, second.Metadata);
        }
    }

    private static string Describe(SafetensorsEntry entry) => $"{entry.Name} {entry.Type} [{string.Join(", ", entry.Shape)}]";

    // All but the seconds: epoch, step and figures, to the last digit.
    private static string[] Metrics(string folder) =>
    [
        .. new MetricsLog(Path.Combine(folder, "metrics.jsonl")).Read()
            .Select(epoch => $"{epoch.Epoch} {epoch.Step} {JsonSerializer.Serialize(epoch.Values)}"),
    ];

    // Every session adds an event file of its own; all else is there once.
    private static string[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.StartsWith("events.out.tfevents.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
