using Countenance.Embedding;

namespace Countenance.Tests.Embedding;

public sealed class CsvEmbeddingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder["a.csv"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_text_is_as_documented()
    {
        EmbeddingFile.Write(Target, new EmbeddingSet(
            new EmbeddingMatrix([0.1f, -0f, float.MaxValue, float.NaN], 2), [1, -1], ["a.png", "b,\"c\""], ["neutral", "fear"]));

        Assert.Equal("name,label,class,e0,e1\na.png,1,fear,0.1,-0\n\"b,\"\"c\"\"\",-1,,3.4028235E+38,NaN\n", File.ReadAllText(Target));
    }

    [Fact]
    public void Classes_without_an_image_lose_their_names()
    {
        EmbeddingFile.Write(Target, new EmbeddingSet(new EmbeddingMatrix([1, 2], 1), labels: [0, 2], classNames: ["a", "b", "c", "d"]));

        Assert.Equal(["a", "class 1", "c"], EmbeddingFile.Read(Target).ClassNames);
    }

    [Fact]
    public void Text_of_other_programs_is_read()
    {
        File.WriteAllText(Target, "\uFEFFlabel,name,e0,e1\r\n0,a,inf,-inf\r\n\r\n1,\"b\",nan,1e3", new System.Text.UTF8Encoding(false));

        var read = EmbeddingFile.Read(Target);

        Assert.Equal([float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1000f], read.Embeddings.Values);
        Assert.Equal(["a", "b"], read.Names);
        Assert.Equal([0, 1], read.Labels);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("name,label\n", "line 1: the header has no column 'e0'")]
    [InlineData("name,e0,e2\n", "line 1: column 3 must be 'e1'. Got 'e2'")]
    [InlineData("name,size,e0\n", "line 1: column 2, 'size', is unknown or repeated")]
    [InlineData("name,name,e0\n", "line 1: column 2, 'name', is unknown or repeated")]
    [InlineData("class,e0\n", "line 1: a column 'class' needs a column 'label'")]
    [InlineData("e0,e1\n1,2\n3\n", "line 3: 1 fields, expected 2")]
    [InlineData("e0,e1\n1,2,3\n", "line 2: 3 fields, expected 2")]
    [InlineData("e0,e1\n1,x\n", "line 2: column 2 must be a number. Got 'x'")]
    [InlineData("e0,e1\n1,\n", "line 2: column 2 must be a number. Got ''")]
    [InlineData("e0,e1\n1,\"1,5\"\n", "line 2: column 2 must be a number. Got '1,5'")]
    [InlineData("label,e0\n1.5,0\n", "line 2: label must be a class index or -1. Got '1.5'")]
    [InlineData("label,e0\n-2,0\n", "line 2: label must be a class index or -1. Got '-2'")]
    [InlineData("label,class,e0\n0,a,0\n0,b,0\n", "line 3: class 0 is 'b' here and 'a' before")]
    [InlineData("label,class,e0\n2000000000,a,0\n", "line 2: label must be below 65536")]
    [InlineData("name,e0\na\"b,1\n", "line 2: a quote is out of place")]
    [InlineData("name,e0\n\"a,1\n", "line 2: a quote is out of place")]
    public void Bad_rows_are_errors_with_path_and_line(string text, string reason)
    {
        File.WriteAllText(Target, text);

        var error = Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(Target));

        Assert.StartsWith($"{Target}: {reason}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_utf8_is_refused()
    {
        File.WriteAllBytes(Target, [.. "name,e0\n"u8, 0xFF, .. ",1\n"u8]);

        Assert.Contains("not valid UTF-8", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_floats_of_all_magnitudes_make_the_round_trip_bit_for_bit()
    {
        var random = new Random(4);
        var bits = Enumerable.Range(0, 6400).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        float[] values = [.. bits.Select(value => float.IsNaN(value) ? float.NaN : value)];
        var matrix = new EmbeddingMatrix(values, 64);
        EmbeddingFile.Write(Target, new EmbeddingSet(matrix));

        EmbeddingFileTests.AssertSameBits(matrix, EmbeddingFile.Read(Target).Embeddings);
    }

    private string Refused() => Assert.Throws<EmbeddingFileException>(() => EmbeddingFile.Read(Target)).Message;
}
