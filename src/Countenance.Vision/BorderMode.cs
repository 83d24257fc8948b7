namespace Countenance.Vision;

/// <summary>What a warp sees beyond the edge of its source.</summary>
public enum BorderMode
{
    /// <summary>A constant grey level in every channel.</summary>
    Constant,

    /// <summary>The edge pixel, repeated.</summary>
    Replicate,

    /// <summary>The image mirrored at its edge pixel, which is not repeated: <c>dcb|abcd|cba</c>.</summary>
    Reflect,
}
