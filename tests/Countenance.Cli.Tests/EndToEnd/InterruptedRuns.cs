namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>Tests that interrupt a run at certain moments. They run after all others, one by one, so as not to miss them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class InterruptedRuns : ICollectionFixture<UninterruptedRun>;
