using Countenance.Embedding;

namespace Countenance.Tests.Embedding;

public class EmbeddingSetTests
{
    private static readonly EmbeddingMatrix Two = new([1, 2, 3, 4], 2);

    [Fact]
    public void Parts_that_do_not_agree_are_refused()
    {
        Refused("labels", () => new EmbeddingSet(Two, labels: [0]));
        Refused("names", () => new EmbeddingSet(Two, names: ["a", "b", "c"]));
        Refused("Got 2 for embedding 1", () => new EmbeddingSet(Two, labels: [0, 2], classNames: ["a", "b"]));
        Refused("Got -2 for embedding 0", () => new EmbeddingSet(Two, labels: [-2, 0]));
        Refused("NUL character. Got one at 1", () => new EmbeddingSet(Two, names: ["a", "b\0"]));
        Refused("null at 0", () => new EmbeddingSet(Two, names: [null!, "b"]));
        var reserved = new Dictionary<string, string> { ["class_names"] = "" };
        Refused("reserved key 'class_names'", () => new EmbeddingSet(Two, metadata: reserved));
        Assert.ThrowsAny<ArgumentException>(() => new EmbeddingSet(Two, names: ["\uD800", ""]));
    }

    private static void Refused(string message, Func<EmbeddingSet> make) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
}
