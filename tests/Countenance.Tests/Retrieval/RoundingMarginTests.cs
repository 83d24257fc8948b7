using Countenance.Retrieval;

namespace Countenance.Tests.Retrieval;

/// <summary>How far rounding to codes may mislead before exact distances decide.</summary>
public class RoundingMarginTests
{
    private const int Dimension = 64;

    /// <summary>
    /// The longest row is as long as the longest code and the mean is the origin, so a code is a row rounded to whole numbers. In sixty
    /// coordinates that takes the query and the nearer row 1.0 further apart and the farther row 1.0 closer: by codes the nearer one lies
    /// 85.2 away and the farther one 70.3, fifteen of the sixteen that rounding can make.
    /// </summary>
    [Fact]
    public void A_row_that_rounding_puts_far_behind_another_is_still_the_nearest()
    {
        float[] query = Row(0.484375f, last: 0);
        float[] farther = Row(-9.484375f, last: 9); // √6043.6 away
        float[] nearer = Row(10.515625f, last: 0); // √6037.6 away
        float[] rest = [.. nearer.Zip(farther, (a, b) => -(a + b) / 2)]; // takes the mean to the origin, twice
        float[][] rows =
        [
            farther, nearer, Moved(rest, 63, 8000), Moved(rest, 63, -8000),
            Moved(new float[Dimension], 62, ShortCodes.LongestRow), Moved(new float[Dimension], 62, -ShortCodes.LongestRow),
        ];
        var matrix = new EmbeddingMatrix([.. rows.SelectMany(row => row)], Dimension);
        Assert.Equal(1, new ShortCodes(matrix, nameof(matrix), new ParallelOptions()).Scale);

        NeighborLists found = new NearestNeighbors(matrix).Search(new EmbeddingMatrix(query, Dimension), 1);

        Assert.Equal([1], found.Indices);
    }

    private static float[] Row(float value, float last) => [.. Enumerable.Repeat(value, 60), last, 0, 0, 0];

    private static float[] Moved(float[] row, int coordinate, float length)
    {
        float[] moved = [.. row];
        moved[coordinate] += length;
        return moved;
    }
}
