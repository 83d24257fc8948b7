using System.Text;
using Countenance.Torch.Safetensors;

namespace Countenance.Torch.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_golden_file_of_an_independent_writer_is_read()
    {
        using var file = SafetensorsFile.Open(Golden());

        Assert.Equal(
            ["bool", "u8", "i8", "i16", "u16", "f16", "bf16", "i32", "u32", "f32", "f64", "i64", "u64", "empty", "naïve \"name\" \\ 表情 😀"],
            file.Entries.Select(entry => entry.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal("expressions: 表情", file.Metadata["note"]);
        Assert.Equal([1, 0, 1], file.Values<byte>("bool").ToArray());
        Assert.Equal([0, 1, 254, 255], file.Values<byte>("u8").ToArray());
        Assert.Equal([2L, 2L], file["u8"].Shape);
        Assert.Equal([sbyte.MinValue, sbyte.MaxValue], file.Values<sbyte>("i8").ToArray());
        Assert.Equal([short.MinValue, short.MaxValue], file.Values<short>("i16").ToArray());
        Assert.Equal([(ushort)1, ushort.MaxValue], file.Values<ushort>("u16").ToArray());
        Assert.Equal([(Half)0.5f, Half.MinValue, Half.Epsilon], file.Values<Half>("f16").ToArray());
        Assert.Equal([0x80, 0x3F, 0x20, 0xC0], file.Bytes(file["bf16"]).ToArray());
        Assert.Equal([int.MinValue, int.MaxValue], file.Values<int>("i32").ToArray());
        Assert.Equal([uint.MaxValue], file.Values<uint>("u32").ToArray());
        Assert.Equal([0.1f, -0.0f, float.Epsilon, float.MaxValue, float.PositiveInfinity, -7.25f], file.Values<float>("f32").ToArray());
        Assert.True(float.IsNegative(file.Values<float>("f32")[1]));
        Assert.Equal([Math.PI], file.Values<double>("f64").ToArray());
        Assert.Empty(file["f64"].Shape);
        Assert.Equal([long.MinValue, long.MaxValue], file.Values<long>("i64").ToArray());
        Assert.Equal([ulong.MaxValue], file.Values<ulong>("u64").ToArray());
        Assert.True(file.Values<float>("empty").IsEmpty);
        Assert.Equal([0L, 4L], file["empty"].Shape);
        Assert.Equal(7, file.Values<byte>("naïve \"name\" \\ 表情 😀")[0]);
    }

    [Fact]
    public unsafe void A_pointer_and_a_span_lead_to_the_same_bytes()
    {
        using var file = SafetensorsFile.Open(Golden());
        var entry = file["i64"];

        Assert.Equal(long.MaxValue, *(long*)(file.Pointer(entry) + 8));
        Assert.Equal(2, entry.Count);
        Assert.Equal(file.Bytes(entry).ToArray(), new ReadOnlySpan<byte>(file.Pointer(entry), (int)entry.Length).ToArray());
    }

    [Fact]
    public void A_missing_name_is_an_error_that_lists_the_nearest()
    {
        using var file = SafetensorsFile.Open(Golden());

        var error = Assert.Throws<SafetensorsException>(() => file["f31"]);

        string expected = $"{Golden()}: there is no tensor 'f31'; of 15 tensors the nearest are 'f32',";
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.False(file.TryGet("f31", out _));
        Assert.True(file.TryGet("f32", out var found));
        Assert.Same(file["f32"], found);
    }

    [Fact]
    public void A_wrong_element_type_is_an_error()
    {
        using var file = SafetensorsFile.Open(Golden());

        var error = Assert.Throws<SafetensorsException>(() => file.Values<int>("f32").Length);

        Assert.EndsWith("tensor 'f32' is F32, which cannot be read as Int32", error.Message, StringComparison.Ordinal);
        Assert.Throws<SafetensorsException>(() => file.Values<ushort>("bf16").Length);
        Assert.Throws<SafetensorsException>(() => file.Values<decimal>("f64").Length);
    }

    [Fact]
    public void An_entry_of_another_file_is_refused()
    {
        using var file = SafetensorsFile.Open(Golden());
        using var other = SafetensorsFile.Open(Golden());
        var made = new SafetensorsEntry("u8", SafetensorsType.U8, [1L << 40], 0, 1L << 40);

        Assert.Throws<ArgumentException>(() => file.Bytes(other["u8"]).Length);
        Assert.Throws<ArgumentException>(() => file.Bytes(made).Length);
        Assert.Throws<ArgumentException>(() => file.Bytes(file["u8"] with { Offset = 1 << 20 }).Length);
    }

    [Fact]
    public void After_dispose_the_data_are_out_of_reach()
    {
        var file = SafetensorsFile.Open(Golden());
        var entry = file["u8"];
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.Bytes(entry).Length);
        Assert.Throws<ObjectDisposedException>(() => file.Values<byte>("u8").Length);
    }

    [Fact]
    public void Missing_files_and_folders_are_errors_with_the_path()
    {
        string missing = folder["none.safetensors"];

        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(missing));
        Assert.Equal($"{missing}: the file does not exist", error.Message);
        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(folder["none/none.safetensors"]));
        Assert.Equal(folder.Root, Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(folder.Root)).Path);
    }

    [Fact]
    public void Many_threads_read_the_same_file()
    {
        string path = folder["many.safetensors"];
        var sources = Enumerable.Range(0, 64).Select(i => SafetensorsSource.FromValues<int>(
            $"t{i}", [1000], Enumerable.Range(i * 1000, 1000).ToArray())).ToList();
        SafetensorsWriter.Write(path, sources);
        using var file = SafetensorsFile.Open(path);

        Parallel.For(0, 512, i =>
        {
            using var another = SafetensorsFile.Open(path);
            int start = i % 64 * 1000;
            Assert.Equal(Enumerable.Range(start, 1000), file.Values<int>($"t{i % 64}").ToArray());
            Assert.Equal(start, another.Values<int>($"t{i % 64}")[0]);
        });
    }

    [Fact]
    public unsafe void A_tensor_beyond_2_GiB_is_reached_by_its_pointer()
    {
        const long Length = 3_000_000_000;
        string path = folder["large.safetensors"];
        byte[] json = Encoding.UTF8.GetBytes($$$"""{"large":{"dtype":"U8","shape":[{{{Length}}}],"data_offsets":[0,{{{Length}}}]}}""");
        using (var stream = File.Create(path))
        {
            stream.Write(BitConverter.GetBytes((ulong)json.Length));
            stream.Write(json);
            stream.Seek(Length - 1, SeekOrigin.Current); // a sparse file: almost nothing on the disk
            stream.WriteByte(42);
        }

        using var file = SafetensorsFile.Open(path);
        var entry = file["large"];
        Assert.Equal(42, file.Pointer(entry)[Length - 1]);
        Assert.Contains("use Pointer", Assert.Throws<ArgumentException>(() => file.Bytes(entry).Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_replaced_while_it_is_open_stays_readable()
    {
        string path = folder["a.safetensors"];
        SafetensorsWriter.Write(path, [SafetensorsSource.FromValues<long>("a", [100_000], new long[100_000])]);
        using var file = SafetensorsFile.Open(path);
        SafetensorsWriter.Write(path, []);

        Assert.Equal(100_000, file.Values<long>("a").ToArray().Count(value => value == 0));
    }

    private static string Golden() => Path.Combine(AppContext.BaseDirectory, "Golden", "Safetensors", "golden.safetensors");
}
