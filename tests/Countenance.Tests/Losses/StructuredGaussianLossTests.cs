using Countenance.Losses;
using Countenance.Torch;

namespace Countenance.Tests.Losses;

public class StructuredGaussianLossTests
{
    public static TheoryData<string> GoldenCases => [.. LossGolden.All.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Value_and_gradient_are_PyTorchs(string name)
    {
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        Tensor embeddings = golden.Embeddings().RequireGrad();

        Tensor loss = new StructuredGaussianLoss(golden.Options()).Compute(embeddings, golden.BatchLabels(), generator).Loss;
        Tensor gradient = Autograd.Gradients(loss, [embeddings])[0]!;

        Assert.Equal(golden.Loss, loss.Item(), 1e-10);
        AssertClose(golden.Gradient, gradient.ToArray<double>(), 1e-10);
    }

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Value_is_that_of_plain_loops(string name)
    {
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);

        double loss = new StructuredGaussianLoss(golden.Options())
            .Compute(golden.Embeddings(), golden.BatchLabels(), generator).Loss.Item();

        Assert.Equal(SlowStructuredGaussianLoss.Of(golden), loss, 1e-10);
    }

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Cross_entropy_adds_its_weight_times_that_of_plain_loops(string name)
    {
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        StructuredGaussianOptions options = golden.Options() with { CrossEntropyWeight = 0.7 };
        Tensor embeddings = golden.Embeddings().RequireGrad();

        Tensor loss = new StructuredGaussianLoss(options).Compute(embeddings, golden.BatchLabels(), generator).Loss;

        double expected = SlowStructuredGaussianLoss.Of(golden) + (0.7 * SlowStructuredGaussianLoss.CrossEntropyOf(golden));
        Assert.Equal(expected, loss.Item(), 1e-10);
        Assert.True(Autograd.Gradients(loss, [embeddings])[0]!.IsFinite());
    }

    [Fact]
    public void A_sample_of_two_classes_is_part_of_both_means()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        double[] shares = [1, 0, 0.25, 0.75, 0, 1];
        Tensor outputs = Tensor.From([0.0, 1.0, 3.0], 3, 1);
        var labels = new BatchLabels(Tensor.From([0L, 1, 1], 3), Tensor.From([0.9, 0.1, 0.4, 0.6, 0.2, 0.8], 3, 2), 2)
        {
            Members = Tensor.From(shares, 3, 2),
        };
        double[] means = [0.25 / 1.25, (0.75 + 3) / 1.75];
        double square = 0, own = 0;
        foreach ((double z, double target, double first) in ((double, double, double)[])[(0, 0.9, 1), (1, 0.4, 0.25), (3, 0.2, 0)])
        {
            double[] distances = [Math.Pow(z - means[0], 2), Math.Pow(z - means[1], 2)];
            double posterior = 1 / (1 + Math.Exp((distances[0] - distances[1]) / 2));
            square += 2 * Math.Pow(posterior - target, 2);
            own += (first * distances[0]) + ((1 - first) * distances[1]);
        }

        double loss = new StructuredGaussianLoss(new StructuredGaussianOptions { Sigma = 1, LikelihoodWeight = 0.5 })
            .Compute(outputs, labels, generator).Loss.Item();

