namespace Countenance.Torch;

/// <summary>Element types, numbered as in libtorch (<c>c10::ScalarType</c>).</summary>
#pragma warning disable CA1720 // the types' own names
public enum ScalarType
{
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 0,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 1,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 2,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 3,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 4,

    /// <summary>IEEE half precision.</summary>
    Float16 = 5,

    /// <summary>IEEE single precision.</summary>
    Float32 = 6,

    /// <summary>IEEE double precision.</summary>
    Float64 = 7,

    /// <summary>Truth value, one byte.</summary>
    Bool = 11,

    /// <summary>Signed 8-bit steps of a scale: quantised weights.</summary>
    QInt8 = 12,

    /// <summary>Unsigned 8-bit steps of a scale: quantised activations.</summary>
    QUInt8 = 13,

    /// <summary>bfloat16: single precision's exponent, 8 bits of significand.</summary>
    BFloat16 = 15,
}
#pragma warning restore CA1720
