namespace Countenance.Tests;

/// <summary>Tests that measure what the whole process shares (time, memory, tensors alive): they run after all others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedTests
{
    public const string Name = "alone";
}
