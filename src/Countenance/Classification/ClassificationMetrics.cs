using Countenance.Evaluation;

namespace Countenance.Classification;

/// <summary>Accuracy, precision, recall, F1 and the confusion matrix of predicted classes.</summary>
public static class ClassificationMetrics
{
    /// <summary>
    /// Scores predictions. Precision and recall are macro averages over the classes that occur among the labels or the predictions, as
    /// scikit-learn's default: a class that the data set lacks takes no part, until a sample is put into it. F1 = 2PR/(P+R) of the two,
    /// the paper's. A quotient 0/0 is 0.
    /// </summary>
    /// <param name="labels">True classes in 0 … C − 1; −1 marks a sample that is left out, [N].</param>
    /// <param name="predictions">Predicted classes in 0 … C − 1, [N].</param>
    /// <param name="classNames">The C names.</param>
    /// <param name="k">The number of neighbours behind the predictions, only written down.</param>
    /// <returns>The scores; every class has its row, with zeros when it does not occur.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not a class.</exception>
    public static ClassificationResult Evaluate(
        ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions, IReadOnlyList<string> classNames, int k)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        var confusion = Confusion(labels, predictions, classNames.Count);
        var perClass = new ClassScore[classNames.Count];
        var occurring = new List<ClassScore>();
        long right = 0;
        long total = 0;
        for (var c = 0; c < perClass.Length; c++)
        {
            var support = confusion[c].Sum();
            var predicted = confusion.Sum(row => row[c]);
            var precision = Share(confusion[c][c], predicted);
            var recall = Share(confusion[c][c], support);
            perClass[c] = new ClassScore(classNames[c], precision, recall, HarmonicMean(precision, recall), support);
            right += confusion[c][c];
            total += support;
            if (support + predicted > 0)
            {
                occurring.Add(perClass[c]);
            }
        }

        var macroPrecision = occurring.Count == 0 ? 0 : occurring.Average(static row => row.Precision);
        var macroRecall = occurring.Count == 0 ? 0 : occurring.Average(static row => row.Recall);
        return new ClassificationResult(
            k,
            Share(right, total),
            macroPrecision,
            macroRecall,
            HarmonicMean(macroPrecision, macroRecall),
            occurring.Count == 0 ? 0 : occurring.Average(static row => row.F1),
            perClass,
            confusion);
    }

    /// <summary>Throws when a label is neither −1 nor a class.</summary>
    internal static void RequireClasses(ReadOnlySpan<int> labels, int classCount, string parameterName)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < -1 || labels[i] >= classCount)
            {
                throw new ArgumentException(
                    $"Labels must be −1 or a class below {classCount}. Got {labels[i]} at {i}.", parameterName);
            }
        }
    }

    private static int[][] Confusion(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions, int classCount)
    {
        if (labels.Length != predictions.Length)
        {
            throw new ArgumentException(
                $"There must be one prediction per label, {labels.Length}. Got {predictions.Length}.", nameof(predictions));
        }

        RequireClasses(labels, classCount, nameof(labels));
        var confusion = new int[classCount][];
        for (var c = 0; c < classCount; c++)
        {
            confusion[c] = new int[classCount];
        }

        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
            {
                continue;
            }

            if (predictions[i] < 0 || predictions[i] >= classCount)
            {
                throw new ArgumentException(
                    $"Predictions must be classes below {classCount}. Got {predictions[i]} at {i}.", nameof(predictions));
            }

            confusion[labels[i]][predictions[i]]++;
        }

        return confusion;
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private static double HarmonicMean(double a, double b) => a + b == 0 ? 0 : 2 * a * b / (a + b);
}
