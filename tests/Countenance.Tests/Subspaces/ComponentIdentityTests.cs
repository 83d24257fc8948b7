using Countenance.Subspaces;

namespace Countenance.Tests.Subspaces;

public class ComponentIdentityTests
{
    [Fact]
    public void Components_keep_the_numbers_most_of_their_members_had()
    {
        int[] before = [0, 0, 0, 1, 1, 1, 1, 0];
        int[] after = [2, 2, 2, 0, 0, 0, 1, 1];

        int[] order = ComponentIdentity.Match(before, after, 3);

        Assert.Equal(0, order[2]);
        Assert.Equal(1, order[0]);
        Assert.Equal(2, order[1]); // the new one
    }

    [Fact]
    public void In_the_first_round_the_largest_component_is_the_first()
        => Assert.Equal([2, 0, 1], ComponentIdentity.BySize([1, 1, 1, 2, 2, 0], 3));

    [Fact]
    public void Start_means_are_those_of_the_round_before_and_a_half_of_the_widest_component()
    {
        var points = new EmbeddingMatrix([0, 0, 0.1f, 0, 10, 0, 10, 1, 20, 0, 20, 1, 20, 2], 2);
        int[] before = [0, 0, 1, 1, 1, 1, 1];

        float[] means = ComponentIdentity.StartMeans(points, before, 3, seed: 1);

        Assert.Equal([0.05f, 0], means[..2]);
        Assert.Equal([20, 1], means[2..4]); // the larger half keeps its number
        Assert.Equal([10, 0.5f], means[4..]);
    }
}
