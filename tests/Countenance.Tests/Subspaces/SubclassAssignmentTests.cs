using Countenance.Classification;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Tests.Models;

namespace Countenance.Tests.Subspaces;

public class SubclassAssignmentTests
{
    // Two sub-classes of happiness at (±3, 0, …), one of fear at the origin, three of anger along the second axis.
    private static readonly (string Class, float X, float Y, float Prior)[] Means =
        [("happiness", -3, 0, 0.1f), ("happiness", 3, 0, 0.4f), ("fear", 0, 0, 0.1f), ("anger", 0, -5, 0.1f), ("anger", 0, 0, 0.2f), ("anger", 0, 5, 0.1f)];

    [Fact]
    public void An_image_is_of_the_nearest_sub_class_of_its_own_class()
    {
        using EmbeddingModel model = WithSubspaces();
        string[] names = ["fear", "anger", "happiness", "boredom"]; // another order than the model's, and a class it lacks
        float[][] places = [[-2, 0], [2, 0], [2.9f, 0], [0, -4], [0, 1], [0, 4], [0, 4], [3, 0]];
        int[] labels = [2, 2, 0, 1, 1, 1, -1, 3];

        int[] found = SubclassAssignment.Within(model, Embeddings(places), labels, names);

        Assert.Equal([0, 1, 0, 0, 1, 2, 0, 0], found);
    }

    [Fact]
    public void Half_way_between_two_the_more_frequent_wins()
    {
        using EmbeddingModel model = WithSubspaces();

        Assert.Equal([1], SubclassAssignment.Within(model, Embeddings([[0, 0]]), [0], ["happiness"]));
    }

    [Fact]
    public void A_direction_in_which_all_sub_classes_spread_widely_tells_little_and_the_prediction_agrees()
    {
        using EmbeddingModel model = WithSubspaces(secondVariance: 25);
        EmbeddingMatrix embeddings = Embeddings([[0.5f, -3], [-0.5f, 0]]);

        // By distance alone anger 3 is the nearest to the first image; under its neighbours' wide spread the frequent anger 4 is.
        Assert.Equal([1, 1], SubclassAssignment.Within(model, embeddings, [0, 0], ["anger"]));
        Assert.Equal([4, -1], model.MostProbableSubclasses(embeddings, [IndexOf(model, "anger"), -1])!);
        Assert.Equal(["anger 4", "anger 4"], ExpressionPrediction.Of(model, embeddings).Select(prediction => prediction.Subexpression));
    }

    [Fact]
    public void A_model_without_sub_spaces_and_lengths_that_differ_are_refused()
    {
        using EmbeddingModel plain = SmallModel.Create();
        using EmbeddingModel model = WithSubspaces();

        Assert.Throws<ArgumentException>(() => SubclassAssignment.Within(plain, Embeddings([[0, 0]]), [0], ["fear"]));
        Assert.Contains(
            "1. Got 2",
            Assert.Throws<ArgumentException>(() => SubclassAssignment.Within(model, Embeddings([[0, 0]]), [0, 0], ["fear"])).Message,
            StringComparison.Ordinal);
    }

    private static EmbeddingMatrix Embeddings(params float[][] places) => new([.. places.SelectMany(place => new[] { place[0], place[1], 0, 0, 0, 0 })], 6);

    private static int IndexOf(EmbeddingModel model, string name) => model.Card.Classes.ToList().IndexOf(name);

    // Every sub-class has the variance 1 along each axis but perhaps the second; of the classes anger alone has images.
    private static EmbeddingModel WithSubspaces(float secondVariance = 1)
    {
        EmbeddingModel plain = SmallModel.Create();
        ModelSubclass[] subclasses = [.. Means.Select((mean, i) => new ModelSubclass($"{mean.Class} {i}", IndexOf(plain, mean.Class)))];
        float[] covariance = [.. Enumerable.Range(0, 36).Select(i => i == 7 ? secondVariance : i % 7 == 0 ? 1f : 0f)];
        float[] covariances = [.. Means.SelectMany(_ => covariance)];
        var gaussians = new ClassGaussians(
            [.. subclasses.Select(subclass => subclass.Name)],
            6,
            1,
            Embeddings([.. Means.Select(mean => new[] { mean.X, mean.Y })]).Values,
            covariances,
            [.. Means.Select(mean => mean.Prior)],
            [.. Means.Select(mean => 100 * mean.Prior)]);
        int[] anger = [IndexOf(plain, "anger")];
        ClassGaussians classes = ClassGaussians.Estimate(Embeddings([[0, 0]]), anger, plain.Card.Classes, sigma: 1);
        return new EmbeddingModel(plain.Card with { Subclasses = subclasses }, plain.Network, classes, gaussians);
    }
}
