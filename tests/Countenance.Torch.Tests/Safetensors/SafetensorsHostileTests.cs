using System.Buffers.Binary;
using System.Text;
using Countenance.Torch.Safetensors;

namespace Countenance.Torch.Tests.Safetensors;

/// <summary>Truncated, damaged and hostile files: a typed error that names the path, or a file whose every byte may be read.</summary>
public sealed class SafetensorsHostileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder["h.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""[1]""", 0, "must start with '{'")]
    [InlineData(""" {}""", 0, "must start with '{'")]
    [InlineData("""{"a":1}""", 0, "tensor 'a' must be an object")]
    [InlineData("""{"a":{}}""", 0, "lacks the field 'dtype'")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "lacks the field 'shape'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1]}}""", 1, "lacks the field 'data_offsets'")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "dtype 'F8_E4M3', which is not supported; supported are BOOL, U8")]
    [InlineData("""{"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}""", 1, "must be a string")]
    [InlineData("""{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", 1, "must be an array")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, "must hold whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}""", 1, "must hold whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}}""", 1, "must hold whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1, "must hold whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}""", 1, "must hold whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,0]}}""", 0, "must hold whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "more bytes than 64 bits")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "more bytes than 64 bits")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}}""", 0, "more bytes than 64 bits")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4, "holds only 4 bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,5]}}""", 5, "needs 4 bytes, but its data_offsets [0, 5] span 5")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,0]}}""", 0, "needs 4 bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}}""", 2, "must be [begin, end]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1]}}""", 2, "must be [begin, end]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 2, "more than 2 numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", 2, "must hold whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "leaves a hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "'b' overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2, "overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""", 2, "overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2, "1 bytes follow the last tensor")]
    [InlineData("""{}""", 1, "1 bytes follow the last tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 0, "truncated?")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' occurs twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' occurs twice")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[0],"data_offsets":[0,0]}}""", 0, "the field 'dtype' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"shape":[0],"data_offsets":[0,0]}}""", 0, "the field 'shape' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"more":[]}}""", 0, "unknown field 'more'")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "'__metadata__' occurs twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "__metadata__ 'k' occurs twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "__metadata__ 'k' must be a string")]
    [InlineData("""{"__metadata__":[]}""", 0, "must be an object")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "invalid string")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""", 0, "not valid JSON")]
    [InlineData("""{} {}""", 0, "not valid JSON")]
    [InlineData("""{}//""", 0, "not valid JSON")]
    [InlineData("""{,}""", 0, "not valid JSON")]
    public void A_hostile_header_is_refused_with_path_and_reason(string json, int dataLength, string reason)
    {
        var error = Refused(Compose(Encoding.UTF8.GetBytes(json), dataLength));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string deep = new('[', 1_000_000);
        Refused(Compose(Encoding.UTF8.GetBytes($$$"""{"a":{"dtype":"U8","shape":{{{deep}}}"""), 0));
        Refused(Compose(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))), 0));
        Refused(Compose(Encoding.UTF8.GetBytes($$$"""{"__metadata__":{"a":{{{deep}}}"""), 0));
    }

    [Fact]
    public void Too_many_dimensions_are_refused_and_64_are_not()
    {
        Write(Compose(Encoding.UTF8.GetBytes(Entry(64)), 1));
        using (var file = SafetensorsFile.Open(Target))
        {
            Assert.Equal(64, file["a"].Shape.Count);
        }

        Assert.Contains("more than 64 numbers", Refused(Compose(Encoding.UTF8.GetBytes(Entry(65)), 1)).Reason, StringComparison.Ordinal);

        static string Entry(int rank) =>
            $$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(",", Enumerable.Repeat("1", rank))}}}],"data_offsets":[0,1]}}""";
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xE8, 0xA1 })]
    public void Invalid_utf8_is_refused(byte[] name)
    {
        byte[] json = [.. "{\"__metadata__\":{\""u8, .. name, .. "\":\"\"}}"u8];

        Assert.Contains("UTF-8", Refused(Compose(json, 0)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3UL, "only 2 bytes follow")]
    [InlineData(100_000_000UL, "only 2 bytes follow")]
    [InlineData(100_000_001UL, "more than the 100000000 bytes allowed")]
    [InlineData(1UL << 31, "more than")]
    [InlineData(1UL << 63, "more than")]
    [InlineData(ulong.MaxValue, "more than")]
    [InlineData(ulong.MaxValue - 7, "more than")]
    [InlineData(0UL, "must start with")]
    public void A_lying_header_length_is_refused(ulong length, string reason)
    {
        byte[] bytes = Compose("{}"u8, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);

        Assert.Contains(reason, Refused(bytes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_name_does_not_flood_the_message()
    {
        var error = Refused(Compose(Encoding.UTF8.GetBytes($"{{\"\\u001b[2J{new string('x', 100_000)}\":1}}"), 0));

        Assert.True(error.Reason.Length < 400);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public void Padding_with_spaces_is_allowed_and_with_zeros_is_not()
    {
        Write(Compose("{}                     "u8, 0));
        SafetensorsFile.Open(Target).Dispose();

        Refused(Compose("{}\0\0"u8, 0));
    }

    [Fact]
    public void A_file_cut_at_any_length_is_refused()
    {
        byte[] whole = Valid();
        for (int length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length]);
        }
    }

    [Fact]
    public void Every_byte_changed_at_random_is_an_error_or_a_file_that_reads_to_its_end()
    {
        byte[] whole = Valid();
        int headerEnd = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(whole);
        var random = new Random(20);
        int refused = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] bytes = [.. whole];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(headerEnd);
                bytes[at] = random.Next(3) switch
                {
                    0 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                    1 => (byte)random.Next(256),
                    _ => (byte)"{}[],:\"-0123456789eE.\\ \0"[random.Next(24)],
                };
            }

            Write(bytes);
            try
            {
                using var file = SafetensorsFile.Open(Target);
                long dataLength = bytes.Length - 8 - (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                Assert.Equal(dataLength, file.Entries.Sum(entry => entry.Length));
                foreach (var entry in file.Entries)
                {
                    Assert.Equal(entry.Length, file.Bytes(entry).ToArray().LongLength);
                    Assert.Equal(entry.Count, entry.Shape.Aggregate(1L, (product, dimension) => product * dimension));
                }
            }
            catch (SafetensorsException error)
            {
                Assert.StartsWith(Target, error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 3999);
    }

    private static byte[] Compose(ReadOnlySpan<byte> json, int dataLength)
    {
        byte[] bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes.AsSpan(8));
        return bytes;
    }

    private void Write(byte[] bytes) => File.WriteAllBytes(Target, bytes);

    private SafetensorsException Refused(byte[] bytes)
    {
        Write(bytes);
        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(Target));
        Assert.Equal($"{Target}: {error.Reason}", error.Message);
        return error;
    }

    private byte[] Valid()
    {
        SafetensorsWriter.Write(
            Target,
            [
                SafetensorsSource.FromValues<float>("layer1.weight", [2, 3], new float[6]),
                SafetensorsSource.FromValues<long>("steps", [], new long[1]),
                SafetensorsSource.FromValues<byte>("mask", [5], new byte[5]),
            ],
            new Dictionary<string, string> { ["format"] = "pt", ["café"] = "表情" });
        return File.ReadAllBytes(Target);
    }
}
