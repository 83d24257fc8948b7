namespace Countenance.Torch.Tests;

public sealed class RealPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_part_may_be_a_link_and_the_last_may_be_missing()
    {
        string root = RealPath.Of(folder.Root);
        Directory.CreateDirectory(Path.Combine(root, "a/b"));
        Directory.CreateSymbolicLink(Path.Combine(root, "to-a"), "a");
        Directory.CreateSymbolicLink(Path.Combine(root, "a/b/up"), Path.Combine(root, "to-a"));

        Assert.Equal(Path.Combine(root, "a/b"), RealPath.Of(Path.Combine(root, "to-a/b")));
        Assert.Equal(Path.Combine(root, "a/b/none"), RealPath.Of(Path.Combine(root, "a/b/up/b/none")));
        Assert.Equal("/", RealPath.Of("/"));
        Directory.CreateSymbolicLink(Path.Combine(root, "loop"), "loop/x");
        Assert.Throws<IOException>(() => RealPath.Of(Path.Combine(root, "loop")));
    }
}
