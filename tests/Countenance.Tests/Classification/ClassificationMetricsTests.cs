using Countenance.Classification;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Classification;

public class ClassificationMetricsTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    /// <summary>With a class never predicted, one that does not occur, and one that is only predicted.</summary>
    [Fact]
    public void Scores_are_scikit_learns()
    {
        var golden = GoldenMetrics.Part("classification");

        var result = ClassificationMetrics.Evaluate(golden.Ints("labels"), golden.Ints("predictions"), Names, k: 11);

        Assert.Equal(11, result.K);
        Assert.Equal(golden.Number("accuracy"), result.Accuracy, 1e-12);
        Assert.Equal(golden.Number("precision"), result.Precision, 1e-12);
        Assert.Equal(golden.Number("recall"), result.Recall, 1e-12);
        Assert.Equal(golden.Number("meanF1"), result.MeanClassF1, 1e-12);
        var (p, r) = (golden.Number("precision"), golden.Number("recall"));
        Assert.Equal(2 * p * r / (p + r), result.F1, 1e-12);
        Assert.Equal(golden.Ints("confusion"), result.Confusion.SelectMany(row => row));
        Assert.Equal(golden.Ints("support"), result.PerClass.Select(row => row.Support));
        for (var c = 0; c < Names.Length; c++)
        {
            Assert.Equal(Names[c], result.PerClass[c].Name);
            Assert.Equal(golden.Doubles("classPrecision")[c], result.PerClass[c].Precision, 1e-12);
            Assert.Equal(golden.Doubles("classRecall")[c], result.PerClass[c].Recall, 1e-12);
            Assert.Equal(golden.Doubles("classF1")[c], result.PerClass[c].F1, 1e-12);
        }
    }

    [Fact]
    public void The_order_of_samples_and_the_names_of_classes_do_not_matter()
    {
        var golden = GoldenMetrics.Part("classification");
        var (labels, predictions) = (golden.Ints("labels"), golden.Ints("predictions"));
        var order = RandomEmbeddings.Order(labels.Length, seed: 31);
        int[] renamed = [5, 3, 0, 1, 4, 2];

        var found = ClassificationMetrics.Evaluate(labels, predictions, Names, k: 1);
        var other = ClassificationMetrics.Evaluate(
            Array.ConvertAll(order, i => renamed[labels[i]]), Array.ConvertAll(order, i => renamed[predictions[i]]), Names, k: 1);

        Assert.Equal(found.Accuracy, other.Accuracy, 1e-12);
        Assert.Equal(found.F1, other.F1, 1e-12);
        Assert.Equal(found.MeanClassF1, other.MeanClassF1, 1e-12);
    }

    [Fact]
    public void Unlabelled_samples_are_left_out()
    {
        var result = ClassificationMetrics.Evaluate([0, -1, 1], [0, 5, 0], Names, k: 1);

        Assert.Equal(0.5, result.Accuracy);
        Assert.Equal(2, result.PerClass.Sum(row => row.Support));
    }

    [Fact]
    public void No_samples_score_nothing()
    {
        var result = ClassificationMetrics.Evaluate([], [], Names, k: 1);

        Assert.Equal(0, result.Accuracy);
        Assert.Equal(0, result.F1);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Evaluate([0, 1], [0], Names, k: 1));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Evaluate([6], [0], Names, k: 1));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Evaluate([0], [-1], Names, k: 1));
    }

    /// <summary>Bins of a half: (0, 0.5] holds 0.5 (right); (0.5, 1] holds 0.8 (right), 0.7 (wrong) and 1 (right).</summary>
    [Fact]
    public void Calibration_error_of_a_worked_example()
    {
        var posterior = new PosteriorMatrix([0.5f, 0.5f, 0.8f, 0.2f, 0.3f, 0.7f, 1f, 0f, 1f, 0f], 2);

        var error = CalibrationError.Expected(posterior, [0, 0, 0, 0, -1], bins: 2);

        Assert.Equal((0.5 + Math.Abs(2.5 - 2)) / 4, error, 1e-6);
    }

    /// <summary>Of 15 bins (0.6, 0.667] holds 0.64 (right), and (0.667, 0.733] 0.68 (wrong), 0.7 and 0.73 (both right).</summary>
    [Fact]
    public void Calibration_error_has_fifteen_bins()
    {
        var posterior = new PosteriorMatrix([0.64f, 0.36f, 0.68f, 0.32f, 0.7f, 0.3f, 0.73f, 0.27f], 2);

        var error = CalibrationError.Expected(posterior, [0, 1, 0, 0]);

        Assert.Equal((Math.Abs(0.64 - 1) + Math.Abs(0.68 + 0.7 + 0.73 - 2)) / 4, error, 1e-6);
    }

    [Fact]
    public void Of_equal_probabilities_the_lowest_class_is_the_most_probable()
    {
        var posterior = new PosteriorMatrix([0.2f, 0.4f, 0.4f, 0.5f, 0.5f, 0f], 3);

        Assert.Equal([1, 0], posterior.MostProbable());
    }

    [Fact]
    public void Certain_and_right_is_calibrated_certain_and_wrong_is_not()
    {
        var posterior = new PosteriorMatrix([1, 0, 1, 0], 2);

        Assert.Equal(0, CalibrationError.Expected(posterior, [0, 0]));
        Assert.Equal(1, CalibrationError.Expected(posterior, [1, 1]));
        Assert.Equal(0, CalibrationError.Expected(posterior, [-1, -1]));
    }
}
