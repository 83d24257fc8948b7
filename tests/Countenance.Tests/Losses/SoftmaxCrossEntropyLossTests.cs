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
    public void Outputs_that_are_not_one_a_class_are_refused()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(7);
        var error = Assert.Throws<ArgumentException>(() => new SoftmaxCrossEntropyLoss().Compute(
            Tensor.Ones([2, 64]), new BatchLabels(Tensor.From([0L, 1L], 2), null, 8), generator));

        Assert.Contains("one a class, 8. Got 64.", error.Message, StringComparison.Ordinal);
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
