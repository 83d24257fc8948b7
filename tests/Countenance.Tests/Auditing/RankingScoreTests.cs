using System.Text.Json;
using Countenance.Auditing;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Auditing;

public class RankingScoreTests
{
    [Fact]
    public void Average_precision_is_scikit_learns()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "Auditing", "ranking.json");
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(path));

        foreach (JsonElement item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            bool[] relevant = Array.ConvertAll(item.Ints("relevant"), flag => flag == 1);
            Assert.Equal(item.Number("averagePrecision"), RankingScore.AveragePrecision(item.Doubles("scores"), relevant), 1e-12);
        }
    }

    [Fact]
    public void It_is_the_mean_precision_at_the_places_of_what_is_looked_for()
    {
        var random = new Random(3);
        for (int trial = 0; trial < 20; trial++)
        {
            double[] scores = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble())];
            bool[] relevant = [.. Enumerable.Range(0, 50).Select(i => i == 0 || random.Next(4) == 0)];

            // Place by place, without sorting: how many stand at or above it, and how many of those are relevant.
            var precisions = new List<double>();
            for (int i = 0; i < scores.Length; i++)
            {
                if (relevant[i])
                {
                    int[] above = [.. Enumerable.Range(0, scores.Length).Where(j => scores[j] >= scores[i])];
                    precisions.Add(above.Count(j => relevant[j]) / (double)above.Length);
                }
            }

            Assert.Equal(precisions.Average(), RankingScore.AveragePrecision(scores, relevant), 1e-12);
        }
    }

    [Fact]
    public void The_ends_are_what_they_must_be()
    {
        Assert.Equal(1, RankingScore.AveragePrecision([4, 3, 2, 1], [true, true, false, false]));
        Assert.Equal(((1 / 3.0) + (2 / 4.0)) / 2, RankingScore.AveragePrecision([4, 3, 2, 1], [false, false, true, true]), 1e-12);
        Assert.Equal(0, RankingScore.AveragePrecision([4, 3], [false, false]));
        Assert.Equal(0.5, RankingScore.AveragePrecision([7, 7, 7, 7], [true, false, true, false])); // a constant score is chance
        Assert.Equal(1, RankingScore.AveragePrecision([double.PositiveInfinity, double.NegativeInfinity], [true, false]));
    }

    [Fact]
    public void Precision_looks_at_the_first_share()
    {
        double[] scores = [.. Enumerable.Range(0, 20).Select(i => -(double)i)];
        bool[] relevant = [.. Enumerable.Range(0, 20).Select(i => i is 0 or 2 or 19)];

        Assert.Equal(0.5, RankingScore.PrecisionAt(scores, relevant, 0.1));
        Assert.Equal(0.5, RankingScore.PrecisionAt(scores, relevant, 0.2));
        Assert.Equal(3 / 20.0, RankingScore.PrecisionAt(scores, relevant, 1));
        Assert.Equal(1, RankingScore.PrecisionAt(scores, relevant, 0.001));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RankingScore.AveragePrecision([1, 2], [true]));
        Assert.Throws<ArgumentException>(() => RankingScore.AveragePrecision([1, double.NaN], [true, false]));
        Assert.Throws<ArgumentException>(() => RankingScore.PrecisionAt([], [], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingScore.PrecisionAt([1], [true], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingScore.PrecisionAt([1], [true], double.NaN));
    }
}
