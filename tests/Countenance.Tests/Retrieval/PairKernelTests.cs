using System.Runtime.Intrinsics;
using Countenance.Retrieval;

namespace Countenance.Tests.Retrieval;

/// <summary>Every path of the kernel beside plain loops, whichever this machine would take.</summary>
public unsafe class PairKernelTests
{
    private const int Pairs = 5;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void All_paths_are_the_sums_of_products(int path)
    {
        int[] rows = Codes(Pairs * PairKernel.Rows, seed: 1);
        int[] panel = Codes(Pairs * PairKernel.Columns, seed: 2);
        int[] half = Numbers(PairKernel.Columns, seed: 3);
        int[] limits = Numbers(PairKernel.Rows, seed: 4);
        var result = new int[PairKernel.Rows * PairKernel.Columns];

        Assert.True(Run(path, rows, panel, half, limits, result));

        for (var row = 0; row < PairKernel.Rows; row++)
        {
            for (var column = 0; column < PairKernel.Columns; column++)
            {
                var sum = -half[column] - limits[row];
                for (var pair = 0; pair < Pairs; pair++)
                {
                    var (x, y) = (rows[(pair * PairKernel.Rows) + row], panel[(pair * PairKernel.Columns) + column]);
                    sum += ((short)x * (short)y) + ((x >> 16) * (y >> 16));
                }

                Assert.Equal(sum, result[(row * PairKernel.Columns) + column]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Nothing_is_reached_where_all_is_below_its_limit_and_one_is_enough(int path)
    {
        var rows = new int[PairKernel.Rows];
        var panel = new int[PairKernel.Columns];
        var half = new int[PairKernel.Columns];
        int[] limits = [.. Enumerable.Repeat(1, PairKernel.Rows)];
        var result = new int[PairKernel.Rows * PairKernel.Columns];

        Assert.False(Run(path, rows, panel, half, limits, result));

        half[29] = -1;
        limits[6] = 1;
        Assert.True(Run(path, rows, panel, half, limits, result));
        Assert.Equal(0, result[(6 * PairKernel.Columns) + 29]);
    }

    [Fact]
    public void Without_an_instruction_for_it_the_products_are_the_same()
    {
        int[] x = Codes(8, seed: 5);
        int[] y = Codes(8, seed: 6);

        Vector256<int> found = PairKernel.PortableProducts(Vector256.Create(x), Vector256.Create(y));

        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(((short)x[i] * (short)y[i]) + ((x[i] >> 16) * (y[i] >> 16)), found[i]);
        }
    }

    private static bool Run(int path, int[] rows, int[] panel, int[] half, int[] limits, int[] result)
    {
        fixed (int* r = rows, p = panel, h = half, l = limits, s = result)
        {
            var tile = new PairTile { Rows = r, Panel = p, Pairs = rows.Length / PairKernel.Rows, HalfNorms = h, Limits = l };
            return path == 0 ? PairKernel.Reach(tile, s) : PairKernel.ReachInParts(tile, s);
        }
    }

    // Two coordinates of up to 6,000 either way.
    private static int[] Codes(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.Next(-6_000, 6_001) << 16) | (random.Next(-6_000, 6_001) & 0xFFFF))];
    }

    private static int[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(-1_000_000, 1_000_000))];
    }
}
