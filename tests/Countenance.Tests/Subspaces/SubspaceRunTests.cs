using System.Text.Json.Nodes;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Subspaces;

public class SubspaceRunTests
{
    [Fact]
    public void A_run_stopped_in_every_round_ends_in_the_same_file_as_one_that_was_not()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96);
        string model = SubspaceFixture.Model(folder);
        SubspaceFolder straight = SubspaceFixture.Start(folder["straight"], model, faces).Folder;
        Assert.True(SubspaceFixture.Execute(straight, model, faces));

        SubspaceFixture.Start(folder["stopped"], model, faces);
        Assert.False(SubspaceFixture.Execute(SubspaceFolder.Open(folder["stopped"]).Folder, model, faces, stopRound: 2));
        Assert.False(SubspaceFixture.Execute(SubspaceFolder.Open(folder["stopped"]).Folder, model, faces, stopRound: 3, stopAfter: 3));
        (SubspaceFolder stopped, SubspaceOptions options) = SubspaceFolder.Open(folder["stopped"]);
        Assert.Equal(SubspaceFixture.Options, options);
        Assert.True(SubspaceFixture.Execute(stopped, model, faces));

        Assert.Equal(File.ReadAllBytes(straight.Model), File.ReadAllBytes(stopped.Model));
        Assert.Equal(File.ReadAllText(straight.SubclassTable), File.ReadAllText(stopped.SubclassTable));
    }

    [Fact]
    public void The_model_holds_the_gaussians_of_classes_and_of_sub_classes()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96);
        string start = SubspaceFixture.Model(folder);
        SubspaceFolder run = SubspaceFixture.Start(folder["run"], start, faces).Folder;
        SubspaceFixture.Execute(run, start, faces);

        using EmbeddingModel model = ModelFile.Load(run.Model);
        var partition = SubclassPartition.Load(run.FinalPartition, faces.Count);
        Assert.Equal(faces.ClassNames, model.Card.Classes);
        Assert.Equal(24, model.Card.Subclasses.Count);
        Assert.Equal(partition.Subclasses, model.Card.Subclasses);
        Assert.Equal(8, model.Gaussians!.ClassCount);
        Assert.Equal(24, model.SubclassGaussians!.ClassCount);
        Assert.Equal(partition.Counts().Select(count => (float)count), model.SubclassGaussians.Counts);
        Assert.Equal(2 + 4, model.Card.Epochs);
        Assert.Equal(TrainingData.Of(faces), model.Card.Data);
        Assert.Equal((SubspaceFixture.Options.Training.Seed, 0.0), (model.Card.Seed, model.Card.HoldOut!.Value));

        EmbeddingMatrix embeddings = model.Rows(faces);
        int[] named = model.MostProbableSubclasses(embeddings, faces.Labels)!;
        double agreement = named.Zip(partition.Labels).Count(pair => pair.First == pair.Second) / 96.0;
        Assert.Equal(agreement, model.Card.Metrics[SubspaceRun.SubclassAgreement], 0.02);
        Assert.InRange(agreement, 0.3, 1);

        // Each class is the mixture of its sub-classes.
        double[] joint = model.SubclassGaussians.LogJoint(embeddings, PriorChoice.Training, CovarianceChoice.Isotropic);
        PosteriorMatrix posterior = model.Posterior(embeddings)!;
        for (int i = 0; i < faces.Count; i++)
        {
            double largest = joint.Skip(i * 24).Take(24).Max();
            double[] terms = [.. joint.Skip(i * 24).Take(24).Select(value => Math.Exp(value - largest))];
            double first = terms.Where((_, s) => model.Card.Subclasses[s].Class == 0).Sum() / terms.Sum();
            Assert.Equal(first, posterior[i][0], 1e-5);
        }

        string[] rows = File.ReadAllLines(run.SubclassTable);
        Assert.Equal("file,class,subclass", rows[0]);
        Assert.Equal(97, rows.Length);
        using EmbeddingModel before = ModelFile.Load(start);
        Assert.NotEqual(before.Rows(faces).Values, model.Rows(faces).Values);
    }

    [Fact]
    public void Every_round_embeds_as_the_first_model_does_and_the_last_one_tells_of_its_teachers()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96);
        var teachers = new ModelTeachers(0.25, ["abc"]);
        string model = SubspaceFixture.Model(folder, card => card with { MirroredViews = true, Teachers = teachers });
        SubspaceRun run = SubspaceFixture.Start(folder["run"], model, faces);
        Assert.True(run.Execute(TestContext.Current.CancellationToken));

        Assert.All(
            SubspaceFixture.Options.Rounds, round => Assert.True(ModelFile.ReadCard(run.Folder.Round(round).BestModel).MirroredViews));
        ModelCard card = ModelFile.ReadCard(run.Folder.Model);
        Assert.True(card.MirroredViews);
        Assert.Equal(teachers.Weight, card.Teachers!.Weight);
        Assert.Equal(teachers.Digests, card.Teachers.Digests);
    }

    [Fact]
    public void The_images_are_embedded_once_before_and_after_each_round_and_once_at_the_end()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96);
        string model = SubspaceFixture.Model(folder);
        var observer = new SubspaceFixture.Observer();

        var run = SubspaceRun.Start(folder["run"], SubspaceFixture.Options, model, faces, observer);
        run.Execute(TestContext.Current.CancellationToken);

        Assert.Equal((2 * SubspaceFixture.Options.Rounds.Count()) + 1, observer.Embeddings);
    }

    [Fact]
    public void Names_of_images_and_classes_are_quoted_in_the_table_where_they_must_be()
    {
        using var folder = new TemporaryFolder();
        using var dataset = ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["calm, \"still\"", "glad"]),
            new DatasetLabels(["a.png", "b,c.png", "d.png"], [0, 1, -1]),
            new byte[3], 1, 1, 1);
        var partition = new SubclassPartition([new("calm, \"still\" 1", 0), new("glad 1", 1)], [0, 1, -1], null);
        var run = SubspaceFolder.Create(folder["run"], SubspaceFixture.Options, new SubspaceStart("abc", "def"));

        run.WriteSubclasses(dataset, partition);

        Assert.Equal(
            "file,class,subclass\na.png,\"calm, \"\"still\"\"\",\"calm, \"\"still\"\" 1\"\n\"b,c.png\",glad,glad 1\n",
            File.ReadAllText(run.SubclassTable));
    }

    [Fact]
    public void A_folder_in_use_is_not_begun_again_and_a_damaged_one_says_so()
    {
        using var folder = new TemporaryFolder();
        string path = folder["run"];
        var start = new SubspaceStart("abc", "def");
        SubspaceFolder.Create(path, SubspaceFixture.Options, start);
        Assert.Equal(start, SubspaceFolder.Open(path).Folder.Start);
        var used = Assert.Throws<TrainingException>(() => SubspaceFolder.Create(path, SubspaceFixture.Options, start));
        Assert.Contains("--resume", used.Message);
        File.WriteAllText(Path.Combine(path, "subspaces.json"), "{");
        Assert.Contains("subspaces.json", Assert.Throws<TrainingException>(() => SubspaceFolder.Open(path)).Message);
        Assert.Throws<TrainingException>(() => SubspaceFolder.Open(folder["nothing"]));
    }

    [Fact]
    public void A_batch_too_small_for_the_last_level_is_refused_before_the_first_and_leaves_no_folder()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96); // 12 of each of 8 classes: 3 components at level 3
        string path = folder["run"];
        string model = SubspaceFixture.Model(folder);

        string message = Refused<ArgumentException>(path, model, faces, batchSize: 47);
        Assert.Contains("24 sub-classes at level 3, 48. Got 47.", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
        SubspaceFolder run = SubspaceFixture.Start(path, model, faces).Folder;
        Assert.Equal(path, run.Path);
        Assert.Throws<ArgumentException>(() => new SubspaceRun(
            WithBatches(47), SubspaceFolder.Open(path).Folder, model, faces, new SubspaceFixture.Observer()));
    }

    [Fact]
    public void Classes_without_images_and_small_ones_need_no_room_in_a_batch_for_components()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96);
        int[] labels = [.. faces.Labels.Select((label, i) => label == 7 || (label == 6 && i >= 48) ? -1 : label)];
        using ImageDataset fewer = faces.WithLabels(labels, faces.ClassNames);
        string model = SubspaceFixture.Model(folder);
        int few = labels.Count(label => label == 6);
        Assert.InRange(few, 1, SubspaceFixture.Options.SmallestClass - 1);

        string message = Refused<ArgumentException>(folder["run"], model, fewer, batchSize: 37);
        Assert.Contains("19 sub-classes", message, StringComparison.Ordinal);
        SubspaceFixture.Start(folder["run"], model, fewer, WithBatches(38));
    }

    [Fact]
    public void A_classifier_and_other_classes_are_refused_and_leave_no_folder()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96);
        string path = folder["run"];
        string classifier = SubspaceFixture.Model(
            folder, card => card with { Head = ModelHead.Classifier, Loss = "softmax", Outputs = card.Classes.Count });
        Assert.Contains("softmax", Refused<ArgumentException>(path, classifier, faces), StringComparison.Ordinal);
        string other = SubspaceFixture.Model(folder, card => card with { Classes = ["a", "b"] });
        Assert.Contains("a, b", Refused<ArgumentException>(path, other, faces), StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_run_goes_on_from_the_model_and_with_the_images_it_began_with_and_no_others()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SmallModel.Faces(96);
        using ImageDataset others = faces.WithLabels([.. faces.Labels.Select((label, i) => i == 5 ? (label + 1) % 8 : label)]);
        string model = SubspaceFixture.Model(folder);
        string wider = SubspaceFixture.Model(folder, card => card with { Sigma = 2 }, "wider.safetensors");
        string moved = folder["moved.safetensors"];
        SubspaceFixture.Start(folder["run"], model, faces);
        File.Move(model, moved);

        Assert.Contains("from another model", Refused(wider, faces), StringComparison.Ordinal);
        Assert.Contains("other images or labels", Refused(moved, others), StringComparison.Ordinal);
        Resume(moved, faces);
        ForgetStart(folder["run"]);
        Resume(wider, faces); // as in a folder of an older version

        SubspaceRun Resume(string from, ImageDataset dataset)
        {
            (SubspaceFolder run, SubspaceOptions options) = SubspaceFolder.Open(folder["run"]);
            return new SubspaceRun(options, run, from, dataset, new SubspaceFixture.Observer());
        }

        string Refused(string from, ImageDataset dataset) => Assert.Throws<TrainingException>(() => Resume(from, dataset)).Message;
    }

    [Fact]
    public void A_partition_of_other_images_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder["subclasses.safetensors"];
        var partition = new SubclassPartition([new ModelSubclass("a 1", 0), new ModelSubclass("a 2", 0)], [0, 1, -1], [1, 0, 0, 1, 1, 0]);
        partition.Save(path);

        SubclassPartition read = SubclassPartition.Load(path, 3);
        Assert.Equal(partition.Subclasses, read.Subclasses);
        Assert.Equal(partition.Labels, read.Labels);
        Assert.Equal(partition.Targets, read.Targets);
        Assert.Contains("these 4 images", Assert.Throws<TrainingException>(() => SubclassPartition.Load(path, 4)).Message);
    }

    [Fact]
    public void Rounds_go_up_in_levels_each_repeated_in_a_folder_of_its_own()
        => Assert.Equal(
            ["level-2", "level-2-repeat-2", "level-3", "level-3-repeat-2"],
            new SubspaceOptions { Levels = 3, Repeats = 2 }.Rounds.Select(round => round.FolderName));

    [Theory]
    [InlineData(1)]
    [InlineData(65)]
    public void There_are_two_levels_at_least(int levels)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new SubspaceOptions { Levels = levels }.Validate());

    private static void ForgetStart(string path)
    {
        string config = Path.Combine(path, "subspaces.json");
        JsonObject given = JsonNode.Parse(File.ReadAllText(config))!.AsObject();
        Assert.True(given.Remove("start"));
        File.WriteAllText(config, given.ToJsonString());
    }

    private static SubspaceOptions WithBatches(int size)
        => SubspaceFixture.Options with { Training = SubspaceFixture.Options.Training with { BatchSize = size } };

    private static string Refused<T>(string path, string model, ImageDataset dataset, int batchSize = 48)
        where T : Exception
        => Assert.Throws<T>(() => SubspaceFixture.Start(path, model, dataset, WithBatches(batchSize))).Message;
}
