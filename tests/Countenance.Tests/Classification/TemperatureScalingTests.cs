using Countenance.Classification;

namespace Countenance.Tests.Classification;

public class TemperatureScalingTests
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(2.5)]
    public void Finds_the_temperature_that_labels_were_drawn_with(double temperature)
    {
        const int classes = 4;
        const int count = 20_000;
        var random = new Random(3);
        var logarithms = new double[count * classes];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            Span<double> row = logarithms.AsSpan(i * classes, classes);
            for (int c = 0; c < classes; c++)
            {
                row[c] = (random.NextDouble() * 6) - 50; // a constant of the sample does not matter
            }

            double[] shares = [.. row.ToArray().Select(value => Math.Exp((value + 50) / temperature))];
            double left = random.NextDouble() * shares.Sum();
            labels[i] = Math.Min(classes - 1, shares.TakeWhile(share => (left -= share) > 0).Count());
        }

        Assert.Equal(temperature, TemperatureScaling.Fit(logarithms, labels, classes), 0.05 * temperature);
    }

    [Fact]
    public void Posteriors_that_are_too_sure_become_right_on_average()
    {
        // Nine of ten are right, and the posterior says 0.9933 every time.
        double[] logarithms = [.. Enumerable.Range(0, 1000).SelectMany(_ => (double[])[5, 0])];
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? 1 : 0)];

        double temperature = TemperatureScaling.Fit(logarithms, labels, 2);

        Assert.Equal(5 / Math.Log(9), temperature, 1e-4);
    }

    [Theory]
    [InlineData(0, 0.05)] // always right
    [InlineData(1, 20)] // always wrong
    public void The_temperature_stays_in_its_range(int label, double expected)
    {
        double[] logarithms = [1, 0, 1, 0, 1, 0];

        Assert.Equal(expected, TemperatureScaling.Fit(logarithms, [label, label, label], 2), 1e-4 * expected);
    }

    [Fact]
    public void Rows_without_a_label_or_without_a_chance_do_not_count()
    {
        double[] logarithms = [5, 0, 5, 0, double.NegativeInfinity, 0];

        Assert.Equal(1, TemperatureScaling.Fit(logarithms, [-1, -1, 0], 2));
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(logarithms, [0], 2));
    }
}
