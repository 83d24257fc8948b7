using System.Runtime.Intrinsics;

namespace Countenance.Torch.Winograd;

/// <summary>Where an output goes, and what is done to it on the way.</summary>
internal readonly unsafe struct OutputPart<T>
    where T : unmanaged, IElement<T>
{
    /// <summary>[pixels, channels].</summary>
    public required T* Data { get; init; }

    /// <summary>A multiple of 32.</summary>
    public required int Channels { get; init; }

    /// <summary>[channels], or null.</summary>
    public T* Bias { get; init; }

    /// <summary>[pixels, channels], or null.</summary>
    public T* Added { get; init; }

    /// <summary>Whether a ReLU comes last.</summary>
    public bool IsRectified { get; init; }

    /// <summary>Writes 16 numbers, with what is added to them and cut off.</summary>
    /// <param name="place">Of the first: pixel · channels + channel.</param>
    /// <param name="value">Bias included.</param>
    public void Put(long place, Vector512<float> value)
    {
        if (Added != null)
        {
            value += T.Load(Added + place);
        }

        // Of a NaN and a number the processor's maximum is the second: a NaN stays one.
        T.Store(IsRectified ? Vector512.MaxNative(default, value) : value, Data + place);
    }
}
