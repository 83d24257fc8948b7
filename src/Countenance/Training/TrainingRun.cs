using System.Diagnostics;
using Countenance.Augmentation;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Sampling;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>
/// One training from its first step, or from wherever it stopped, to its last: steps, an epoch's score, checkpoints, metrics, and at the
/// end the best weights with their class Gaussians over the whole training split.
/// </summary>
public sealed class TrainingRun
{
    private const string HeldOutAccuracy = "heldOutAccuracy";

    private readonly TrainingOptions options;
    private readonly RunFolder folder;
    private readonly ImageDataset dataset;
    private readonly ITrainingObserver observer;
    private readonly HoldOutSplit split;
    private readonly double? unseenShare;
    private readonly IBatchSampler sampler;
    private readonly InputNormalization normalization;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="dataset">Training images; held, not owned.</param>
    /// <param name="observer">Told of every step and epoch.</param>
    /// <param name="sampling">Makes the sampler from the labels learned from, −1 where an image is not; null for the options' one.</param>
    /// <exception cref="ArgumentException">An option does not fit the images.</exception>
    /// <exception cref="TrainingException">All images are of one class, or a model or teacher named in the options cannot be used.</exception>
    public TrainingRun(
        TrainingOptions options,
        RunFolder folder,
        ImageDataset dataset,
        ITrainingObserver observer,
        Func<int[], IBatchSampler>? sampling = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(observer);
        options.Validate();
        RequireFit(options, dataset);
        this.options = options;
        this.folder = folder;
        this.dataset = dataset;
        this.observer = observer;
        split = HoldOutSplit.Create(dataset.Labels, options.HoldOut, options.Seed);
        unseenShare = TrainingState.UnseenShare(options, dataset, split);
        sampler = sampling is null
            ? Samplers.Find(options.Sampling).Options(options.BatchSize).Create(split.Learned(dataset.Labels), options.Seed)
            : sampling(split.Learned(dataset.Labels));
        if (split.HeldOut.Length == 0 && options.Patience > 0)
        {
            throw new ArgumentException(
                $"Patience needs held-out images to judge by: a share of {options.HoldOut} is none of any class. Got {options.Patience}.");
        }

        normalization = InputNormalization.Measure(dataset);
        if (!folder.HasCheckpoint && EndedCard() is null)
        {
            TargetPosterior.Require(options, dataset);
            TrainingState.RequireStart(options, dataset.Channels, dataset.ClassNames.Count);
        }
    }

    /// <summary>Trains to the end, or until cancelled; then the last checkpoint holds everything to go on.</summary>
    /// <returns>Whether the run came to its end.</returns>
    /// <exception cref="TrainingException">
    /// The loss broke down, a checkpoint or a teacher does not fit, or another process trains this run.
    /// </exception>
    public bool Execute(CancellationToken cancellation)
    {
        using FileStream claim = folder.Claim();
        folder.DeleteTemporaryFiles();
        if (Ended() is { } end)
        {
            observer.Finished(folder.BestModel, end);
            return true;
        }

        return Train(cancellation) is { } progress && WriteBest(progress, cancellation);
    }

    private ModelCard? EndedCard()
        => File.Exists(folder.BestModel) && ModelFile.ReadCard(folder.BestModel) is { IsFinished: true } card ? card : null;

    // A finished run has no more to do, also where its last checkpoint was deleted to save space.
    private TrainingProgress? Ended()
    {
        if (EndedCard() is not { } card)
        {
            return null;
        }

        RequireSameImages(card.Data.Digest);
        EpochMetrics? last = folder.Metrics.Read() is [.., var epoch] ? epoch : null;
        return new TrainingProgress
        {
            DataDigest = card.Data.Digest,
            Step = last?.Step ?? 0,
            Seconds = last?.Seconds ?? 0,
            BestEpoch = (int)card.Epochs,
            BestScore = card.Metrics.GetValueOrDefault(HeldOutAccuracy, -1),
        };
    }

