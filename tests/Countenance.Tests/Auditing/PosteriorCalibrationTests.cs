using Countenance.Auditing;
using Countenance.Classification;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Auditing;

public class PosteriorCalibrationTests
{
    private const int Classes = 4;

    private static readonly double[] logPriors = [Math.Log(0.4), Math.Log(0.3), Math.Log(0.2), Math.Log(0.1)];

    [Fact]
    public void Data_drawn_from_the_model_give_the_model_back()
    {
        const double sharpness = 0.5;
        const double noise = 0.15;
        double[] offsets = [0.3, -0.2, 0.6, -0.7];
        (double[] logs, int[] labels) = Draw(40000, sharpness, offsets, noise, seed: 1);

        PosteriorCalibration found = PosteriorCalibration.Fit(logs, labels, logPriors);

        Assert.Equal(sharpness, found.Sharpness, 0.03);
        Assert.Equal(noise, found.NoiseRate, 0.015);
        for (int c = 1; c < Classes; c++)
        {
            Assert.Equal(offsets[c] - offsets[0], found.Offsets[c] - found.Offsets[0], 0.1); // only differences matter
        }
    }

    [Fact]
    public void No_neighbouring_parameters_explain_the_labels_better()
    {
        (double[] logs, int[] labels) = Draw(3000, 0.7, [0, 0.5, -0.5, 0], 0.1, seed: 2);
        PosteriorCalibration found = PosteriorCalibration.Fit(logs, labels, logPriors);
        double best = SlowObjective(logs, labels, found);

        const double step = 0.01;
        foreach (double sign in (double[])[-1, 1])
        {
            Assert.True(best > SlowObjective(logs, labels, found with { Sharpness = found.Sharpness + (sign * step) }));
            Assert.True(best > SlowObjective(logs, labels, found with { NoiseRate = found.NoiseRate + (sign * step) }));
            for (int c = 0; c < Classes; c++)
            {
                double[] offsets = [.. found.Offsets];
                offsets[c] += sign * step;
                Assert.True(best > SlowObjective(logs, labels, found with { Offsets = offsets }));
            }
        }
    }

    [Fact]
    public void With_sharpness_1_and_the_priors_it_is_the_posterior_of_the_Gaussians()
    {
        (EmbeddingMatrix samples, int[] labels) = RandomEmbeddings.Blobs(120, 5, Classes, 5.0, seed: 3);
        ClassGaussians gaussians = ClassGaussians.Estimate(samples, labels, ["a", "b", "c", "d"], 2);
        var plain = new PosteriorCalibration(1, Array.ConvertAll(gaussians.Priors, prior => Math.Log(prior)), 0.1);
        double[] logs = gaussians.LogDensities(samples, CovarianceChoice.Isotropic);
        PosteriorMatrix expected = gaussians.Posterior(samples, PriorChoice.Training, CovarianceChoice.Isotropic);

        var row = new double[Classes];
        for (int i = 0; i < samples.Count; i++)
        {
            plain.LogPosterior(logs.AsSpan(i * Classes, Classes), row);
            for (int c = 0; c < Classes; c++)
            {
                Assert.Equal(expected[i][c], Math.Exp(row[c]), 1e-5);
            }
        }
    }

    [Fact]
    public void The_odds_of_being_wrong_follow_from_Bayes()
    {
        var calibration = new PosteriorCalibration(1, [0, 0, 0, double.NegativeInfinity], 0.2);
        double[] p = [0.7, 0.29, 0.01, 0];
        double[] row = Array.ConvertAll(p, Math.Log);
        for (int g = 0; g < 3; g++)
        {
            double wrong = 0.1 * (1 - p[g]); // either of the two others, kept for this label by chance
            double right = 0.8 * p[g];
            Assert.Equal(wrong / (wrong + right), 1 / (1 + Math.Exp(-calibration.WrongLogOdds(row, g))), 1e-12);
        }

        Assert.Equal(0.2, 1 / (1 + Math.Exp(-calibration.WrongLogOdds(row, 3))), 1e-12); // nothing is known of the fourth
        double sure = calibration.WrongLogOdds([0, -800, -900, double.NegativeInfinity], 0);
        Assert.Equal(Math.Log(0.1 / 0.8) - 800, sure, 1e-6); // where 1 − p is 0 in double
    }

