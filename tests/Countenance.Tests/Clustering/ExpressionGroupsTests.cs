using Countenance.Clustering;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Clustering;

public class ExpressionGroupsTests
{
    [Fact]
    public void Medoid_and_top_are_those_of_plain_loops()
    {
        var (samples, _) = RandomEmbeddings.Blobs(800, 6, 5, 2.0, seed: 121);

        var found = Fitted.Groups(samples, groups: 9, top: 12, seed: 3);

        var components = found.Mixture.Predict(samples);
        Assert.Equal(components.Distinct().Order(), found.Groups.Select(group => group.Index));
        Assert.All(found.Groups, group =>
        {
            var members = Enumerable.Range(0, 800).Where(i => components[i] == group.Index).ToArray();
            var mean = found.Mixture.Means.AsSpan(group.Index * 6, 6).ToArray();
            var medoid = members.MinBy(i => Distance(samples[i], mean));
            var center = samples[medoid].ToArray();
            Assert.Equal(members, group.Members);
            Assert.Equal(medoid, group.Medoid);
            Assert.Equal(members.OrderBy(i => Distance(samples[i], center)).Take(12), group.Top);
            Assert.Null(group.DominantClass);
        });
    }

    [Fact]
    public void The_class_most_labelled_members_have_is_named()
    {
        var (samples, labels) = RandomEmbeddings.Blobs(400, 5, 4, 0.3, seed: 122);
        var disturbed = labels.Select((label, i) => i < 40 ? -1 : i < 80 ? (label + 1) % 4 : label).ToArray();

        var found = Fitted.Groups(samples, 4, 3, seed: 2, disturbed, ["anger", "joy", "fear", "awe"]);

        Assert.Equal(4, found.Groups.Count);
        Assert.All(found.Groups, group =>
        {
            Assert.Equal(((string[])["anger", "joy", "fear", "awe"])[labels[group.Medoid]], group.DominantClass);
            Assert.Equal(80.0 / 90, group.DominantShare, 1e-9);
        });
    }

    [Fact]
    public void A_small_group_lists_all_it_has_and_its_medoid_first()
    {
        // Rows 0 and 1 are equal: the medoid is the first of them, and its equal comes next.
        var samples = new EmbeddingMatrix([1, 1, 1.1f, 0.8f, 50, 50.2f], 1);

        var found = Fitted.Groups(samples, groups: 2, top: 16, labels: [-1, -1, -1, -1, 0, 0], classNames: ["far"]);

        var near = found.Groups.Single(group => group.Members.Contains(0));
        Assert.Equal([0, 1, 2, 3], near.Members);
        Assert.Equal([0, 1, 2, 3], near.Top);
        Assert.Null(near.DominantClass);
        var far = found.Groups.Single(group => group.Members.Contains(4));
        Assert.Equal("far", far.DominantClass);
        Assert.Equal(1, far.DominantShare);
    }

    [Fact]
    public void Groups_of_a_fitted_mixture_can_be_described_over_other_samples()
    {
        var (samples, _) = RandomEmbeddings.Blobs(300, 4, 3, 0.5, seed: 123);
        var mixture = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 3 });
        var two = new EmbeddingMatrix([.. samples[0], .. samples[3]], 4); // the same blob

        var found = ExpressionGroups.Of(mixture, two, top: 1);

        var group = Assert.Single(found.Groups);
        Assert.Equal(mixture.Predict(samples)[0], group.Index);
        Assert.Equal([0, 1], group.Members);
        Assert.Equal([group.Medoid], group.Top);
        Assert.Same(mixture, found.Mixture);
    }

    [Fact]
    public void The_number_of_threads_reaches_the_mixture_and_changes_no_group()
    {
        var (samples, _) = RandomEmbeddings.Blobs(400, 5, 4, 1.0, seed: 124);
        ExpressionGrouping With(int threads) => ExpressionGroups.Find(
            samples, groups: 4, threads: threads, cancellation: TestContext.Current.CancellationToken);

        var one = With(1);

        Assert.Equal(one.Mixture.Means, With(6).Mixture.Means);
        Assert.Equal(one.Groups.Select(group => group.Top), With(6).Groups.Select(group => group.Top));
        Assert.Contains("Threads", Assert.Throws<ArgumentOutOfRangeException>(() => With(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var samples = new EmbeddingMatrix([1, 2, 3, 4], 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => Fitted.Groups(samples, groups: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fitted.Groups(samples, groups: 2, top: 0));
        Assert.Throws<ArgumentException>(() => Fitted.Groups(samples, groups: 5));
        Assert.Throws<ArgumentNullException>(() => Fitted.Groups(samples, groups: 2, labels: [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => Fitted.Groups(samples, groups: 2, labels: [0], classNames: ["a"]));
        Assert.Throws<ArgumentException>(() => Fitted.Groups(samples, groups: 2, labels: [0, 1, 0, 0], classNames: ["a"]));
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var d = 0; d < a.Length; d++)
        {
            sum += Math.Pow((double)a[d] - b[d], 2);
        }

        return sum;
    }
}
