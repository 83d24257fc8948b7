using Countenance.Clustering;

namespace Countenance.Tests.Clustering;

public class LinearAssignmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    public void It_is_the_best_of_all_permutations(int n)
    {
        var random = new Random(n);
        for (int round = 0; round < 20; round++)
        {
            var gains = new int[n, n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    gains[i, j] = random.Next(-10, 50);
                }
            }

            int[] found = LinearAssignment.Maximise(gains);

            Assert.Equal(Enumerable.Range(0, n), found.Order());
            Assert.Equal(Permutations(n).Max(order => Gain(gains, order)), Gain(gains, found));
        }
    }

    [Fact]
    public void A_matrix_that_is_not_square_is_refused()
        => Assert.Throws<ArgumentException>(() => LinearAssignment.Maximise(new int[2, 3]));

    private static int Gain(int[,] gains, int[] order) => order.Select((column, row) => gains[row, column]).Sum();

    private static IEnumerable<int[]> Permutations(int n)
        => n == 0
            ? [[]]
            : from shorter in Permutations(n - 1) from at in Enumerable.Range(0, n) select (int[])[.. shorter[..at], n - 1, .. shorter[at..]];
}