    [Fact]
    public void Overconfident_and_far_densities_do_not_break_the_fit()
    {
        (double[] logs, int[] labels) = Draw(2000, 1, [0, 0, 0, 0], 0.1, seed: 4);
        double[] far = Array.ConvertAll(logs, log => (400 * log) - 1e6);

        PosteriorCalibration plain = PosteriorCalibration.Fit(logs, labels, logPriors);
        PosteriorCalibration found = PosteriorCalibration.Fit(far, labels, logPriors);

        Assert.InRange(found.Sharpness, 1e-3, 0.02); // 1/400 but for the pull towards 1
        Assert.Equal(plain.NoiseRate, found.NoiseRate, 0.03);
    }

    [Fact]
    public void A_class_that_cannot_be_has_no_probability_and_its_rows_no_say()
    {
        (double[] logs, int[] labels) = Draw(600, 1, [0, 0, 0, 0], 0.1, seed: 5);
        double[] absent = [.. logPriors[..3], double.NegativeInfinity];
        for (int i = 0; i < labels.Length; i++)
        {
            logs[(i * Classes) + 3] = double.NegativeInfinity;
        }

        PosteriorCalibration found = PosteriorCalibration.Fit(logs, labels, absent);
        int[] others = Array.ConvertAll(labels, label => label == 3 ? -1 : label);

        Assert.Equal(double.NegativeInfinity, found.Offsets[3]);
        PosteriorCalibration same = PosteriorCalibration.Fit(logs, others, absent);
        Assert.Equal((found.Sharpness, found.NoiseRate), (same.Sharpness, same.NoiseRate));
        var row = new double[Classes];
        found.LogPosterior(logs.AsSpan(0, Classes), row);
        Assert.Equal(double.NegativeInfinity, row[3]);
        Assert.Equal(1, row.Sum(Math.Exp), 1e-12);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PosteriorCalibration.Fit(new double[7], [0, 1], logPriors));
        Assert.Throws<ArgumentException>(() => PosteriorCalibration.Fit(new double[4], [0, 1], [0, double.NegativeInfinity]));
    }

    // Log densities of one-dimensional classes 2 apart, and labels drawn from the calibrated posterior through the noise.
    private static (double[] Logs, int[] Labels) Draw(int count, double sharpness, double[] offsets, double noise, int seed)
    {
        var random = new Random(seed);
        var logs = new double[count * Classes];
        var labels = new int[count];
        var truth = new PosteriorCalibration(sharpness, offsets, noise);
        var row = new double[Classes];
        for (int i = 0; i < count; i++)
        {
            double z = (random.NextDouble() * 12) - 3;
            for (int c = 0; c < Classes; c++)
            {
                logs[(i * Classes) + c] = -0.5 * (z - (2 * c)) * (z - (2 * c));
            }

            truth.LogPosterior(logs.AsSpan(i * Classes, Classes), row);
            double draw = random.NextDouble();
            int label = 0;
            while (label < Classes - 1 && (draw -= Math.Exp(row[label])) > 0)
            {
                label++;
            }

            labels[i] = random.NextDouble() < noise ? (label + 1 + random.Next(Classes - 1)) % Classes : label;
        }

        return (logs, labels);
    }

    // Σ ln p(label) with what was seen before: 10 images that say β = 1, one each that says a = ln π, 20 with one wrong label.
    private static double SlowObjective(double[] logs, int[] labels, PosteriorCalibration calibration)
    {
        double sum = -5 * Math.Pow(calibration.Sharpness - 1, 2);
        for (int c = 0; c < Classes; c++)
        {
            sum -= 0.5 * Math.Pow(calibration.Offsets[c] - logPriors[c], 2);
        }

        for (int i = 0; i < labels.Length; i++)
        {
            double[] weights =
            [
                .. Enumerable.Range(0, Classes)
                    .Select(c => Math.Exp((calibration.Sharpness * logs[(i * Classes) + c]) + calibration.Offsets[c])),
            ];
            double p = weights[labels[i]] / weights.Sum();
            sum += Math.Log(((1 - calibration.NoiseRate) * p) + (calibration.NoiseRate / (Classes - 1) * (1 - p)));
        }

        return sum + Math.Log(calibration.NoiseRate) + (19 * Math.Log(1 - calibration.NoiseRate));
    }
}
