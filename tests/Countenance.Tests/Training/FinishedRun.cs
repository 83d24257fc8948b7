using Countenance.Datasets;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>One uninterrupted small run, shared by the tests that look at it.</summary>
public sealed class FinishedRun : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FinishedRun()
    {
        Dataset = SmallModel.Faces(64);
        Folder = RunFolder.Create(folder["run"], SmallRun.Options);
        Observer = new SmallRun.RecordingObserver();
        Ended = SmallRun.Execute(SmallRun.Options, Folder, Dataset, observer: Observer);
    }

    public ImageDataset Dataset { get; }

    public RunFolder Folder { get; }

    public bool Ended { get; }

    internal SmallRun.RecordingObserver Observer { get; }

    public void Dispose()
    {
        Dataset.Dispose();
        folder.Dispose();
    }
}
