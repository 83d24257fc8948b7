namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>Tests that share one trained run and, because they compute, follow one another.</summary>
[CollectionDefinition]
public sealed class EndToEndTests : ICollectionFixture<TrainedRun>;
