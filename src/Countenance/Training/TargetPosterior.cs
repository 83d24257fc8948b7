using System.Numerics.Tensors;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Torch;

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
        TensorPrimitives.Multiply(targets, 1 - (float)options.TeacherWeight, targets);
        foreach (string path in teachers)
        {
            using EmbeddingModel teacher = Load(path, options.Device, dataset);
            progress.Report(0);
            float[] found = teacher.Posterior(teacher.Embed(dataset, null, options.Precision, progress, cancellation))!.Values;
            TensorPrimitives.MultiplyAdd(found, share, targets, targets);
        }

        return targets;
    }

    /// <summary>Checks that every teacher can teach these images.</summary>
    /// <exception cref="ModelException">A file is missing or no model.</exception>
    /// <exception cref="TrainingException">A model cannot teach these classes.</exception>
    public static void Require(TrainingOptions options, ImageDataset dataset)
    {
        foreach (string path in options.Teachers ?? [])
        {
            using EmbeddingModel teacher = Load(path, Device.Cpu, dataset);
        }
    }

    /// <summary>SHA-256 of every teacher's file; null without teachers.</summary>
    /// <exception cref="ModelException">A file cannot be read.</exception>
    public static IReadOnlyList<string>? Digests(TrainingOptions options)
        => options.Teachers is { Count: > 0 } teachers ? [.. teachers.Select(ModelFile.Digest)] : null;

    private static EmbeddingModel Load(string path, Device device, ImageDataset dataset)
    {
        EmbeddingModel teacher = ModelFile.Load(path, device);
        ModelCard card = teacher.Card;
        string? objection = !card.Classes.SequenceEqual(dataset.ClassNames)
            ? $"a teacher must know the classes {string.Join(", ", dataset.ClassNames)}. Got {string.Join(", ", card.Classes)}."
            : card.Channels != dataset.Channels
            ? $"a teacher must take images of {dataset.Channels} channels. Got {card.Channels}."
            : card.Head != ModelHead.Classifier && teacher.Gaussians is null
            ? "a teacher must have a posterior. This model has no Gaussians: its training did not end."
            : null;
        if (objection is not null)
        {
            teacher.Dispose();
            throw new TrainingException($"{path}: {objection}");
        }

        return teacher;
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
}
