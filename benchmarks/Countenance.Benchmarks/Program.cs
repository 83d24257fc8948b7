using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Countenance.Benchmarks;

var scenarios = new Dictionary<string, Func<ReadOnlySpan<string>, int>>
{
    ["training-step"] = TrainingStepScenario.Run,
    ["inference"] = InferenceScenario.Run,
    ["clustering"] = ClusteringScenario.Run,
    ["tsne"] = TSneScenario.Run,
    ["faces"] = FacesScenario.Run,
    ["album-search"] = AlbumSearchScenario.Run,
    ["album-photos"] = AlbumPhotosScenario.Run,
    ["album-faces"] = AlbumFacesScenario.Run,
    ["album-page"] = AlbumPageScenario.Run,
};
if (args is [var name, ..] && scenarios.TryGetValue(name, out var scenario))
{
    return scenario(args.AsSpan(1));
}

// In this process: the native libraries lie beside it, and no second project has to be built.
var config = ManualConfig.CreateEmpty()
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance))
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddExporter(MarkdownExporter.GitHub)
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
