using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Countenance.Embedding;
using Countenance.Torch.Safetensors;

namespace Countenance.Tests.Embedding;

public sealed class EmbeddingFileTests : IDisposable
{
    private static readonly string[] ClassNames = ["neutral", "happiness", "surprise, mild"];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Extensions => [.. EmbeddingFile.Extensions];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_three_formats_are_there() => Assert.Equal([".safetensors", ".npy", ".csv"], EmbeddingFile.Extensions);

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Embeddings_labels_names_and_class_names_make_the_round_trip_bit_for_bit(string extension)
    {
        var set = Sample(withParticulars: true);

        var read = WriteAndRead(extension, set);

        AssertSameBits(set.Embeddings, read.Embeddings);
        Assert.Equal(set.Labels, read.Labels);
        Assert.Equal(set.Names, read.Names);
        Assert.Equal(set.ClassNames, read.ClassNames);
        if (extension != ".csv")
        {
            Assert.Equal(set.Metadata, read.Metadata);
        }
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void What_is_not_known_stays_unknown(string extension)
    {
        var read = WriteAndRead(extension, Sample(withParticulars: false));

        Assert.Null(read.Labels);
        Assert.Null(read.Names);
        Assert.Empty(read.ClassNames);
        Assert.Empty(read.Metadata);
        Assert.Equal(5, read.Embeddings.Count);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Labels_without_class_names_may_be_any_index(string extension)
    {
        var set = new EmbeddingSet(new EmbeddingMatrix([1, 2], 1), labels: [2_000_000_000, -1]);

        var read = WriteAndRead(extension, set);

        Assert.Equal([2_000_000_000, -1], read.Labels);
        Assert.Empty(read.ClassNames);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void No_embeddings_at_all_make_the_round_trip(string extension)
    {
        var read = WriteAndRead(extension, new EmbeddingSet(new EmbeddingMatrix([], 64), labels: [], names: []));

        Assert.Equal(0, read.Embeddings.Count);
        Assert.Equal(64, read.Embeddings.Dimension);
        Assert.Empty(read.Labels!);
        Assert.Empty(read.Names!);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Upper_case_extensions_and_overwriting_work(string extension)
    {
        string path = folder["a" + extension.ToUpperInvariant()];
        EmbeddingFile.Write(path, Sample(withParticulars: true));
        EmbeddingFile.Write(path, new EmbeddingSet(new EmbeddingMatrix([7], 1)));

        var read = EmbeddingFile.Read(path);

        Assert.Equal([7f], read.Embeddings.Values);
        Assert.Null(read.Names);
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("safetensors")]
    [InlineData("a.npy.gz")]
    public void An_unknown_extension_is_an_error_that_lists_the_valid_ones(string name)
    {
        string expected = $"Path must end in one of .safetensors, .npy, .csv. Got '{name}'.";

        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => EmbeddingFile.Read(name)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EmbeddingFile.Write(name, Sample(false)));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_missing_file_is_an_error_with_its_path(string extension)
    {
        string path = folder["none" + extension];

        Assert.Equal($"{path}: the file does not exist", Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(path)).Message);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_file_cut_at_any_length_is_an_error_or_whole_rows(string extension)
    {
        var set = Sample(withParticulars: true);
        string path = folder["a" + extension];
        EmbeddingFile.Write(path, set);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            if (extension != ".csv")
            {
                Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(path));
                continue;
            }

            // Text has no length to check against: what is read must be rows from the beginning, the last figure perhaps shortened.
            try
            {
                var read = EmbeddingFile.Read(path);
                Assert.Equal(set.Names!.Take(read.Embeddings.Count), read.Names);
            }
            catch (EmbeddingFileException error)
            {
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_damaged_file_is_an_error_or_a_valid_set(string extension)
    {
        string path = folder["a" + extension];
        EmbeddingFile.Write(path, Sample(withParticulars: true));
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 500; round++)
        {
            byte[] bytes = [.. whole];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(Math.Min(80, bytes.Length))] = (byte)random.Next(32, 127);
            File.WriteAllBytes(path, bytes);
            try
            {
                var read = EmbeddingFile.Read(path);
                Assert.Equal(read.Embeddings.Count * read.Embeddings.Dimension, read.Embeddings.Values.Length);
            }
            catch (EmbeddingFileException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > 100);
    }

    [Fact]
    public void Safetensors_have_the_documented_tensors()
    {
        string path = folder["a.safetensors"];
        EmbeddingFile.Write(path, Sample(withParticulars: true));

        using var file = SafetensorsFile.Open(path);
        Assert.Equal([5L, 3L], file["embeddings"].Shape);
        Assert.Equal([0L, 2L, -1L, 1L, 1L], file.Values<long>("labels").ToArray());
        Assert.Equal("a.png\0", Encoding.UTF8.GetString(file.Values<byte>("names")[..6]));
        Assert.Equal("""["neutral","happiness","surprise, mild"]""", file.Metadata["class_names"]);
        Assert.Equal("sha256:ab", file.Metadata["model"]);
    }

    [Theory]
    [InlineData("other", new long[] { 2, 1 }, "there is no tensor 'embeddings'")]
    [InlineData("embeddings", new long[] { 2 }, "must have the shape [N, D] with D ≥ 1. Got [2]")]
    [InlineData("embeddings", new long[] { 2, 1, 1 }, "must have the shape [N, D]")]
    public void Safetensors_of_another_layout_are_refused(string name, long[] shape, string reason)
    {
        string path = folder["a.safetensors"];
        SafetensorsWriter.Write(path, [SafetensorsSource.FromValues<float>(name, shape, new float[2])]);

        Assert.Contains(reason, Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(path)).Message, StringComparison.Ordinal);
    }

    internal static EmbeddingSet Sample(bool withParticulars)
    {
        float[] values =
        [
            0.1f, -0f, float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1f / 3,
            16777217f, 1e-38f, -7.25f, 8.589973e9f, 0.3f, 123456.79f,
        ];
        var matrix = new EmbeddingMatrix(values, 3);
        return withParticulars
            ? new EmbeddingSet(
                matrix,
                [0, 2, -1, 1, 1],
                ["a.png", " sub folder/b,\"c\".png ", "line\nbreak\r\n", "", "表情 😀.png"],
                ClassNames,
                new Dictionary<string, string> { ["model"] = "sha256:ab", ["note"] = "é\n" })
            : new EmbeddingSet(matrix);
    }

    internal static void AssertSameBits(EmbeddingMatrix expected, EmbeddingMatrix actual)
    {
        Assert.Equal(expected.Dimension, actual.Dimension);
        Assert.Equal(
            MemoryMarshal.Cast<float, int>(expected.Values).ToArray().Select(bits => bits.ToString("X8", CultureInfo.InvariantCulture)),
            MemoryMarshal.Cast<float, int>(actual.Values).ToArray().Select(bits => bits.ToString("X8", CultureInfo.InvariantCulture)));
    }

    private EmbeddingSet WriteAndRead(string extension, EmbeddingSet set)
    {
        string path = folder["a" + extension];
        EmbeddingFile.Write(path, set);
        return EmbeddingFile.Read(path);
    }
}
