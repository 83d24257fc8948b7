namespace Countenance.Vision;

/// <summary>The status codes of <c>countenance_vision.h</c>.</summary>
internal enum VisionStatus
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The caller broke the contract.</summary>
    InvalidArgument = 1,

    /// <summary>The bytes are not a whole, sound image.</summary>
    Undecodable = 2,

    /// <summary>The decoded image is larger than its header states.</summary>
    SizeMismatch = 3,

    /// <summary>Not enough memory.</summary>
    OutOfMemory = 4,

    /// <summary>OpenCV refused.</summary>
    Failed = 5,
}
