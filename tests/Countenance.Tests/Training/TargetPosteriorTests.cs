using Countenance.Datasets;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>Targets with and without teachers.</summary>
public sealed class TargetPosteriorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_teacher_the_targets_are_the_votes_or_the_labels_alone()
    {
        using ImageDataset dataset = Voted(SmallModel.Faces(16));

        Assert.Same(dataset.Votes, Of(new TrainingOptions(), dataset));
        Assert.Null(Of(new TrainingOptions { VoteTargets = false }, dataset));
    }

    [Fact]
    public void Teachers_are_averaged_and_blended_with_votes_or_labels()
    {
        using ImageDataset dataset = Voted(SmallModel.Faces(32));
        (string first, float[] found) = Teacher("first", dataset, sigma: 1.5);
        (string second, float[] foundToo) = Teacher("second", dataset, sigma: 4);
        Assert.NotEqual(found, foundToo);

        float[] targets = Of(new TrainingOptions { Teachers = [first, second], TeacherWeight = 0.25 }, dataset)!;
        float[] alone = Of(new TrainingOptions { Teachers = [first], TeacherWeight = 1, VoteTargets = false }, dataset)!;
        float[] half = Of(new TrainingOptions { Teachers = [first], VoteTargets = false }, dataset)!;

        int classes = dataset.ClassNames.Count;
        Assert.Equal(found, alone);
        for (int i = 0; i < targets.Length; i++)
        {
            Assert.Equal((0.75 * dataset.Votes![i]) + (0.125 * found[i]) + (0.125 * foundToo[i]), targets[i], 1e-6);
            double label = dataset.Labels[i / classes] == i % classes ? 1 : 0;
            Assert.Equal((label + found[i]) / 2, half[i], 1e-6);
        }
    }

    [Fact]
    public void A_run_learns_from_its_teacher_as_much_as_the_weight_says()
    {
        using ImageDataset faces = SmallModel.Faces(64);
        using ImageDataset wrong = Relabelled(faces, label => (label + 1) % faces.ClassNames.Count);
        (string teacher, _) = Teacher("teacher", faces, sigma: 0.5);

        double labels = FirstLoss(wrong, teacher, weight: 0);
        double half = FirstLoss(wrong, teacher, weight: 0.5);
        double found = FirstLoss(wrong, teacher, weight: 1);

        Assert.Equal(FirstLoss(wrong, teacher: null, weight: 0.5), labels, 1e-6);
        Assert.True(Math.Abs(found - labels) > 0.01, $"{found} and {labels}");
        Assert.Equal((labels + found) / 2, half, 1e-5); // cross-entropy is linear in its targets
    }

    [Fact]
    public void A_run_with_a_teacher_goes_on_bit_for_bit_and_only_with_the_same_teacher()
    {
        using ImageDataset faces = SmallModel.Faces(64);
        (string teacher, _) = Teacher("teacher", faces, sigma: 0.5);
        TrainingOptions options = SmallRun.Options with { Teachers = [teacher] };
        RunFolder whole = RunFolder.Create(folder["whole"], options);
        RunFolder parts = RunFolder.Create(folder["parts"], options);
        RunFolder other = RunFolder.Create(folder["other"], options);

        Assert.True(SmallRun.Execute(options, whole, faces));
        Assert.False(SmallRun.Execute(options, parts, faces, stopAfter: 2));
        Assert.False(SmallRun.Execute(options, other, faces, stopAfter: 2));
        Assert.True(SmallRun.Execute(options, parts, faces));
        File.Delete(teacher);
        Teacher("teacher", faces, sigma: 4);

        Assert.Equal(File.ReadAllBytes(whole.BestModel), File.ReadAllBytes(parts.BestModel));
        ModelTeachers teachers = ModelFile.ReadCard(parts.BestModel).Teachers!;
        Assert.Equal((0.5, 64), (teachers.Weight, Assert.Single(teachers.Digests).Length));
        Assert.Contains(
            "a teacher's file is another", Assert.Throws<TrainingException>(() => SmallRun.Execute(options, other, faces)).Message, StringComparison.Ordinal);
        Assert.True(SmallRun.Execute(options, parts, faces)); // nothing is left to learn, so no teacher is asked
    }

    [Fact]
    public void A_run_that_is_stopped_while_its_teacher_looks_can_go_on()
    {
        using ImageDataset faces = SmallModel.Faces(64);
        (string teacher, _) = Teacher("teacher", faces, sigma: 0.5);
        TrainingOptions options = SmallRun.Options with { Teachers = [teacher] };
        RunFolder run = RunFolder.Create(folder["run"], options);
        var observer = new SmallRun.RecordingObserver();

        Assert.False(new TrainingRun(options, run, faces, observer).Execute(new CancellationToken(canceled: true)));

        Assert.Equal(["embedded 0 64", "stopped 0"], observer.Calls);
        Assert.True(SmallRun.Execute(options, run, faces));
    }

    [Fact]
    public void A_model_that_cannot_teach_is_refused_by_name()
    {
        using ImageDataset dataset = SmallModel.Faces(16);
        using EmbeddingModel model = SmallModel.Create();
        string bare = folder["bare.safetensors"];
        ModelFile.Save(bare, model);
        using ImageDataset colour = SmallModel.Faces(16, colour: true);
        (string grey, _) = Teacher("grey", dataset, sigma: 1);
        using ImageDataset others = ImageDataset.FromPixels(
            new DatasetIdentity("folder", "train", "folder", ["cat", "dog"]), new DatasetLabels(["a", "b"], [0, 1]), new byte[8], 1, 2, 2);

        Assert.Contains($"{bare}: a teacher must have a posterior", Refusal(bare, dataset), StringComparison.Ordinal);
        Assert.Contains($"{grey}: a teacher must take images of 3 channels. Got 1", Refusal(grey, colour), StringComparison.Ordinal);
        Assert.Contains($"{grey}: a teacher must know the classes cat, dog", Refusal(grey, others), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TrainingOptions { Teachers = [grey], Loss = "triplet" }.Validate());
        Assert.Throws<ArgumentException>(() => new SubspaceOptions { Training = new() { Teachers = [grey] } }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { TeacherWeight = 1.1 }.Validate());
    }

    // Of the first step, which all such runs take from the same weights on the same batch.
    private double FirstLoss(ImageDataset dataset, string? teacher, double weight)
    {
        TrainingOptions options = SmallRun.Options with
        {
            Loss = "softmax",
            Teachers = teacher is null ? null : [teacher],
            TeacherWeight = weight,
        };
        var observer = new SmallRun.RecordingObserver();
        RunFolder run = RunFolder.Create(folder[$"run-{teacher is null}-{weight}"], options);

        Assert.False(SmallRun.Execute(options, run, dataset, stopAfter: 1, observer));

        return observer.Losses[0];
    }

    private static string Refusal(string teacher, ImageDataset dataset)
        => Assert.Throws<TrainingException>(() => TargetPosterior.Require(new TrainingOptions { Teachers = [teacher] }, dataset)).Message;

    private static float[]? Of(TrainingOptions options, ImageDataset dataset)
        => TargetPosterior.Of(options, dataset, new Progress<int>(), TestContext.Current.CancellationToken);

    private (string Path, float[] Posterior) Teacher(string name, ImageDataset dataset, double sigma)
    {
        using EmbeddingModel bare = SmallModel.Create();
        var model = SmallModel.WithGaussians(new EmbeddingModel(bare.Card with { Sigma = sigma }, bare.Network), dataset);
        string path = folder[$"{name}.safetensors"];
        ModelFile.Save(path, model);
        return (path, model.Posterior(model.Rows(dataset))!.Values);
    }

    // Two annotators out of three are for the label, one for the next class.
    private static ImageDataset Voted(ImageDataset dataset)
    {
        using (dataset)
        {
            int classes = dataset.ClassNames.Count;
            var votes = new float[dataset.Count * classes];
            for (int i = 0; i < dataset.Count; i++)
            {
                votes[(i * classes) + dataset.Labels[i]] += 2 / 3f;
                votes[(i * classes) + ((dataset.Labels[i] + 1) % classes)] += 1 / 3f;
            }

            return Copy(dataset, dataset.Labels, votes);
        }
    }

    private static ImageDataset Relabelled(ImageDataset dataset, Func<int, int> change)
        => Copy(dataset, Array.ConvertAll(dataset.Labels, label => change(label)), votes: null);

    private static ImageDataset Copy(ImageDataset dataset, int[] labels, float[]? votes)
    {
        byte[] pixels = [.. Enumerable.Range(0, dataset.Count).SelectMany(i => dataset.Pixels(i).ToArray())];
        return ImageDataset.FromPixels(
            new DatasetIdentity("synthetic", "train", "changed", dataset.ClassNames),
            new DatasetLabels(dataset.Names, labels, votes),
            pixels, dataset.Channels, dataset.Height, dataset.Width);
    }
}
