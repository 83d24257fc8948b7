using Countenance.Vision.Faces;

namespace Countenance.Vision;

/// <summary>
/// Finds the faces in a photo. Loading one takes some ten milliseconds; it is kept for many photos. A detector looks at one photo at a
/// time and works on its caller's thread alone: give each thread its own.
/// </summary>
public sealed class FaceDetector : IDisposable
{
    private readonly IFaceSearch search;
    private int busy;
    private bool disposed;

    /// <summary>Loads a detector.</summary>
    /// <param name="weightsFolder">
    /// Where the weights lie; null for a folder <c>faces</c> beside the program or in a folder above it: in a checkout
    /// <c>scripts/setup.sh faces</c> puts them into one. <see cref="FaceDetectorKind.Haar"/> needs none.
    /// </param>
    /// <param name="options">What to look for; <see cref="FaceDetectorOptions.Default"/> when null.</param>
    /// <exception cref="FaceWeightsException">A file is missing, or is not the one that was tested.</exception>
    public FaceDetector(string? weightsFolder = null, FaceDetectorOptions? options = null)
        : this(Load(weightsFolder, options ?? FaceDetectorOptions.Default), options ?? FaceDetectorOptions.Default)
    {
    }

    /// <summary>Takes over a way of finding faces.</summary>
    internal FaceDetector(IFaceSearch search, FaceDetectorOptions options)
    {
        this.search = search;
        Options = options;
    }

    /// <summary>What is looked for.</summary>
    public FaceDetectorOptions Options { get; }

    /// <summary>Finds the faces of a photo.</summary>
    /// <param name="photo">Grey or RGB, upright as <see cref="ImageCodec"/> decodes it. It is only read.</param>
    /// <param name="cancellation">Looked at before each window, so within about 20 ms.</param>
    /// <returns>The faces, the surest first; none when there are none.</returns>
    /// <exception cref="InvalidOperationException">Another thread is using this detector.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<DetectedFace> Detect(Image photo, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return [.. search.Find(photo, Options, cancellation)
                .Where(face => face.Score >= Options.MinScore)
                .Select(face => face.RelativeTo(photo.Width, photo.Height))
                .OfType<DetectedFace>()
                .Take(Options.MostFaces)];
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    /// <summary>Frees the networks. It may be called twice, but not while a photo is looked at.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using this detector.</exception>
    public void Dispose()
    {
        Enter();
        disposed = true;
        search.Dispose();
        Volatile.Write(ref busy, 0);
    }

    private static IFaceSearch Load(string? weightsFolder, FaceDetectorOptions options)
        => options.Kind == FaceDetectorKind.Haar ? new HaarSearch(options.CascadeFile) : new BlazeFaceSearch(weightsFolder);

    private void Enter()
    {
        if (Interlocked.Exchange(ref busy, 1) != 0)
        {
            throw new InvalidOperationException("A face detector must be used by one thread at a time. Give each thread its own.");
        }
    }
}
