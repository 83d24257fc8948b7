using Countenance.Clustering;
using Countenance.Datasets;
using Countenance.Subspaces;

namespace Countenance.Tests.Subspaces;

public class SubclassDiscoveryTests
{
    private static readonly SubspaceOptions options = new() { Levels = 3, Restarts = 3 };

    [Theory]
    [InlineData(99, 5, 1)]
    [InlineData(100, 5, 5)]
    [InlineData(100, 20, 10)]
    [InlineData(1000, 3, 3)]
    public void A_class_has_one_component_for_ten_images_and_small_ones_are_not_split(int images, int level, int components)
        => Assert.Equal(components, options.ComponentsOf(images, level));

    [Fact]
    public void The_groups_inside_the_classes_are_found()
    {
        (ImageDataset dataset, EmbeddingMatrix embeddings, int[] groups) = SubspaceFixture.Blobs(1);
        using (dataset)
        {
            var discovery = new SubclassDiscovery(options, dataset, embeddings);
            SubclassPartition second = discovery.Split(2, null, TestContext.Current.CancellationToken);
            SubclassPartition third = discovery.Split(3, second, TestContext.Current.CancellationToken);

            Assert.Equal(["a 1", "a 2", "b 1", "b 2", "c 1"], second.Subclasses.Select(subclass => subclass.Name));
            Assert.Equal(["a 1", "a 2", "a 3", "b 1", "b 2", "b 3", "c 1"], third.Subclasses.Select(subclass => subclass.Name));
            Assert.Equal(1, Agreement(dataset, second, groups, 0), 1e-9);
            Assert.Equal(1, Agreement(dataset, third, groups, 1), 1e-9);
            Assert.All(dataset.Labels.Zip(third.Labels), pair => Assert.Equal(pair.First, third.Subclasses[pair.Second].Class));
        }
    }

    [Fact]
    public void A_sub_class_keeps_its_number_from_round_to_round()
    {
        (ImageDataset dataset, EmbeddingMatrix embeddings, _) = SubspaceFixture.Blobs(2);
        using (dataset)
        {
            var discovery = new SubclassDiscovery(options, dataset, embeddings);
            SubclassPartition second = discovery.Split(2, null, TestContext.Current.CancellationToken);
            SubclassPartition third = discovery.Split(3, second, TestContext.Current.CancellationToken);

            // Class b had a group of its own and one of two groups together: the new number comes out of the latter.
            int[] members = [.. Enumerable.Range(0, dataset.Count).Where(i => dataset.Labels[i] == 1)];
            int kept = members.Count(i => second.Labels[i] - second.RangeOf(1).First == third.Labels[i] - third.RangeOf(1).First);
            Assert.Equal(160, kept);
        }
    }

    [Fact]
    public void Votes_for_a_class_are_shared_over_its_components()
    {
        float[] votes = [.. Enumerable.Repeat((float[])[0.2f, 0.5f, 0.3f], 510).SelectMany(row => row)];
        (ImageDataset dataset, EmbeddingMatrix embeddings, _) = SubspaceFixture.Blobs(3, votes);
        using (dataset)
        {
            SubclassPartition found = new SubclassDiscovery(options, dataset, embeddings).Split(2, null, TestContext.Current.CancellationToken);

            float[] targets = Assert.IsType<float[]>(found.Targets);
            for (int i = 0; i < dataset.Count; i++)
            {
                ReadOnlySpan<float> row = targets.AsSpan(i * 5, 5);
                Assert.Equal(0.2f, row[0] + row[1], 1e-5f);
                Assert.Equal(0.5f, row[2] + row[3], 1e-5f);
                Assert.Equal(0.3f, row[4], 1e-5f);
                float own = new[] { 0.2f, 0.5f, 0.3f }[dataset.Labels[i]];
                Assert.Equal(own, row[found.Labels[i]], 1e-5f);
            }
        }
    }

    [Fact]
    public void Attributes_agree_with_themselves_and_not_with_chance()
    {
        using ImageDataset faces = Models.SmallModel.Faces(400);
        int[] glasses = [.. faces.Attributes!["glasses"].Select((value, i) => (faces.Labels[i] * 2) + value)];

        foreach (AttributeAgreement row in AttributeAgreement.Measure(faces, glasses))
        {
            Assert.Equal(1, row.AdjustedMutualInformation[0], 1e-9);
            Assert.Equal(1, row.Highest, 1e-9);
            Assert.All(row.AdjustedMutualInformation.Skip(1), value => Assert.InRange(value, -0.3, 0.3));
        }
    }

    private static double Agreement(ImageDataset dataset, SubclassPartition found, int[] groups, int classIndex)
    {
        int[] members = [.. Enumerable.Range(0, dataset.Count).Where(i => dataset.Labels[i] == classIndex)];
        return ClusteringMetrics.AdjustedMutualInformation(
            Array.ConvertAll(members, i => groups[i]), Array.ConvertAll(members, i => found.Labels[i]));
    }
}
