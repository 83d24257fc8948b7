namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>An empty folder that goes with its contents when it is disposed of.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("countenance-").FullName;

    public string this[params string[] names] => Path.Combine([Root, .. names]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