    // Where the run stands at its end, or null when it was stopped; what training needs is let go before the best model is loaded.
    private TrainingProgress? Train(CancellationToken cancellation)
    {
        options.Precision.Prepare(options.Device);
        using var generator = new RandomGenerator(SplitMix64.For(options.Seed, -2, 0).Next());
        using TrainingState state = TrainingState.Create(options, dataset.Channels, dataset.ClassNames.Count, generator);
        Begin(state);

        int epochsDone = (int)(state.Progress.Step / sampler.StepsPerEpoch);
        if (!TryTargets(state, epochsDone, cancellation, out float[]? targets))
        {
            return null;
        }

        folder.Metrics.CutAfter(epochsDone);
        using var board = new TensorBoardWriter(folder.Path, state.Progress.Step > 0 ? state.Progress.Step : null);
        using var step = new TrainingStep(options, state, dataset, sampler, normalization, generator, targets);
        observer.Started(options.Epochs, sampler.StepsPerEpoch, state.Progress.Step);
        if (split.HeldOut.Length == 0 && options.HoldOut > 0)
        {
            observer.Warned($"a share of {options.HoldOut} is no image of any class: nothing is held out, and the last epoch is kept");
        }

        if (state.Progress.Step == 0 && TrainingState.DoubtOfStart(options, dataset, split) is { } doubt)
        {
            observer.Warned(doubt);
        }

        if (state.Progress.IsEpochUnscored && !FinishEpoch(state, board, epochsDone, step, cancellation))
        {
            return null;
        }

        while (epochsDone < options.Epochs && !ShouldStop(state.Progress, epochsDone))
        {
            if (!RunEpoch(state, step, epochsDone, cancellation) || !FinishEpoch(state, board, ++epochsDone, step, cancellation))
            {
                return null;
            }
        }

        return state.Progress;
    }

    private void Begin(TrainingState state)
    {
        if (!folder.HasCheckpoint)
        {
            if (options.InitialModel is { } model)
            {
                state.StartFrom(model);
            }

            state.Progress = state.Progress with { DataDigest = dataset.Digest, TeacherDigests = TargetPosterior.Digests(options) };
            return;
        }

        state.Restore(folder.LastCheckpoint);
        RequireSameImages(state.Progress.DataDigest);
    }

    private static void RequireFit(TrainingOptions options, ImageDataset dataset)
    {
        int classes = dataset.ClassNames.Count;
        if (options.Loss == "sgm" && options.Gaussian.Priors is { } priors && priors.Count != classes)
        {
            throw new ArgumentException($"Priors must be one for each of the {classes} classes. Got {priors.Count}.");
        }

        int[] present = [.. dataset.Labels.Where(label => label >= 0).Distinct().Take(2)];
        if (present is [var only])
        {
            throw new TrainingException(
                $"{dataset.Format} {dataset.Split} has images of one class alone, {dataset.ClassNames[only]}: there is nothing to tell apart.");
        }
    }

    private void RequireSameImages(string digest)
    {
        if (digest != dataset.Digest)
        {
            throw new TrainingException(
                $"{folder.Path}: the run was trained on other images or labels than these; it can only go on with the ones it began with.");
        }
    }

