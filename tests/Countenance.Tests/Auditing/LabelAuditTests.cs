using Countenance.Auditing;
using Countenance.Classification;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Auditing;

public class LabelAuditTests
{
    private const int Classes = 4;
    private static readonly string[] names = ["a", "b", "c", "d"];

    [Fact]
    public void Planted_errors_stand_first_with_their_true_class_suggested()
    {
        (EmbeddingMatrix samples, int[] truth) = RandomEmbeddings.Blobs(1200, 6, Classes, 2.0, seed: 1);
        LabelFlips flips = LabelFlips.Create(truth, Classes, 0.1, seed: 1);
        LabelAudit audit = Judge(samples, flips.Labels, folds: 3, sigma: 2);

        Assert.InRange(RankingScore.AveragePrecision(audit.WrongLogOdds, flips.IsFlipped), 0.99, 1);
        double[] opposite = Array.ConvertAll(audit.WrongLogOdds, odds => -odds);
        Assert.InRange(RankingScore.AveragePrecision(opposite, flips.IsFlipped), 0, 0.1); // a wrong sign does not pass

        int[] flipped = [.. Enumerable.Range(0, truth.Length).Where(i => flips.IsFlipped[i])];
        Assert.InRange(flipped.Count(i => audit.Suggested(i) == truth[i]), (int)(0.98 * flipped.Length), flipped.Length);
        Assert.All(flipped, i => Assert.NotEqual(flips.Labels[i], audit.Suggested(i)));
        Assert.InRange(audit.NoiseRate, 0.08, 0.12);
        Assert.InRange(flipped.Average(audit.WrongProbability), 0.95, 1);
        Assert.Equal(audit.Ranking().Order(), Enumerable.Range(0, truth.Length));
        Assert.True(audit.WrongLogOdds[audit.Ranking()[0]] >= audit.WrongLogOdds[audit.Ranking()[1]]);
    }

    [Theory]
    [InlineData(CovarianceChoice.Isotropic)]
    [InlineData(CovarianceChoice.Pooled)]
    [InlineData(CovarianceChoice.Full)]
    public void Where_classes_overlap_it_ranks_better_than_the_baselines(CovarianceChoice covariance)
    {
        (EmbeddingMatrix samples, int[] truth) = RandomEmbeddings.Blobs(2000, 6, Classes, 5.0, seed: 2);
        LabelFlips flips = LabelFlips.Create(truth, Classes, 0.1, seed: 2);
        LabelAudit audit = Judge(samples, flips.Labels, folds: 2, sigma: 5, covariance);

        IReadOnlyList<AuditFigures> figures = AuditComparison.Measure(audit, flips.IsFlipped);

        Assert.Equal(6, figures.Count);
        Assert.InRange(figures[0].AveragePrecision, 0.3, 0.99); // neither trivial nor hopeless
        Assert.Equal(figures[0].AveragePrecision, figures[^1].AveragePrecision, 0.02); // the order inside a fold is the same
        Assert.All(figures.Skip(1).SkipLast(1), baseline => Assert.True(
            figures[0].AveragePrecision > baseline.AveragePrecision, $"{baseline} is better than {figures[0]}"));
        Assert.Equal(RankingScore.AveragePrecision(audit.WrongLogOdds, flips.IsFlipped), figures[0].AveragePrecision);
    }

    [Fact]
    public void The_figures_of_an_image_come_from_the_other_folds_alone()
    {
        (EmbeddingMatrix samples, int[] labels) = RandomEmbeddings.Blobs(90, 3, Classes, 4.0, seed: 3);
        labels[5] = -1;
        AuditFolds folds = AuditFolds.Create(labels, 3, seed: 1);
        OutOfFoldEvidence evidence = OutOfFoldEvidence.Gather(folds, names, 4, _ => samples);
        LabelAudit audit = LabelAudit.Judge(evidence);

        for (int fold = 0; fold < 3; fold++)
        {
            int[] judged = folds.Judged(fold);
            int[] others = [.. Enumerable.Range(0, 90).Where(i => labels[i] >= 0 && !judged.Contains(i))];
            int[] otherLabels = Array.ConvertAll(others, i => labels[i]);
            EmbeddingMatrix gallery = samples.Reordered(others);
            ClassGaussians gaussians = ClassGaussians.Estimate(gallery, otherLabels, names, 4);
            double[] logs = gaussians.LogDensities(samples.Reordered(judged), CovarianceChoice.Isotropic);
            NeighborLists neighbors = new NearestNeighbors(gallery).Search(samples.Reordered(judged), 51);
            for (int row = 0; row < judged.Length; row++)
            {
                Assert.Equal(logs.AsSpan(row * Classes, Classes), evidence.LogDensities.AsSpan(judged[row] * Classes, Classes));
                Assert.Equal(Array.ConvertAll(neighbors[row].ToArray(), i => others[i]), evidence.Neighbors[judged[row]]);
            }

            double[] otherLogs = [.. others.SelectMany(i => evidence.LogDensities[(i * Classes)..((i + 1) * Classes)])];
            PosteriorCalibration expected = PosteriorCalibration.Fit(otherLogs, otherLabels, evidence.LogPriors[fold]);
            Assert.Equal(expected.Sharpness, audit.Calibrations[fold].Sharpness, 1e-9);
            Assert.Equal(expected.NoiseRate, audit.Calibrations[fold].NoiseRate, 1e-9);
        }
    }

