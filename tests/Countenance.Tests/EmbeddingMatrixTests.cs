namespace Countenance.Tests;

public class EmbeddingMatrixTests
{
    [Fact]
    public void Rows_are_slices_of_the_values()
    {
        var matrix = new EmbeddingMatrix([1, 2, 3, 4, 5, 6], dimension: 3);

        Assert.Equal(2, matrix.Count);
        Assert.Equal([4f, 5f, 6f], matrix[1].ToArray());
    }

    [Fact]
    public void A_ragged_length_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new EmbeddingMatrix(new float[7], dimension: 3));

        Assert.Contains("multiple of the dimension 3. Got 7", error.Message, StringComparison.Ordinal);
    }
}
