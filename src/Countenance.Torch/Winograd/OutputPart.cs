namespace Countenance.Torch.Winograd;

/// <summary>Where an output goes, and what is done to it on the way.</summary>
internal readonly unsafe struct OutputPart
{
    /// <summary>[pixels, channels].</summary>
    public required float* Data { get; init; }

    /// <summary>A multiple of 32.</summary>
    public required int Channels { get; init; }

    /// <summary>[channels], or null.</summary>
    public float* Bias { get; init; }

    /// <summary>[pixels, channels], or null.</summary>
    public float* Added { get; init; }

    /// <summary>Whether a ReLU comes last.</summary>
    public bool IsRectified { get; init; }
}
