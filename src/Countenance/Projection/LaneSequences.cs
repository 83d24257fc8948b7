using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// Eight complex sequences side by side: element e is the sixteen floats at <c>Values + 16e</c>, eight real parts and then eight imaginary
/// ones. Holds a second buffer of the same size for transforms, which write from one to the other.
/// </summary>
internal sealed unsafe class LaneSequences(int length)
{
    /// <summary>Sequences side by side.</summary>
    public const int Lanes = 8;

    /// <summary>Floats of one element of all sequences.</summary>
    public const int Element = 2 * Lanes;

    private AlignedFloats values = new(checked(length * Element));
    private AlignedFloats other = new(checked(length * Element));

    /// <summary>The number of elements.</summary>
    public int Length => length;

    /// <summary>The elements; another place after every <see cref="Swap"/>.</summary>
    public float* Values => values.Pointer;

    /// <summary>The other buffer.</summary>
    public float* Other => other.Pointer;

    /// <summary>Makes the other buffer the values.</summary>
    public void Swap() => (values, other) = (other, values);

    /// <summary>Writes zeros from element <paramref name="first"/> to the end.</summary>
    public void ClearFrom(int first) => values.Span[(first * Element)..].Clear();
}
