using Countenance.Losses;
using Countenance.Torch;

namespace Countenance.Tests.Losses;

public class SoftmaxCrossEntropyLossTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Value_and_gradient_are_those_of_plain_loops(bool votes)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(7);
        const int count = 9;
        const int classes = 4;
        double[] values = Tensor.Randn([count, classes], generator, ScalarType.Float64).ToArray<double>();
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % classes))];
        double[] targets = Targets(labels, classes, votes);

        (double loss, double[] gradient) = Slow(values, targets, classes);
        Tensor outputs = Tensor.From(values, count, classes).RequireGrad();
        var batch = new BatchLabels(Tensor.From(labels, count), votes ? Tensor.From(targets, count, classes) : null, classes);
        LossResult result = new SoftmaxCrossEntropyLoss().Compute(outputs, batch, generator);
        double[] found = Autograd.Gradients(result.Loss, [outputs])[0]!.ToArray<double>();

        Assert.Equal(loss, result.Loss.Item(), 1e-12);
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(gradient[i], found[i], 1e-12);
        }
    }

    [Fact]
    public void Outputs_that_are_not_one_per_class_are_refused()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(7);
        var error = Assert.Throws<ArgumentException>(() => new SoftmaxCrossEntropyLoss().Compute(
            Tensor.Ones([2, 64]), new BatchLabels(Tensor.From([0L, 1L], 2), null, 8), generator));

        Assert.Contains("one per class, 8. Got 64.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracy_is_the_share_whose_largest_output_is_their_class()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(7);
        Tensor outputs = Tensor.From([0.0, 2, 1, 3, 0, 1, 1, 2, 0], 3, 3);

        LossResult result = new SoftmaxCrossEntropyLoss().Compute(outputs, new BatchLabels(Tensor.From([1L, 0, 2], 3), null, 3), generator);

        Assert.Equal(2.0 / 3, result.Accuracy.Item(), 1e-12);
    }

    [Fact]
    public void A_mixed_image_without_votes_learns_from_its_shares_in_the_classes()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(7);
        Tensor outputs = Tensor.From([0.0, 2, 1, 3], 2, 2);
        Tensor shares = Tensor.From([0.75, 0.25, 0.0, 1], 2, 2);
        var mixed = new BatchLabels(Tensor.From([0L, 1], 2), null, 2) { Members = shares };

        double loss = new SoftmaxCrossEntropyLoss().Compute(outputs, mixed, generator).Loss.Item();

        Assert.Equal(Slow([0, 2, 1, 3], [0.75, 0.25, 0, 1], 2).Loss, loss, 1e-12);
    }

    private static double[] Targets(long[] labels, int classes, bool votes)
    {
        var targets = new double[labels.Length * classes];
        for (int i = 0; i < labels.Length; i++)
        {
            targets[(i * classes) + labels[i]] += votes ? 0.7 : 1;
            targets[(i * classes) + ((labels[i] + 1) % classes)] += votes ? 0.3 : 0;
        }

        return targets;
    }

    private static (double Loss, double[] Gradient) Slow(double[] outputs, double[] targets, int classes)
    {
        int count = outputs.Length / classes;
        double loss = 0;
        var gradient = new double[outputs.Length];
        for (int i = 0; i < count; i++)
        {
            double sum = 0;
            for (int c = 0; c < classes; c++)
            {
                sum += Math.Exp(outputs[(i * classes) + c]);
            }

            for (int c = 0; c < classes; c++)
            {
                int at = (i * classes) + c;
                loss -= targets[at] * Math.Log(Math.Exp(outputs[at]) / sum) / count;
                gradient[at] = ((Math.Exp(outputs[at]) / sum) - targets[at]) / count; // targets sum to 1
            }
        }

        return (loss, gradient);
    }
}
