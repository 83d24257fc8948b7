using Countenance.Datasets.FerPlus;

namespace Countenance.Tests.Datasets;

public sealed class FerPlusVotesTests
{
    [Theory]
    [InlineData("4,1,1,1,1,1,1,0,0,0", 0, "Majority")] // single votes are dropped
    [InlineData("5,2,2,0,0,0,0,0,0,1", 0, "Majority")] // 5 of 9
    [InlineData("4,2,2,1,1,0,0,0,0,0", 0, "DistributionOnly")] // 4 of 8 is not more than half
    [InlineData("4,0,0,0,0,0,0,0,3,3", 0, "DistributionOnly")] // unknown and not-a-face count
    [InlineData("0,0,0,0,0,5,0,0,5,0", 5, "DistributionOnly")] // level with unknown: the first wins
    [InlineData("0,4,4,0,0,0,0,0,2,0", 1, "DistributionOnly")] // level emotions: the first wins
    [InlineData("3,0,0,0,0,0,0,0,4,3", -1, "Dropped")] // unknown wins
    [InlineData("0,0,0,2,0,0,0,0,0,8", -1, "Dropped")] // not-a-face wins
    [InlineData("1,1,1,1,1,1,1,1,1,1", -1, "Dropped")] // nothing remains
    [InlineData("0,0,0,0,0,0,0,0,0,0", -1, "Dropped")]
    [InlineData("0,0,0,0,0,0,0,9,0,0", 7, "Majority")] // one real row has nine votes
    public void The_rules_decide_label_and_standing(string votes, int label, string standing)
    {
        FerPlusVerdict verdict = FerPlusVotes.Judge(Parse(votes), new float[8]);

        Assert.Equal(label, verdict.Label);
        Assert.Equal(standing, verdict.Standing.ToString());
    }

    [Fact]
    public void Votes_are_normalised_over_the_emotions()
    {
        var distribution = new float[8];
        FerPlusVotes.Judge(Parse("4,0,0,2,1,0,0,0,3,0"), distribution);

        Assert.Equal([4f / 6, 0, 0, 2f / 6, 0, 0, 0, 0], distribution);
    }

    private static float[] Parse(string votes) => [.. votes.Split(',').Select(float.Parse)];
}
