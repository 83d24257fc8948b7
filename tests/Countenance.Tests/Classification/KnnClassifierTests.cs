using Countenance.Classification;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Classification;

public class KnnClassifierTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(11)]
    public void Predictions_are_scikit_learns_ties_in_votes_included(int k)
    {
        var golden = GoldenMetrics.Part("knn");
        var classifier = KnnClassifier.Fit(golden.Matrix("train"), golden.Ints("trainLabels"), 4, k);

        Assert.Equal(golden.Ints($"predictions{k}"), classifier.Predict(golden.Matrix("queries")));
        Assert.True(golden.GetProperty("tiedVotes").GetInt32() > 0);
    }

    [Fact]
    public void Equal_votes_go_to_the_lowest_class()
    {
        var classifier = KnnClassifier.Fit(new EmbeddingMatrix([0, 1, 2, 3], 1), [2, 1, 1, 2], 3, k: 4);

        Assert.Equal([1], classifier.Predict(new EmbeddingMatrix([0], 1)));
    }

    [Fact]
    public void Unlabelled_rows_do_not_vote_and_do_not_shift_the_indices()
    {
        var classifier = KnnClassifier.Fit(new EmbeddingMatrix([0, 1, 2, 3], 1), [-1, 0, -1, 1], 2, k: 1);
        var queries = new EmbeddingMatrix([0, 2.9f], 1);

        Assert.Equal([1, 3], classifier.Neighbors(queries).Indices);
        Assert.Equal([0, 1], classifier.Predict(queries));
    }

    [Fact]
    public void The_training_matrix_itself_is_predicted_with_each_row_left_out()
    {
        var training = new EmbeddingMatrix([0, 0, 0, 5, 6], 1);
        var classifier = KnnClassifier.Fit(training, [0, 1, -1, 1, 0], 2, k: 2);

        // Row 2 is unlabelled: never a neighbour, but it has some.
        Assert.Equal([1, 3, 0, 3, 0, 1, 4, 0, 3, 0], classifier.Neighbors(training).Indices);
        Assert.Equal([0, 25, 0, 25, 0, 0, 1, 25, 1, 36], classifier.Neighbors(training).SquaredDistances);
    }

    [Fact]
    public void One_search_serves_every_k()
    {
        var (training, labels) = RandomEmbeddings.Blobs(200, 5, 4, 6.0, seed: 21);
        var (queries, truth) = RandomEmbeddings.Blobs(90, 5, 4, 6.0, seed: 21);
        var classifier = KnnClassifier.Fit(training, labels, 4, k: 31);
        string[] names = ["a", "b", "c", "d"];

        var sweep = classifier.Sweep(classifier.Neighbors(queries), truth, names, [1, 11, 31]);

        foreach (var result in sweep)
        {
            var predictions = KnnClassifier.Fit(training, labels, 4, result.K).Predict(queries);
            Assert.Equal(ClassificationMetrics.Evaluate(truth, predictions, names, result.K).F1, result.F1);
        }

        Assert.Equal([1, 11, 31], sweep.Select(result => result.K));
    }

    [Fact]
    public void Fewer_training_rows_than_k_all_vote()
    {
        var classifier = KnnClassifier.Fit(new EmbeddingMatrix([0, 1, 9], 1), [1, 1, 0], 2, k: 11);

        Assert.Equal([1], classifier.Predict(new EmbeddingMatrix([9], 1)));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var matrix = new EmbeddingMatrix([0, 1], 1);

        Assert.Throws<ArgumentException>(() => KnnClassifier.Fit(matrix, [0], 2));
        Assert.Throws<ArgumentException>(() => KnnClassifier.Fit(matrix, [0, 2], 2));
        Assert.Throws<ArgumentException>(() => KnnClassifier.Fit(matrix, [-1, -1], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => KnnClassifier.Fit(matrix, [0, 1], 2, k: 0));
    }

    [Fact]
    public void Without_a_neighbour_that_votes_no_class_is_made_up()
    {
        var alone = new EmbeddingMatrix([0], 1);
        var classifier = KnnClassifier.Fit(alone, [1], 2);
        var neighbors = classifier.Neighbors(new EmbeddingMatrix([3], 1));

        Assert.Equal([1], classifier.Predict(neighbors, k: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Predict(neighbors, k: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Sweep(neighbors, [1], ["a", "b"], [1, 0]));
        Assert.Contains("Got none", Assert.Throws<ArgumentException>(() => classifier.Predict(alone)).Message, StringComparison.Ordinal);
        Assert.Empty(classifier.Predict(new NeighborLists([], [], count: 0, k: 0), k: 1));
    }
}
