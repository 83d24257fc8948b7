using System.Collections.Concurrent;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>Looks for faces with <see cref="FaceDetector"/> and aligns them by eyes and mouth.</summary>
public sealed class DetectedFaceFinder : IFaceFinder, IDisposable
{
    private readonly ConcurrentBag<FaceDetector> idle = []; // a detector serves one thread at a time
    private readonly FaceAligner aligner = new();
    private readonly FaceDetectorOptions options = new();
    private readonly string? weightsFolder;

    /// <summary>Loads a first detector, so that missing weights are known at once.</summary>
    /// <param name="weightsFolder">Where the weights lie; null for where <see cref="FaceDetector"/> looks for them.</param>
    /// <exception cref="FaceWeightsException">The weights are missing or damaged.</exception>
    public DetectedFaceFinder(string? weightsFolder = null)
    {
        this.weightsFolder = weightsFolder;
        idle.Add(new FaceDetector(weightsFolder, options));
    }

    /// <inheritdoc/>
    public string Name => "blazeface 1";

    /// <inheritdoc/>
    public int SufficientLongerSide => options.SufficientLongerSide;

    /// <inheritdoc/>
    public IReadOnlyList<FoundFace> Find(Image photo, CancellationToken cancellation = default)
    {
        FaceDetector detector = idle.TryTake(out FaceDetector? known) ? known : new FaceDetector(weightsFolder, options);
        try
        {
            return [.. detector.Detect(photo, cancellation).Select(face => Cut(photo, face, aligner)).OfType<FoundFace>()];
        }
        finally
        {
            idle.Add(detector);
        }
    }

    /// <summary>Lets the detectors go.</summary>
    public void Dispose()
    {
        while (idle.TryTake(out FaceDetector? detector))
        {
            detector.Dispose();
        }
    }

    /// <summary>A face with its crop; null where eyes and mouth lie so that no upright face can be made of it.</summary>
    internal static FoundFace? Cut(Image photo, DetectedFace face, FaceAligner aligner)
    {
        var region = new FaceRegion(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height);
        float[] points = [face.RightEye.X, face.RightEye.Y, face.LeftEye.X, face.LeftEye.Y, face.Nose.X, face.Nose.Y, face.Mouth.X, face.Mouth.Y];
        try
        {
            return new FoundFace(region, points, face.Score, aligner.Align(photo, face, IndexedFace.CropSize));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
