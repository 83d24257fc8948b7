using System.Text;
using Countenance.Embedding;

namespace Countenance.Tests.Embedding;

public sealed class NpyEmbeddingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder["a.npy"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_array_saved_by_numpy_is_read()
    {
        var read = EmbeddingFile.Read(Path.Combine(AppContext.BaseDirectory, "Golden", "Embedding", "numpy.npy"));

        var expected = new EmbeddingMatrix([0.1f, -0f, float.Epsilon, float.MaxValue, float.PositiveInfinity, -7.25f], 3);
        EmbeddingFileTests.AssertSameBits(expected, read.Embeddings);
        Assert.Null(read.Labels);
    }

    [Fact]
    public void The_bytes_are_those_of_version_1_0()
    {
        EmbeddingFile.Write(Target, new EmbeddingSet(new EmbeddingMatrix([1f, -2f], 1)));

        string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }".PadRight(117) + "\n";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(dictionary), 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0];
        Assert.Equal(expected, File.ReadAllBytes(Target));
    }

    [Fact]
    public void The_particulars_are_json_beside_the_array()
    {
        EmbeddingFile.Write(Target, new EmbeddingSet(
            new EmbeddingMatrix([1f, -2f], 1), [1, 0], ["a", "b"], ["neutral", "fear"], new Dictionary<string, string> { ["k"] = "v" }));

        Assert.Equal(
            """{"rows":2,"dimension":1,"labels":[1,0],"names":["a","b"],"class_names":["neutral","fear"],"metadata":{"k":"v"}}""",
            File.ReadAllText(Target + ".json"));
        Assert.Equal([Target, Target + ".json"], Directory.GetFiles(folder.Root).Order());
    }

    [Fact]
    public void Particulars_of_another_array_are_refused()
    {
        EmbeddingFile.Write(folder["b.npy"], new EmbeddingSet(new EmbeddingMatrix([1f, -2f], 1), labels: [0, 1]));
        EmbeddingFile.Write(Target, new EmbeddingSet(new EmbeddingMatrix([1f], 1)));
        File.Copy(folder["b.npy.json"], Target + ".json", overwrite: true);

        var error = Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(Target));

        string expected = $"{Target}.json: the file describes an array [2, 1], but the one beside it is [1, 1]";
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        File.Delete(Target + ".json");
        Assert.Equal(1, EmbeddingFile.Read(Target).Embeddings.Count);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"rows":1,"dimension":1,"labels":[0,0]}""")]
    [InlineData("""{"rows":1,"dimension":1,"labels":["x"]}""")]
    [InlineData("""{"rows":1,"dimension":1,"names":[null]}""")]
    public void Bad_particulars_are_an_error_with_their_path(string json)
    {
        EmbeddingFile.Write(Target, new EmbeddingSet(new EmbeddingMatrix([1f], 1)));
        File.WriteAllText(Target + ".json", json);

        Assert.Equal(Target + ".json", Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(Target)).Path);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }", "Got '<f8'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 1), }", "Got '>f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "C order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "shape (N, D)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "shape (N, D)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 0), }", "shape (N, D)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, -1), }", "shape (N, D)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", "needs 8 bytes, but 4 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647), }", "more than")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 1), }", "shape (N, D)")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1), }", "plain array")]
    [InlineData("", "plain array")]
    public void Other_arrays_are_refused(string header, string reason)
    {
        byte[] text = Encoding.ASCII.GetBytes(header + "\n");
        File.WriteAllBytes(Target, [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, 0, 0, 0, 0]);

        Assert.Contains(reason, Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Later_versions_are_read(byte version)
    {
        byte[] text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }\n"u8.ToArray();
        File.WriteAllBytes(Target, [0x93, .. "NUMPY"u8, version, 0, (byte)text.Length, 0, 0, 0, .. text, 0, 0, 0x80, 0x3F]);

        Assert.Equal([1f], EmbeddingFile.Read(Target).Embeddings.Values);
    }

    [Fact]
    public void A_huge_header_and_other_files_are_refused()
    {
        File.WriteAllBytes(Target, [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]);
        Assert.Contains("the header has 4294967295 bytes", Refused(), StringComparison.Ordinal);
        File.WriteAllBytes(Target, [0x93, .. "NUMPY"u8, 9, 0, 0, 0]);
        Assert.Contains("version 9.0", Refused(), StringComparison.Ordinal);
        File.WriteAllText(Target, "name,label,e0\n");
        Assert.Contains("not a NumPy array file", Refused(), StringComparison.Ordinal);
    }

    private string Refused() => Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(Target)).Message;
}
