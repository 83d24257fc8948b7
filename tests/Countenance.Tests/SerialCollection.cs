namespace Countenance.Tests;

/// <summary>Tests that measure what the whole process shares (time, memory, live tensors): they run after all others, one by one.</summary>
#pragma warning disable CA1711 // a collection of tests
[CollectionDefinition(DisableParallelization = true)]
public sealed class SerialCollection;
#pragma warning restore CA1711
