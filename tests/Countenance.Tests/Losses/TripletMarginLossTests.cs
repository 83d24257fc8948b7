using Countenance.Losses;
using Countenance.Torch;

namespace Countenance.Tests.Losses;

public class TripletMarginLossTests
{
    private const int Count = 24;
    private const int Dimension = 5;

    private static readonly long[] labels = [.. Enumerable.Range(0, Count).Select(i => (long)(i % 7 == 0 ? 0 : (i % 2) + 1))];

    public static TheoryData<string> Minings => [.. TripletMiners.All.Select(entry => entry.Name)];

    [Fact]
    public void Hard_triplets_give_the_value_and_gradient_of_plain_loops()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        double[] values = Values(2);
        Tensor outputs = Tensor.From(values, Count, Dimension).RequireGrad();

        LossResult result = Loss("batchhard").Compute(outputs, Labels(), generator);
        double[] gradient = Autograd.Gradients(result.Loss, [outputs])[0]!.ToArray<double>();

        Assert.Equal(SlowBatchHard(values), result.Loss.Item(), 1e-12);
        for (int i = 0; i < values.Length; i++)
        {
            const double step = 1e-6;
            double[] more = [.. values];
            double[] less = [.. values];
            more[i] += step;
            less[i] -= step;
            Assert.Equal((SlowBatchHard(more) - SlowBatchHard(less)) / (2 * step), gradient[i], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Minings))]
    public void A_positive_is_another_of_the_class_and_a_negative_is_not(string mining)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        (long[] positives, long[] negatives) = Mine(mining, Values(4), generator);

        for (int i = 0; i < Count; i++)
        {
            Assert.NotEqual(i, positives[i]);
            Assert.Equal(labels[i], labels[positives[i]]);
            Assert.NotEqual(labels[i], labels[negatives[i]]);
        }
    }

    [Fact]
    public void A_semi_hard_negative_is_the_nearest_beyond_the_positive()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        double[] values = Values(4);
        (long[] positives, long[] negatives) = Mine("semihard", values, generator);

        int beyond = 0;
        for (int i = 0; i < Count; i++)
        {
            double reach = Distance(values, i, (int)positives[i]);
            int[] others = [.. Enumerable.Range(0, Count).Where(j => labels[j] != labels[i])];
            int[] farther = [.. others.Where(j => Distance(values, i, j) > reach)];
            beyond += farther.Length > 0 ? 1 : 0;
            int expected = farther.Length > 0
                ? farther.MinBy(j => Distance(values, i, j))
                : others.MaxBy(j => Distance(values, i, j));
            Assert.Equal(expected, negatives[i]);
        }

        Assert.InRange(beyond, 1, Count - 1); // both cases occur
    }

    [Fact]
    public void Random_negatives_are_drawn_evenly_over_the_classes_however_large_they_are()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        double[] values = Values(4);
        var drawn = new int[3];
        var different = new HashSet<(long, long)>();
        for (int round = 0; round < 200; round++)
        {
            (long[] positives, long[] negatives) = Mine("random", values, generator);
            drawn[labels[negatives[1]]]++;
            different.Add((positives[1], negatives[1]));
        }

        Assert.Equal(0, drawn[labels[1]]);
        Assert.InRange(drawn[0], 70, 130); // class 0 has 4 samples, the other 10
        Assert.True(different.Count > 30);
    }

    [Fact]
    public void The_share_of_active_triplets_is_what_violates_the_margin()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        Tensor outputs = Tensor.From([0.0, 0.5, 1.0, 1.6], 4, 1); // positive 0.5 and 0.6 away
        var batch = new BatchLabels(Tensor.From([0L, 0, 1, 1], 4), null, 2);
        LossResult result = Loss("batchhard", margin: 0.3).Compute(outputs, batch, generator);

        // Excess over the nearest negative: 0.5 − 1, 0.5 − 0.5, 0.6 − 0.5, 0.6 − 1.1; plus 0.3.
        Assert.Equal((0 + 0.3 + 0.4 + 0) / 4, result.Loss.Item(), 1e-9);
        Assert.Equal(0.5, result.Measures.Single(measure => measure.Name == "activeTriplets").Value.Item());
        Assert.Equal(0.5, result.Accuracy.Item()); // equal distances are not in the right order
    }

    /// <summary>The first sample has no positive; the others have one positive and one negative, so that every mining agrees.</summary>
    [Theory]
    [MemberData(nameof(Minings))]
    public void An_anchor_without_a_positive_takes_no_part(string mining)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        Tensor outputs = Tensor.From([0.0, 0.5, 2.0], 3, 1);
        var batch = new BatchLabels(Tensor.From([0L, 1, 1], 3), null, 2);

        LossResult result = Loss(mining, margin: 0.25).Compute(outputs, batch, generator);

        // Excess over the negative: 1.5 − 0.5 and 1.5 − 2; plus 0.25.
        Assert.Equal((1.25 + 0) / 2, result.Loss.Item(), 1e-9);
        Assert.Equal(0.5, result.Measures.Single(measure => measure.Name == "activeTriplets").Value.Item());
        Assert.Equal(0.5, result.Accuracy.Item());
    }

    [Theory]
    [InlineData(new long[] { 2 })]
    [InlineData(new long[] { 1, 1 })] // positives alone
    public void A_batch_without_triplets_costs_nothing(long[] classes)
    {
        foreach (string mining in TripletMiners.All.Select(entry => entry.Name))
        {
            using var scope = new TensorScope();
            using var generator = new RandomGenerator(3);
            Tensor outputs = Tensor.From([.. classes.Select((_, i) => 3.0 + (4 * i))], classes.Length, 1).RequireGrad();

            LossResult result = Loss(mining).Compute(outputs, new BatchLabels(Tensor.From(classes, classes.Length), null, 3), generator);

            Assert.Equal(0, result.Loss.Item());
            Assert.Equal(0, result.Accuracy.Item());
            Assert.All(Autograd.Gradients(result.Loss, [outputs])[0]!.ToArray<double>(), slope => Assert.Equal(0, slope));
        }
    }

    /// <summary>Only a negative at 1 violates the margin: the one sample of its class, beside nine of another class at 100.</summary>
    [Fact]
    public void The_loss_draws_negatives_evenly_over_the_classes()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        double[] positions = [0, 0, 1, .. Enumerable.Repeat(100.0, 9)];
        long[] classes = [0, 0, 1, .. Enumerable.Repeat(2L, 9)];
        Tensor outputs = Tensor.From(positions, 12, 1);
        var batch = new BatchLabels(Tensor.From(classes, 12), null, 3);

        double drawn = 0;
        for (int round = 0; round < 200; round++)
        {
            LossResult result = Loss("random", margin: 2).Compute(outputs, batch, generator);
            drawn += 11 * result.Measures.Single(measure => measure.Name == "activeTriplets").Value.Item(); // 11 samples have a positive
        }

        Assert.InRange(drawn, 150, 250); // of 400; a tenth of them if all samples were alike
    }

    [Theory]
    [InlineData("random")]
    [InlineData("semihard")]
    public void A_positive_may_be_any_other_of_the_class(string mining)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        double[] values = Values(4);
        var drawn = new HashSet<long>();
        for (int round = 0; round < 200; round++)
        {
            drawn.Add(Mine(mining, values, generator).Positives[1]);
        }

        Assert.Equal(Enumerable.Range(0, Count).Where(i => i != 1 && labels[i] == labels[1]), drawn.Order().Select(i => (int)i));
    }

    [Fact]
    public void A_collapsed_embedding_costs_the_margin_and_is_below_the_loss_s_own_limit()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        LossResult result = Loss("random").Compute(Tensor.Ones([Count, Dimension]), Labels(), generator);

        Assert.Equal(1, result.Loss.Item(), 1e-6);
        Assert.InRange(Loss("random").CollapsedSpread, 0.01, 0.1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void The_margin_must_be_positive(double margin)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Loss("random", margin));

    [Fact]
    public void An_unknown_mining_lists_the_valid_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => Loss("easy"));

        Assert.Contains("random, semihard, batchhard", error.Message, StringComparison.Ordinal);
    }

    private static TripletMarginLoss Loss(string mining, double margin = 1)
        => new(new TripletMarginOptions { Mining = mining, Margin = margin });

    private static BatchLabels Labels() => new(Tensor.From(labels, Count), null, 3);

    private static double[] Values(ulong seed)
    {
        using var generator = new RandomGenerator(seed);
        return Tensor.Randn([Count, Dimension], generator, ScalarType.Float64).ToArray<double>();
    }

    private static (long[] Positives, long[] Negatives) Mine(string mining, double[] values, RandomGenerator generator)
    {
        bool[] same = [.. from i in Enumerable.Range(0, Count) from j in Enumerable.Range(0, Count) select labels[i] == labels[j]];
        double[] distances = [.. from i in Enumerable.Range(0, Count) from j in Enumerable.Range(0, Count) select Distance(values, i, j)];
        double[] positives = [.. same.Select((isSame, at) => isSame && at / Count != at % Count ? 1.0 : 0)];
        double[] sizes = [.. labels.Select(label => (double)labels.Count(other => other == label))];
        var batch = new TripletCandidates(
            Tensor.From(distances, Count, Count),
            Tensor.From(positives, Count, Count).EqualTo(1),
            Tensor.From([.. same.Select(isSame => isSame ? 0.0 : 1)], Count, Count).EqualTo(1),
            Tensor.From(sizes, Count));
        (Tensor first, Tensor second) = TripletMiners.Find(mining).Choose(batch, generator);
        return (first.ToArray<long>(), second.ToArray<long>());
    }

    private static double SlowBatchHard(double[] values)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            double positive = Enumerable.Range(0, Count).Where(j => j != i && labels[j] == labels[i]).Max(j => Distance(values, i, j));
            double negative = Enumerable.Range(0, Count).Where(j => labels[j] != labels[i]).Min(j => Distance(values, i, j));
            sum += Math.Max(0, positive - negative + 1);
        }

        return sum / Count;
    }

    private static double Distance(double[] values, int i, int j)
        => Math.Sqrt(Enumerable.Range(0, Dimension).Sum(d => Math.Pow(values[(i * Dimension) + d] - values[(j * Dimension) + d], 2)));
}
