using Countenance.Losses;
using Countenance.Torch;

namespace Countenance.Tests.Losses;

/// <summary>What every registered loss must hold.</summary>
public class LossContractTests
{
    private const int Classes = 4;

    public static TheoryData<string> Names => [.. EmbeddingLosses.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_order_of_the_samples_does_not_matter(string name)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        Tensor outputs = Tensor.Randn([20, Classes], generator, ScalarType.Float64);
        long[] labels = [.. Enumerable.Range(0, 20).Select(i => (long)(i % Classes))];
        Tensor order = Tensor.RandomPermutation(20, generator);
        Tensor classes = Tensor.From(labels, 20);

        double straight = Compute(name, outputs, classes);
        double shuffled = Compute(name, outputs.IndexSelect(0, order), classes.IndexSelect(0, order));

        Assert.Equal(straight, shuffled, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Degenerate_batches_stay_finite(string name)
    {
        using var scope = new TensorScope();
        foreach ((float[] values, long[] labels) in (ReadOnlySpan<(float[], long[])>)
            [
                (new float[8 * Classes], [0, 0, 1, 1, 2, 2, 3, 3]),
                (Enumerable.Repeat(1e6f, 8 * Classes).ToArray(), [0, 0, 1, 1, 2, 2, 3, 3]),
                (Enumerable.Range(0, 8 * Classes).Select(i => i * 1e5f).ToArray(), [0, 1, 1, 1, 1, 1, 1, 1]),
                (new float[Classes], [2]),
            ])
        {
            Tensor outputs = Tensor.From(values, labels.Length, Classes).RequireGrad();
            using var generator = new RandomGenerator(1);
            var batch = new BatchLabels(Tensor.From(labels, labels.Length), null, Classes);
            Tensor loss = Loss(name).Compute(outputs, batch, generator).Loss;

            Assert.True(double.IsFinite(loss.Item()));
            Assert.True(Autograd.Gradients(loss, [outputs])[0]!.IsFinite());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_against_the_gradient_costs_less(string name)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        Tensor outputs = Tensor.Randn([20, Classes], generator, ScalarType.Float64).RequireGrad();
        var labels = new BatchLabels(Tensor.From([.. Enumerable.Range(0, 20).Select(i => (long)(i % Classes))], 20), null, Classes);
        Tensor before = Loss(name).Compute(outputs, labels, generator).Loss;
        Tensor moved = outputs - (Autograd.Gradients(before, [outputs])[0]! * 0.01);

        Assert.True(Loss(name).Compute(moved, labels, generator).Loss.Item() < before.Item());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Well_parted_classes_cost_next_to_nothing_and_are_all_right(string name)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        Tensor classes = Tensor.From([.. Enumerable.Range(0, 20).Select(i => (long)(i % Classes))], 20);
        Tensor outputs = (classes.OneHot(Classes).To(ScalarType.Float64) * 30) + (Tensor.Randn([20, Classes], generator) * 0.01);
        LossResult result = Loss(name).Compute(outputs, new BatchLabels(classes, null, Classes), generator);

        Assert.InRange(result.Loss.Item(), 0, 1e-9);
        Assert.Equal(1, result.Accuracy.Item());
    }

    [Theory]
    [InlineData("sgm", 0.15)]
    [InlineData("triplet", 0.1)]
    [InlineData("softmax", 0)]
    public void The_options_reach_the_loss_and_set_the_spread_of_a_collapse(string name, double spread)
    {
        var options = new LossOptions
        {
            Gaussian = new StructuredGaussianOptions { Sigma = 3 },
            Triplet = new TripletMarginOptions { Margin = 2 },
        };

        Assert.Equal(spread, EmbeddingLosses.Find(name).Create(options).CollapsedSpread, 1e-12);
    }

    [Fact]
    public void An_unknown_name_lists_the_valid_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => EmbeddingLosses.Find("contrastive"));

        Assert.Contains("sgm", error.Message, StringComparison.Ordinal);
    }

    // Hard triplets are a function of the batch; random ones depend on the order the samples come in.
    private static IEmbeddingLoss Loss(string name)
        => EmbeddingLosses.Find(name).Create(new LossOptions { Triplet = new TripletMarginOptions { Mining = "batchhard" } });

    private static double Compute(string name, Tensor outputs, Tensor classes)
    {
        using var generator = new RandomGenerator(1);
        return Loss(name).Compute(outputs, new BatchLabels(classes, null, Classes), generator).Loss.Item();
    }
}
