namespace Countenance.Tests;

/// <summary>Tests that measure time: they run after all others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedTests
{
    public const string Name = "alone";
}
