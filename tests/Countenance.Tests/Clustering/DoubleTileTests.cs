using Countenance.Clustering;

namespace Countenance.Tests.Clustering;

public unsafe class DoubleTileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    public void Tiles_are_products_of_half_a_panel_and_a_panel(int depth)
    {
        var random = new Random(111);
        var left = new AlignedDoubles((depth + 1) * DoubleTile.Columns);
        var right = new AlignedDoubles((depth + 1) * DoubleTile.Columns);
        var result = new AlignedDoubles(DoubleTile.Rows * DoubleTile.Columns);
        for (var i = 0; i < left.Length; i++)
        {
            (left.Span[i], right.Span[i]) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
        }

        foreach (var half in (int[])[0, DoubleTile.Rows])
        {
            result.Span.Fill(double.NaN);
            DoubleTile.Multiply(left.Pointer + half, right.Pointer, depth, result.Pointer);

            for (var r = 0; r < DoubleTile.Rows; r++)
            {
                for (var c = 0; c < DoubleTile.Columns; c++)
                {
                    var expected = 0.0;
                    for (var d = 0; d < depth; d++)
                    {
                        expected += left.Span[(d * DoubleTile.Columns) + half + r] * right.Span[(d * DoubleTile.Columns) + c];
                    }

                    Assert.Equal(expected, result.Span[(r * DoubleTile.Columns) + c], 1e-12);
                }
            }
        }
    }
}
