using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Models;

namespace Countenance.Training;

/// <summary>
/// What a run takes for the known posterior of its images: labels or annotators' votes, perhaps blended with what teachers find
/// (distillation, Hinton et al. 2015).
/// </summary>
internal static class TargetPosterior
{
    /// <summary>The targets of all images, row-major [N, K]; null where the label alone is the target.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="dataset">Training images.</param>
    /// <param name="progress">Told the number of images that a teacher has looked at.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="TrainingException">A model cannot teach these classes.</exception>
    public static float[]? Of(TrainingOptions options, ImageDataset dataset, IProgress<int> progress, CancellationToken cancellation)
    {
        float[]? votes = options.VoteTargets ? dataset.Votes : null;
        if (options.Teachers is not { Count: > 0 } teachers)
        {
            return votes;
        }

        float[] targets = votes is null ? OneHot(dataset) : [.. votes];
        float share = (float)(options.TeacherWeight / teachers.Count);
        Scale(targets, 1 - (float)options.TeacherWeight);
        foreach (string path in teachers)
        {
            float[] found = Find(path, options, dataset, progress, cancellation).Values;
            for (int i = 0; i < targets.Length; i++)
            {
                targets[i] += share * found[i];
            }
        }

        return targets;
    }

    private static PosteriorMatrix Find(
        string path, TrainingOptions options, ImageDataset dataset, IProgress<int> progress, CancellationToken cancellation)
    {
        using EmbeddingModel teacher = ModelFile.Load(path, options.Device);
        if (!teacher.Card.Classes.SequenceEqual(dataset.ClassNames))
        {
            throw new TrainingException(
                $"{path}: a teacher must know the classes {string.Join(", ", dataset.ClassNames)}. Got {string.Join(", ", teacher.Card.Classes)}.");
        }

        if (teacher.Card.Channels != dataset.Channels)
        {
            throw new TrainingException(
                $"{path}: a teacher must take images of {dataset.Channels} channels. Got {teacher.Card.Channels}.");
        }

        EmbeddingMatrix embeddings = teacher.Embed(dataset, null, options.Precision, progress, cancellation);
        return teacher.Posterior(embeddings)
            ?? throw new TrainingException($"{path}: a teacher must have a posterior. This model has no Gaussians: its training did not end.");
    }

    private static float[] OneHot(ImageDataset dataset)
    {
        int classes = dataset.ClassNames.Count;
        var targets = new float[dataset.Count * classes];
        for (int i = 0; i < dataset.Count; i++)
        {
            if (dataset.Labels[i] >= 0)
            {
                targets[(i * classes) + dataset.Labels[i]] = 1;
            }
        }

        return targets;
    }

    private static void Scale(Span<float> values, float factor)
    {
        foreach (ref float value in values)
        {
            value *= factor;
        }
    }
}
