using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Countenance.Torch.Safetensors;

namespace Countenance.Torch.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder["t.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_type_makes_the_round_trip_by_every_kind_of_source()
    {
        var random = new Random(1);
        var expected = new Dictionary<string, byte[]>();
        var sources = new List<SafetensorsSource>();
        nint native = Marshal.AllocHGlobal(1000);
        try
        {
            foreach (var type in Enum.GetValues<SafetensorsType>())
            {
                byte[] bytes = new byte[3 * 5 * type.ElementSize()];
                random.NextBytes(bytes);
                string name = type.FormatName();
                sources.Add(SafetensorsSource.FromBytes(name + ".memory", type, [3, 5], bytes));
                sources.Add(SafetensorsSource.FromCallback(name + ".callback", type, [5, 1, 3], stream =>
                {
                    stream.WriteByte(bytes[0]);
                    stream.Write(bytes, 1, bytes.Length - 1);
                }));
                expected.Add(name + ".memory", bytes);
                expected.Add(name + ".callback", bytes);
            }

            byte[] last = expected["F64.memory"];
            Marshal.Copy(last, 0, native, last.Length);
            sources.Add(SafetensorsSource.FromPointer("native", SafetensorsType.F64, [15], native, last.Length));
            expected.Add("native", last);
            SafetensorsWriter.Write(Target, sources);
        }
        finally
        {
            Marshal.FreeHGlobal(native);
        }

        using var file = SafetensorsFile.Open(Target);
        Assert.Equal(expected.Count, file.Entries.Count);
        foreach (var source in sources)
        {
            var entry = file[source.Name];
            Assert.Equal(source.Type, entry.Type);
            Assert.Equal(source.Shape, entry.Shape);
            Assert.Equal(expected[source.Name], file.Bytes(entry).ToArray());
        }
    }

    [Fact]
    public void Values_keep_their_bits_and_decide_the_type()
    {
        float[] values = [float.NaN, BitConverter.UInt32BitsToSingle(0x7F800001), -0f, float.Epsilon];
        SafetensorsWriter.Write(
            Target,
            [
                SafetensorsSource.FromValues<float>("f", [2, 2], values),
                SafetensorsSource.FromValues<Half>("h", [], new[] { Half.NaN }),
            ]);

        using var file = SafetensorsFile.Open(Target);
        Assert.Equal(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), file.Bytes(file["f"]).ToArray());
        Assert.Equal(SafetensorsType.F16, file["h"].Type);
    }

    [Fact]
    public void Scalars_and_empty_tensors_and_an_empty_file_make_the_round_trip()
    {
        SafetensorsWriter.Write(
            Target,
            [
                SafetensorsSource.FromValues<double>("empty", [2, 0, 3], default),
                SafetensorsSource.FromValues<double>("scalar", [], new[] { 2.5 }),
                SafetensorsSource.FromPointer("nothing", SafetensorsType.F64, [0], 0, 0),
            ]);
        using (var file = SafetensorsFile.Open(Target))
        {
            Assert.Equal([2L, 0L, 3L], file["empty"].Shape);
            Assert.Equal([2.5], file.Values<double>("scalar").ToArray());
            Assert.Equal(0, file["nothing"].Length);
        }

        SafetensorsWriter.Write(Target, []);
        using var none = SafetensorsFile.Open(Target);
        Assert.Empty(none.Entries);
        Assert.Empty(none.Metadata);
        Assert.Contains("holds no tensors", Assert.Throws<SafetensorsException>(() => none["a"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_and_names_of_any_text_make_the_round_trip()
    {
        var metadata = new Dictionary<string, string> { [""] = "", ["表情 \0\n\"\\"] = "</script> é \u2028 😀", ["json"] = "{\"a\":[1]}" };
        string[] names = ["", "layer1.0.conv1.weight", "表情", "quote\"back\\slash", "line\nbreak\0", "😀"];
        SafetensorsWriter.Write(Target, [.. names.Select(name => SafetensorsSource.FromValues<byte>(name, [1], new byte[1]))], metadata);

        using var file = SafetensorsFile.Open(Target);
        Assert.Equal(names, file.Entries.Select(entry => entry.Name));
        Assert.Equal(metadata, file.Metadata);
    }

    [Fact]
    public void Data_start_at_a_cache_line_and_wider_elements_come_first()
    {
        SafetensorsWriter.Write(
            Target,
            [
                SafetensorsSource.FromValues<byte>("bytes", [3], new byte[] { 1, 2, 3 }),
                SafetensorsSource.FromValues<float>("b", [1], new[] { 1f }),
                SafetensorsSource.FromValues<long>("long", [1], new[] { 1L }),
                SafetensorsSource.FromValues<float>("a", [1], new[] { 1f }),
            ]);

        Assert.Equal(0UL, (8 + BinaryPrimitives.ReadUInt64LittleEndian(File.ReadAllBytes(Target))) % 64);
        using var file = SafetensorsFile.Open(Target);
        Assert.Equal(["long", "b", "a", "bytes"], file.Entries.Select(entry => entry.Name));
        Assert.All(file.Entries, entry => Assert.Equal(0, entry.Offset % entry.Type.ElementSize()));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format_and_do_not_depend_on_the_order_of_the_metadata()
    {
        var tensors = new[] { SafetensorsSource.FromValues<short>("w", [1, 2], new short[] { 1, -2 }) };
        SafetensorsWriter.Write(Target, tensors, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        byte[] first = File.ReadAllBytes(Target);
        SafetensorsWriter.Write(Target, tensors, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });

        Assert.Equal(first, File.ReadAllBytes(Target));
        string json = """{"__metadata__":{"a":"1","b":"2"},"w":{"dtype":"I16","shape":[1,2],"data_offsets":[0,4]}}""";
        byte[] expected = [120, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(json.PadRight(120)), 1, 0, 0xFE, 0xFF];
        Assert.Equal(expected, first);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_callback_that_writes_too_little_or_too_much_leaves_the_old_file(int written)
    {
        SafetensorsWriter.Write(Target, []);
        byte[] old = File.ReadAllBytes(Target);

        var error = Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(
            Target, [SafetensorsSource.FromCallback("w", SafetensorsType.U8, [4], stream => stream.Write(new byte[written]))]));

        Assert.Contains($"The source of tensor 'w' must write 4 bytes. Got {written}", error.Message, StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_failing_callback_leaves_the_old_file()
    {
        SafetensorsWriter.Write(Target, [SafetensorsSource.FromValues<byte>("old", [1], new byte[1])]);

        Assert.Throws<TimeoutException>(() => SafetensorsWriter.Write(
            Target, [SafetensorsSource.FromCallback("w", SafetensorsType.U8, [4], _ => throw new TimeoutException())]));

        using var file = SafetensorsFile.Open(Target);
        Assert.Equal("old", file.Entries.Single().Name);
    }

    [Fact]
    public void Bad_tensors_are_refused_before_anything_is_written()
    {
        var tensor = SafetensorsSource.FromValues<byte>("a", [1], new byte[1]);
        var reserved = SafetensorsSource.FromValues<byte>("__metadata__", [1], new byte[1]);
        var lone = SafetensorsSource.FromValues<byte>("\uD800", [1], new byte[1]);

        var twice = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Target, [tensor, tensor]));
        Assert.Contains("Got 'a' twice", twice.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Target, [reserved]));
        Assert.ThrowsAny<ArgumentException>(() => SafetensorsWriter.Write(Target, [lone]));
        Assert.ThrowsAny<ArgumentException>(() => SafetensorsWriter.Write(Target, [], new Dictionary<string, string> { ["a"] = "\uDC00" }));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(
            Target, [], new Dictionary<string, string> { ["a"] = new('x', SafetensorsHeader.MaxLength) }));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void Sources_check_their_shape_and_length()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsSource.FromValues<float>("a", [2], new float[3]));
        Assert.Throws<ArgumentException>(() => SafetensorsSource.FromBytes("a", SafetensorsType.F32, [2], new byte[7]));
        Assert.Throws<ArgumentException>(() => SafetensorsSource.FromBytes("a", SafetensorsType.U8, [-1], default));
        Assert.Throws<ArgumentException>(() => SafetensorsSource.FromBytes("a", SafetensorsType.U8, [1L << 62, 4, 0], default));
        Assert.Throws<ArgumentException>(() => SafetensorsSource.FromBytes("a", SafetensorsType.U8, new long[65], default));
        Assert.Throws<ArgumentException>(() => SafetensorsSource.FromPointer("a", SafetensorsType.U8, [1], 0, 1));
        Assert.Throws<ArgumentException>(() => SafetensorsSource.FromValues<decimal>("a", [1], new decimal[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SafetensorsSource.FromBytes("a", (SafetensorsType)99, [0], default));
    }

    [Fact]
    public void Types_have_the_formats_names_and_sizes()
    {
        foreach (var type in Enum.GetValues<SafetensorsType>())
        {
            Assert.Equal(type.ToString().ToUpperInvariant(), type.FormatName());
            Assert.True(SafetensorsTypeExtensions.TryParse(type.FormatName(), out var parsed));
            Assert.Equal(type, parsed);
            string digits = new([.. type.ToString().Where(char.IsDigit)]);
            Assert.Equal(digits.Length == 0 ? 1 : int.Parse(digits) / 8, type.ElementSize());
        }

        Assert.False(SafetensorsTypeExtensions.TryParse("f32", out _));
    }
}
