namespace Countenance.Vision.Faces;

/// <summary>One of the two BlazeFace networks.</summary>
internal sealed class BlazeFaceNetwork : IDisposable
{
    private readonly NetworkHandle handle;
    private float[] outputs = [];

    /// <summary>Loads a network.</summary>
    /// <param name="onnx">The model file.</param>
    /// <param name="size">The side in pixels of the input it was made for.</param>
    public BlazeFaceNetwork(ReadOnlySpan<byte> onnx, int size)
    {
        handle = NetworkHandle.Open(onnx, size);
        Size = size;
    }

    /// <summary>The side in pixels of the input it was made for; an input is any rectangle of multiples of an eighth of it.</summary>
    public int Size { get; }

    /// <summary>Adds the candidates of one window.</summary>
    /// <param name="pixels">[height, width, 3], RGB.</param>
    /// <param name="width">A multiple of an eighth of <see cref="Size"/>.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="minScore">Above 0, below 1.</param>
    /// <param name="candidates">Receives them, in pixels of the window.</param>
    public unsafe void Run(ReadOnlySpan<byte> pixels, int width, int height, float minScore, List<FaceCandidate> candidates)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, 3 * width * height);
        int stride = Size / BlazeFaceAnchors.Strides;
        int length = BlazeFaceAnchors.OutputLength(width, height, stride);
        if (outputs.Length < length)
        {
            outputs = new float[length];
        }

        fixed (byte* input = pixels)
        fixed (float* output = outputs)
        {
            VisionNative.ThrowIfFailed(VisionNative.RunNetwork(handle, input, width, height, output, length));
        }

        BlazeFaceAnchors.Read(outputs.AsSpan(0, length), width, height, stride, minScore, candidates);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
