namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>Tests that share one trained run and, because they compute, follow one another.</summary>
#pragma warning disable CA1711 // a collection of tests
[CollectionDefinition]
public sealed class EndToEndCollection : ICollectionFixture<TrainedRun>;
#pragma warning restore CA1711