        Assert.Equal((square / 3) + (0.25 * own / 3), loss, 1e-9);
    }

    [Fact]
    public void Cross_entropy_pulls_back_what_the_square_has_given_up()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        BatchLabels labels = Labels([0, 0, 0, 1, 1, 1], 2);
        Tensor embeddings = Tensor.From([0.0, 0, 30, 30, 30, 30], 6, 1).RequireGrad(); // the third lies among the others

        double square = Pull(0);
        double both = Pull(0.5);

        Assert.True(Math.Abs(square) < 1e-6, $"{square}");
        Assert.True(both > 0.1, $"{both}"); // downhill is towards smaller values, where its class is

        double Pull(double weight)
        {
            var loss = new StructuredGaussianLoss(new StructuredGaussianOptions { Sigma = 1, CrossEntropyWeight = weight });
            return Autograd.Gradients(loss.Compute(embeddings, labels, generator).Loss, [embeddings])[0]!.ToArray<double>()[2];
        }
    }

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Gradient_is_that_of_finite_differences(string name)
    {
        const double step = 1e-6;
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        var loss = new StructuredGaussianLoss(golden.Options());
        Tensor embeddings = golden.Embeddings().RequireGrad();
        double[] gradient = Autograd
            .Gradients(loss.Compute(embeddings, golden.BatchLabels(), generator).Loss, [embeddings])[0]!.ToArray<double>();

        var differences = new double[gradient.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            differences[i] = (ValueAt(i, step) - ValueAt(i, -step)) / (2 * step);
        }

        AssertClose(differences, gradient, 1e-7);

        double ValueAt(int index, double offset)
        {
            using var inner = new TensorScope();
            double[] moved = [.. golden.EmbeddingValues];
            moved[index] += offset;
            Tensor at = Tensor.From(moved, golden.Labels.Length, golden.Dimension);
            return loss.Compute(at, golden.BatchLabels(), generator).Loss.Item();
        }
    }

    [Fact]
    public void In_single_precision_it_agrees_with_the_authors_formula_to_five_digits()
    {
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == "paper");
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);

        Tensor single = golden.Embeddings().To(ScalarType.Float32);
        double loss = new StructuredGaussianLoss(golden.Options()).Compute(single, golden.BatchLabels(), generator).Loss.Item();

        Assert.Equal(golden.Loss, loss, 1e-5);
    }

    [Fact]
    public void Points_far_from_every_mean_stay_finite_and_are_judged_by_the_nearest()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        Tensor embeddings = Tensor.From([1e4f, 0, 1.1e4f, 0, -1e4f, 0, -1.2e4f, 0], 4, 2).RequireGrad();

        LossResult result = new StructuredGaussianLoss().Compute(embeddings, Labels([0, 0, 1, 1], 2), generator);
        Tensor gradient = Autograd.Gradients(result.Loss, [embeddings])[0]!;

        Assert.Equal(0, result.Loss.Item(), 1e-6);
        Assert.Equal(1, result.Accuracy.Item());
        Assert.True(gradient.IsFinite());
    }

    [Fact]
    public void Equal_points_of_different_classes_cost_what_ignorance_costs()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        Tensor embeddings = Tensor.Ones([6, 3], ScalarType.Float64).RequireGrad();

        LossResult result = new StructuredGaussianLoss().Compute(embeddings, Labels([0, 0, 1, 1, 2, 2], 3), generator);

        Assert.Equal((4.0 / 9) + (2.0 / 9), result.Loss.Item(), 1e-12); // (1/3 − 1)² + 2·(1/3)²
        Assert.True(Autograd.Gradients(result.Loss, [embeddings])[0]!.IsFinite());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_class_of_one_sample_is_its_own_mean(bool leaveOneOut)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        Tensor embeddings = Tensor.From([0.0, 5.0, 5.2], 3, 1).RequireGrad();
        var loss = new StructuredGaussianLoss(new StructuredGaussianOptions { LeaveOneOut = leaveOneOut });

        LossResult result = loss.Compute(embeddings, Labels([0, 1, 1], 2), generator);

        Assert.Equal(1, result.Accuracy.Item());
        Assert.True(Autograd.Gradients(result.Loss, [embeddings])[0]!.IsFinite());
    }

    [Fact]
    public void Classes_drawn_apart_cost_less()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        double[] costs = Array.ConvertAll((double[])[0.1, 0.5, 1, 2, 4], gap =>
        {
            Tensor embeddings = Tensor.From([0, 0.2, gap, gap + 0.2], 4, 1);
            return new StructuredGaussianLoss().Compute(embeddings, Labels([0, 0, 1, 1], 2), generator).Loss.Item();
        });

        Assert.Equal(costs.OrderDescending(), costs);
        Assert.True(costs[^1] < 1e-6);
    }

    [Fact]
    public void A_step_against_the_gradient_costs_less()
    {
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == "paper");
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        var loss = new StructuredGaussianLoss(golden.Options());
        Tensor embeddings = golden.Embeddings().RequireGrad();
        Tensor before = loss.Compute(embeddings, golden.BatchLabels(), generator).Loss;
        Tensor moved = embeddings - (Autograd.Gradients(before, [embeddings])[0]! * 0.1);

        Assert.True(loss.Compute(moved, golden.BatchLabels(), generator).Loss.Item() < before.Item());
    }

    [Fact]
    public void Regeneration_appends_a_mixture_drawn_from_the_generator()
    {
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == "paper");
        using var scope = new TensorScope();
        double[] values = Array.ConvertAll((ulong[])[5, 5, 6], seed =>
        {
            using var generator = new RandomGenerator(seed);
            var loss = new StructuredGaussianLoss(golden.Options() with { Regeneration = true });
            return loss.Compute(golden.Embeddings(), golden.BatchLabels(), generator).Loss.Item();
        });

        Assert.Equal(values[0], values[1]);
        Assert.NotEqual(values[0], values[2]);
        Assert.All(values, value => Assert.InRange(value, 0, 2));
    }

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Regeneration_is_that_of_plain_loops_over_the_same_draws(string name)
    {
        const double weight = 0.7; // of the cross-entropy
        LossGolden golden = LossGolden.All.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var equal = new RandomGenerator(5);
        double lambda = Tensor.Rand([3], equal).ToArray<float>().Order().ElementAt(1); // the middle one of three: Beta(2, 2)
        long[] order = Tensor.RandomPermutation(golden.Labels.Length, equal).ToArray<long>();
        StructuredGaussianOptions options = golden.Options() with { Regeneration = true, CrossEntropyWeight = weight };

        double loss = new StructuredGaussianLoss(options).Compute(golden.Embeddings(), golden.BatchLabels(), generator).Loss.Item();

        LossGolden withoutLikelihood = golden with { Likelihood = 0 };
        double square = SlowStructuredGaussianLoss.Of(withoutLikelihood);
        double plain = square + (weight * SlowStructuredGaussianLoss.CrossEntropyOf(golden));
        double mixed = SlowStructuredGaussianLoss.RegeneratedOf(golden, lambda, order, weight);
        double likelihood = SlowStructuredGaussianLoss.Of(golden) - square;
        Assert.NotEqual(plain, mixed, 1e-3);
        Assert.Equal(((plain + mixed) / 2) + likelihood, loss, 1e-10);
    }

    [Fact]
    public void Accuracy_goes_by_the_posterior_with_its_priors_and_the_sample_left_out()
    {
        var plain = new StructuredGaussianOptions { Sigma = 1 };

        // Means 0.45 and 2: alike in size, every sample is nearer to its own; a rare class loses both.
        Assert.Equal(1, Accuracy(plain, [0, 0.9, 2, 2]));
        Assert.Equal(0.5, Accuracy(plain with { Priors = [0.01, 0.99] }, [0, 0.9, 2, 2]));

        // Means 0.95 and 3: without itself the second sample is 1.9 from its class and 1.1 from the other.
        Assert.Equal(1, Accuracy(plain, [0, 1.9, 2.8, 3.2]));
        Assert.Equal(0.75, Accuracy(plain with { LeaveOneOut = true }, [0, 1.9, 2.8, 3.2]));

        static double Accuracy(StructuredGaussianOptions options, double[] values)
        {
            using var scope = new TensorScope();
            using var generator = new RandomGenerator(1);
            Tensor embeddings = Tensor.From(values, 4, 1);
            return new StructuredGaussianLoss(options).Compute(embeddings, Labels([0, 0, 1, 1], 2), generator).Accuracy.Item();
        }
    }

    [Fact]
    public void The_targets_of_mixed_images_without_votes_are_their_shares()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        Tensor outputs = Tensor.From([0.0, 1.0, 3.0], 3, 1);
        Tensor shares = Tensor.From([1, 0, 0.25, 0.75, 0, 1], 3, 2);
        BatchLabels mixed = Labels([0, 1, 1], 2) with { Members = shares };

        double implied = Loss(mixed);

        Assert.Equal(Loss(mixed with { Targets = shares }), implied, 1e-12);
        Assert.NotEqual(Loss(mixed with { Targets = Tensor.From([1.0, 0, 0, 1, 0, 1], 3, 2) }), implied, 1e-3);

        double Loss(BatchLabels labels) => new StructuredGaussianLoss().Compute(outputs, labels, generator).Loss.Item();
    }

    public static TheoryData<StructuredGaussianOptions> Wrong =>
    [
        new StructuredGaussianOptions { Priors = [0.5, 0] },
        new StructuredGaussianOptions { Priors = [0.5, double.PositiveInfinity] },
        new StructuredGaussianOptions { LikelihoodWeight = -0.1 },
        new StructuredGaussianOptions { CrossEntropyWeight = double.NaN },
    ];

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Priors_and_weights_out_of_range_are_refused(StructuredGaussianOptions wrong)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new StructuredGaussianLoss(wrong));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(9e-4)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void Sigma_must_be_positive(double sigma)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new StructuredGaussianLoss(new StructuredGaussianOptions { Sigma = sigma }));

        Assert.Contains("Sigma must be positive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_must_be_a_prior_a_class()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        var loss = new StructuredGaussianLoss(new StructuredGaussianOptions { Priors = [0.5, 0.5] });

        Assert.Throws<ArgumentException>(() => loss.Compute(Tensor.Ones([3, 2]), Labels([0, 1, 2], 3), generator));
    }

    private static BatchLabels Labels(long[] labels, int classes) => new(Tensor.From(labels, labels.Length), null, classes);

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
