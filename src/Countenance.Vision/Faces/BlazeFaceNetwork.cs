namespace Countenance.Vision.Faces;

/// <summary>One of the two BlazeFace networks.</summary>
internal sealed class BlazeFaceNetwork : IDisposable
{
    private readonly NetworkHandle handle;
    private readonly float[] outputs = new float[BlazeFaceAnchors.OutputLength];

    /// <summary>Loads a network.</summary>
    /// <param name="onnx">The model file.</param>
    /// <param name="size">The side of its input in pixels.</param>
    public BlazeFaceNetwork(ReadOnlySpan<byte> onnx, int size)
    {
        handle = NetworkHandle.Open(onnx);
        Size = size;
    }

    /// <summary>The side of the input in pixels.</summary>
    public int Size { get; }

    /// <summary>Adds the candidates of one window.</summary>
    /// <param name="pixels">[size, size, 3], RGB.</param>
    /// <param name="minScore">Above 0, below 1.</param>
    /// <param name="candidates">Receives them, in pixels of the window.</param>
    public unsafe void Run(ReadOnlySpan<byte> pixels, float minScore, List<FaceCandidate> candidates)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, 3 * Size * Size);
        fixed (byte* input = pixels)
        fixed (float* output = outputs)
        {
            VisionNative.ThrowIfFailed(VisionNative.RunNetwork(handle, input, Size, output, outputs.Length));
        }

        BlazeFaceAnchors.Read(outputs, Size, minScore, candidates);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
