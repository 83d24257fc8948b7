namespace Countenance.Torch.Safetensors;

/// <summary>Names and sizes of <see cref="SafetensorsType"/>.</summary>
public static class SafetensorsTypeExtensions
{
    private static readonly (string Name, int Size, SafetensorsType Type)[] Types =
    [
        ("BOOL", 1, SafetensorsType.Bool),
        ("U8", 1, SafetensorsType.U8),
        ("I8", 1, SafetensorsType.I8),
        ("I16", 2, SafetensorsType.I16),
        ("U16", 2, SafetensorsType.U16),
        ("F16", 2, SafetensorsType.F16),
        ("BF16", 2, SafetensorsType.BF16),
        ("I32", 4, SafetensorsType.I32),
        ("U32", 4, SafetensorsType.U32),
        ("F32", 4, SafetensorsType.F32),
        ("F64", 8, SafetensorsType.F64),
        ("I64", 8, SafetensorsType.I64),
        ("U64", 8, SafetensorsType.U64),
    ];

    /// <summary>The names of all types in the format, for messages.</summary>
    internal static string ValidNames { get; } = string.Join(", ", Types.Select(type => type.Name));

    /// <summary>The type's name in the header, such as <c>F32</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public static string FormatName(this SafetensorsType type) => Find(type).Name;

    /// <summary>Bytes an element: 1, 2, 4 or 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public static int ElementSize(this SafetensorsType type) => Find(type).Size;

    /// <summary>Finds the type with a name as it stands in a header (case matters); false when there is none.</summary>
    public static bool TryParse(string formatName, out SafetensorsType type)
    {
        int index = Array.FindIndex(Types, candidate => candidate.Name == formatName);
        type = index < 0 ? default : Types[index].Type;
        return index >= 0;
    }

    /// <summary>The type that holds values of <typeparamref name="T"/>, or null when none does.</summary>
    internal static SafetensorsType? Of<T>()
        where T : unmanaged => default(T) switch
        {
            byte => SafetensorsType.U8,
            sbyte => SafetensorsType.I8,
            short => SafetensorsType.I16,
            ushort => SafetensorsType.U16,
            Half => SafetensorsType.F16,
            int => SafetensorsType.I32,
            uint => SafetensorsType.U32,
            float => SafetensorsType.F32,
            double => SafetensorsType.F64,
            long => SafetensorsType.I64,
            ulong => SafetensorsType.U64,
            _ => null,
        };

    /// <summary>Bytes of a tensor: the product of its dimensions times the element size; null when it exceeds 2⁶³ − 1.</summary>
    internal static long? ByteLength(this SafetensorsType type, IReadOnlyList<long> shape)
    {
        // In order, and refusing an overflow even where a later dimension is 0: whoever multiplies the shape again must be safe too.
        Int128 length = type.ElementSize();
        foreach (long dimension in shape)
        {
            length *= dimension;
            if (length > long.MaxValue)
            {
                return null;
            }
        }

        return (long)length;
    }

    private static (string Name, int Size, SafetensorsType Type) Find(SafetensorsType type)
    {
        if (!Enum.IsDefined(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "Type must be one of the safetensors types.");
        }

        return Types[(int)type]; // in the enumeration's order
    }
}