    // Teachers take minutes over many images; a run that only has to be finished needs none. Without targets when cancelled.
    private bool TryTargets(TrainingState state, int epochsDone, CancellationToken cancellation, out float[]? targets)
    {
        targets = null;
        if (epochsDone >= options.Epochs || (ShouldStop(state.Progress, epochsDone) && !state.Progress.IsEpochUnscored))
        {
            return true;
        }

        if (state.Progress.TeacherDigests is { } digests && !digests.SequenceEqual(TargetPosterior.Digests(options)!))
        {
            throw new TrainingException(
                $"{folder.Path}: a teacher's file is another than when the run began; it can only go on with the one it began with.");
        }

        try
        {
            targets = TargetPosterior.Of(options, dataset, Embedding(dataset.Count), cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            state.Save(folder.LastCheckpoint);
            observer.Stopped(state.Progress.Step);
            return false;
        }
    }

    private bool RunEpoch(TrainingState state, TrainingStep step, int epoch, CancellationToken cancellation)
    {
        long end = (long)(epoch + 1) * sampler.StepsPerEpoch;
        while (state.Progress.Step < end)
        {
            if (cancellation.IsCancellationRequested)
            {
                state.Progress = state.Progress.With(step.Read());
                RequireFinite(state);
                state.Save(folder.LastCheckpoint);
                observer.Stopped(state.Progress.Step);
                return false;
            }

            long started = Stopwatch.GetTimestamp();
            IReadOnlyList<StepResult> known = step.Take();
            state.Progress = state.Progress.After(known, Stopwatch.GetElapsedTime(started).TotalSeconds);
            foreach (StepResult result in known)
            {
                observer.Stepped(result.Step + 1, result.Loss, result.Accuracy, result.LearningRate);
            }
        }

        return true;
    }

    // False where it was cancelled: the epoch's steps are kept, and scored when the run goes on.
    private bool FinishEpoch(TrainingState state, TensorBoardWriter board, int epoch, TrainingStep step, CancellationToken cancellation)
    {
        RequireFinite(state);
        TrainingProgress progress = state.Progress;
        Dictionary<string, double> values = progress.Means(sampler.StepsPerEpoch);
        values["learningRate"] = step.LearningRateAt(progress.Step - 1);
        if (values.TryGetValue(StepResult.Spread, out double spread) && spread < step.CollapsedSpread)
        {
            observer.Warned(
                $"the embedding has collapsed: its spread is {spread:0.####} after epoch {epoch}, under {step.CollapsedSpread:0.####}. " +
                "A lower learning rate, a longer warm-up or random mining usually helps.");
        }

        bool isBest = true;
        ClassGaussians? gaussians = null;
        if (split.HeldOut.Length > 0)
        {
            if (Measure(state, cancellation) is not { } score)
            {
                state.Progress = progress with { IsEpochUnscored = true };
                state.Save(folder.LastCheckpoint);
                observer.Stopped(progress.Step);
                return false;
            }

            values[HeldOutAccuracy] = score.KnnAccuracy;
            values["heldOutPosteriorAccuracy"] = score.PosteriorAccuracy;
            gaussians = score.Gaussians;
            isBest = score.KnnAccuracy > progress.BestScore;
            progress = progress with { BestScore = Math.Max(progress.BestScore, score.KnnAccuracy) };
        }

        state.Progress = progress.WithoutSums() with { BestEpoch = isBest ? epoch : progress.BestEpoch };
        if (isBest)
        {
            ModelFile.Save(folder.BestModel, Card(epoch, values, progress.TeacherDigests), state.EvaluatedState, gaussians);
        }

        folder.Metrics.CutAfter(epoch - 1);
        folder.Metrics.Append(new EpochMetrics(epoch, progress.Step, values, progress.Seconds));
        foreach ((string name, double value) in values)
        {
            board.Add(name, progress.Step, value);
        }

        state.Save(folder.LastCheckpoint);
        observer.EpochFinished(epoch, values, isBest);
        return true;
    }

    // The best weights again, with the Gaussians of the whole training split instead of a sample of it.
    private bool WriteBest(TrainingProgress progress, CancellationToken cancellation)
    {
        using EmbeddingModel best = ModelFile.Load(folder.BestModel, options.Device);
        int[] labelled = [.. Enumerable.Range(0, dataset.Count).Where(i => dataset.Labels[i] >= 0)];
        Progress looked = Embedding(labelled.Length);
        looked.Report(0);
        try
        {
            EmbeddingMatrix embeddings = best.Embed(dataset, labelled, options.Precision, looked, cancellation);
            int[] labels = Array.ConvertAll(labelled, index => dataset.Labels[index]);
            ClassGaussians gaussians = ClassGaussians.Estimate(embeddings, labels, dataset.ClassNames, options.Gaussian.Sigma);
            ModelFile.Save(folder.BestModel, best.Card with { IsFinished = true }, best.Network.StateDict(), gaussians);
        }
        catch (OperationCanceledException)
        {
            observer.Stopped(progress.Step);
            return false;
        }

        observer.Finished(folder.BestModel, progress);
        return true;
    }

    // A step can break the weights although its own loss was finite; the next one would notice, but a checkpoint may come first.
    private static void RequireFinite(TrainingState state)
    {
        if (!state.IsFinite())
        {
            throw new TrainingException(
                $"the weights are no longer finite after step {state.Progress.Step}; the last good checkpoint is kept. " +
                "A lower learning rate usually helps.");
        }
    }

    private bool ShouldStop(TrainingProgress progress, int epochsDone)
        => options.Patience > 0 && progress.BestEpoch > 0 && epochsDone - progress.BestEpoch >= options.Patience;

    // The averaged weights take the place of the trained ones for as long as they are measured: a second network would need memory.
    private HeldOutScore? Measure(TrainingState state, CancellationToken cancellation)
    {
        state.Average?.Exchange();
        try
        {
            var model = new EmbeddingModel(Card(0, new Dictionary<string, double>(), teachers: null), state.Network); // the network stays the state's
            return HeldOutScore.Measure(model, dataset, split, options, cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            state.Average?.Exchange();
        }
    }

    private ModelCard Card(int epoch, Dictionary<string, double> metrics, IReadOnlyList<string>? teachers) => new()
    {
        Architecture = options.Model,
        Channels = dataset.Channels,
        ImageSize = options.ImageSize,
        Head = EmbeddingLosses.Find(options.Loss).Head,
        Outputs = options.Shape(dataset.Channels, dataset.ClassNames.Count).Outputs,
        MirroredViews = options.MirroredViews,
        Normalization = normalization,
        Classes = dataset.ClassNames,
        Loss = options.Loss,
        Sigma = options.Gaussian.Sigma,
        Data = TrainingData.Of(dataset),
        HoldOut = unseenShare,
        IsFinished = false,
        Teachers = teachers is null ? null : new ModelTeachers(options.TeacherWeight, teachers),
        Epochs = epoch,
        Seed = options.Seed,
        Metrics = metrics,
    };

    private Progress Embedding(int total) => new(done => observer.Embedded(done, total));

    // Reports at once on the calling thread, unlike Progress<T>.
    private sealed class Progress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
