using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Countenance.Benchmarks;

if (args is ["training-step", ..])
{
    return TrainingStepScenario.Run(args.AsSpan(1));
}

if (args is ["inference", ..])
{
    return InferenceScenario.Run(args.AsSpan(1));
}

if (args is ["clustering", ..])
{
    return ClusteringScenario.Run(args.AsSpan(1));
}

if (args is ["tsne", ..])
{
    return TSneScenario.Run(args.AsSpan(1));
}

if (args is ["faces", ..])
{
    return FacesScenario.Run(args.AsSpan(1));
}

if (args is ["album-search", ..])
{
    return AlbumSearchScenario.Run(args.AsSpan(1));
}

if (args is ["album-photos", ..])
{
    return AlbumPhotosScenario.Run(args.AsSpan(1));
}

if (args is ["album-faces", ..])
{
    return AlbumFacesScenario.Run(args.AsSpan(1));
}

if (args is ["album-page", ..])
{
    return AlbumPageScenario.Run(args.AsSpan(1));
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
