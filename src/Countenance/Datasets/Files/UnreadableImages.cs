using System.Collections.Concurrent;

namespace Countenance.Datasets.Files;

/// <summary>Collects the images that could not be read, from any thread, so that one run tells the user of all of them.</summary>
internal sealed class UnreadableImages
{
    private const int Listed = 10;
    private readonly ConcurrentDictionary<int, string> problems = new();

    /// <summary>Notes image number <paramref name="index"/>; <paramref name="message"/> names it and says what is wrong.</summary>
    public void Add(int index, string message) => problems[index] = message;

    /// <summary>Does nothing when every image was read.</summary>
    /// <exception cref="DatasetException">Lists the first ten images and the number of the others.</exception>
    public void ThrowIfAny(string path)
    {
        if (problems.IsEmpty)
        {
            return;
        }

        string[] messages = [.. problems.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
        string rest = messages.Length > Listed ? $"; and {messages.Length - Listed} more" : "";
        throw new DatasetException(
            path,
            $"{messages.Length} {(messages.Length == 1 ? "image" : "images")} cannot be read: "
            + string.Join("; ", messages.Take(Listed)) + rest);
    }
}
