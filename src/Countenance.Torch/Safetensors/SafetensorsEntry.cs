namespace Countenance.Torch.Safetensors;

/// <summary>One tensor of a safetensors file, as its header describes it.</summary>
/// <param name="Name">The tensor's name, unique in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar. The data are row-major and dense.</param>
/// <param name="Offset">Bytes from the start of the file's data section (not of the file).</param>
/// <param name="Length">Bytes: the product of the shape times the element size.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Number of elements: the product of the shape.</summary>
    public long Count => Length / Type.ElementSize();
}