    [Fact]
    public void Each_fold_is_judged_in_its_own_embedding()
    {
        (EmbeddingMatrix samples, int[] truth) = RandomEmbeddings.Blobs(400, 4, Classes, 2.0, seed: 4);
        EmbeddingMatrix[] spaces = [samples, samples.Rotated(1.3)];
        LabelFlips flips = LabelFlips.Create(truth, Classes, 0.1, seed: 4);
        AuditFolds folds = AuditFolds.Create(flips.Labels, 2, seed: 1);

        LabelAudit audit = LabelAudit.Judge(OutOfFoldEvidence.Gather(folds, names, 2, fold => spaces[fold]));

        Assert.InRange(RankingScore.AveragePrecision(audit.WrongLogOdds, flips.IsFlipped), 0.95, 1);
    }

    [Fact]
    public void Images_without_a_label_and_classes_of_one_image_are_not_judged()
    {
        (EmbeddingMatrix samples, int[] labels) = RandomEmbeddings.Blobs(60, 3, 3, 1.0, seed: 5);
        labels[7] = -1;
        labels[11] = 3; // the only image of its class
        LabelAudit audit = Judge(samples, labels, folds: 2, sigma: 1);

        Assert.DoesNotContain(7, audit.Ranking());
        Assert.Equal((0.0, -1), (audit.WrongProbability(7), audit.Suggested(7)));
        Assert.Equal(59, audit.Ranking().Length);
        Assert.Equal(59, audit.Posterior().Count);
        double known = audit.Calibrations[audit.Evidence.Folds.Of[11]].NoiseRate;
        Assert.Equal(known, audit.WrongProbability(11), 1e-12);
    }

    [Fact]
    public void Typicality_is_the_share_that_is_no_denser_and_the_nearest_is_the_nearest_of_all()
    {
        (EmbeddingMatrix samples, int[] labels) = RandomEmbeddings.Blobs(80, 3, Classes, 4.0, seed: 6);
        EmbeddingMatrix twice = new([.. samples.Values[..(79 * 3)], .. samples.Values[..3]], 3); // the last is the first again
        OutOfFoldEvidence evidence = Judge(twice, labels, folds: 2, sigma: 4).Evidence;

        for (int i = 0; i < 80; i++)
        {
            double Density(int j) => evidence.LogDensities[(j * Classes) + labels[i]];
            int[] peers = [.. Enumerable.Range(0, 80).Where(j => labels[j] == labels[i] && evidence.Folds.Of[j] == evidence.Folds.Of[i])];
            Assert.Equal(peers.Count(j => Density(j) <= Density(i)) / (double)peers.Length, evidence.Typicality[i], 1e-12);

            int nearest = Enumerable.Range(0, 80).Where(j => j != i).MinBy(j => Squared(twice, i, j));
            Assert.Equal(Math.Sqrt(Squared(twice, i, nearest)), evidence.NearestDistances[i], 1e-4);
            Assert.Equal(nearest, evidence.Nearest[i]);
        }

        Assert.Equal((79, 0), (evidence.Nearest[0], evidence.Nearest[79]));
        Assert.Equal(0, evidence.NearestDistances[79]);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        (EmbeddingMatrix samples, int[] labels) = RandomEmbeddings.Blobs(20, 3, 2, 1.0, seed: 7);
        AuditFolds folds = AuditFolds.Create(labels, 2, 1);
        var few = new AuditOptions { FoundNeighbors = 3 };

        Assert.Throws<ArgumentOutOfRangeException>(() => OutOfFoldEvidence.Gather(folds, names, 1, _ => samples, few));
        Assert.Throws<ArgumentException>(() => OutOfFoldEvidence.Gather(folds, names, 1, _ => new EmbeddingMatrix(new float[3], 3)));
        Assert.Throws<ArgumentException>(() => Judge(samples, new int[20], 2, 1));
        Assert.Throws<ArgumentException>(() => AuditComparison.Measure(Judge(samples, labels, 2, 1), new bool[3]));
    }

    private static LabelAudit Judge(
        EmbeddingMatrix samples, int[] labels, int folds, double sigma, CovarianceChoice covariance = CovarianceChoice.Isotropic)
    {
        var options = new AuditOptions { Covariance = covariance };
        return LabelAudit.Judge(OutOfFoldEvidence.Gather(AuditFolds.Create(labels, folds, seed: 1), names, sigma, _ => samples, options));
    }

    private static double Squared(EmbeddingMatrix matrix, int i, int j)
        => Enumerable.Range(0, matrix.Dimension).Sum(d => Math.Pow(matrix[i][d] - (double)matrix[j][d], 2));
}
