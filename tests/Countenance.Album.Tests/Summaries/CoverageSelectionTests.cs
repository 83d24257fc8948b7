using Countenance.Album.Summaries;

namespace Countenance.Album.Tests.Summaries;

public class CoverageSelectionTests
{
    private static readonly float[] Places = [0, 0.1f, -0.1f, 10, 10.1f, 30];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_choice_covers_most_and_the_next_what_is_left()
    {
        var points = new EmbeddingMatrix(Places, 1);
        IReadOnlyList<(int Candidate, double Gain)> chosen = Choose(points, budget: 3);

        int[] cluster = [0, 0, 0, 1, 1, 2];
        Assert.Equal([0, 1, 2], chosen.Select(choice => cluster[choice.Candidate]));
        Assert.True(chosen[0].Gain >= chosen[1].Gain && chosen[1].Gain >= chosen[2].Gain);
        Assert.InRange(chosen.Sum(choice => choice.Gain), 0.9, 1.0001);
    }

    /// <summary>Against the plain greedy algorithm, which computes every gain anew.</summary>
    [Fact]
    public void Lazy_gains_choose_as_fresh_ones_do()
    {
        var random = new Random(4);
        var points = new EmbeddingMatrix([.. Enumerable.Range(0, 120).Select(_ => random.NextSingle())], 2);
        IReadOnlyList<(int Candidate, double Gain)> lazy = Choose(points, budget: 60);
        var left = Enumerable.Range(0, 60).ToList();
        var taken = new List<int>();
        double before = 0;
        foreach ((int candidate, double gain) in lazy)
        {
            int best = left.MaxBy(c => Worth(points, [.. taken, c]));
            Assert.Equal(Worth(points, [.. taken, best]), Worth(points, [.. taken, candidate]), 1e-6);
            taken.Add(candidate);
            left.Remove(candidate);
            Assert.Equal(Worth(points, taken) - before, gain, 1e-6);
            before = Worth(points, taken);
        }
    }

    [Fact]
    public void No_two_of_a_moment_are_chosen_and_weights_count()
    {
        var points = new EmbeddingMatrix(Places, 1);
        double[] weights = [1, 1, 1, 1, 1, 50];
        var chosen = CoverageSelection.Choose(points, weights, [0, 1, 2, 3, 4, 5], [7, 7, 7, 8, 8, 9], 6, Stop);

        Assert.Equal(3, chosen.Count);
        Assert.Equal(5, chosen[0].Candidate);
        Assert.Empty(CoverageSelection.Choose(points, weights, [], [], 6, Stop));
    }

    [Fact]
    public void A_choice_can_be_stopped()
    {
        var points = new EmbeddingMatrix(Places, 1);
        int[] all = [0, 1, 2, 3, 4, 5];

        Assert.Throws<OperationCanceledException>(
            () => CoverageSelection.Choose(points, [1, 1, 1, 1, 1, 1], all, all, 3, new CancellationToken(canceled: true)));
    }

    private static IReadOnlyList<(int Candidate, double Gain)> Choose(EmbeddingMatrix points, int budget)
    {
        int[] all = [.. Enumerable.Range(0, points.Count)];
        return CoverageSelection.Choose(points, [.. all.Select(_ => 1.0)], all, all, budget, Stop);
    }

    private static double Worth(EmbeddingMatrix points, IReadOnlyList<int> chosen)
    {
        double width = Enumerable.Range(0, points.Count)
            .Average(i => Enumerable.Range(0, points.Count).Where(j => j != i).Min(j => Squared(points, i, j)));
        return Enumerable.Range(0, points.Count).Average(i => chosen.Max(j => Math.Exp(-Squared(points, i, j) / (2 * width))));
    }

    private static double Squared(EmbeddingMatrix points, int i, int j) =>
        Enumerable.Range(0, points.Dimension).Sum(d => Math.Pow(points[i][d] - points[j][d], 2));
}
