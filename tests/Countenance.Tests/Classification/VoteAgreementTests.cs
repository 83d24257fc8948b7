using Countenance.Classification;

namespace Countenance.Tests.Classification;

public class VoteAgreementTests
{
    private static readonly PosteriorMatrix Posterior = new([0.5f, 0.25f, 0.25f, 0.2f, 0.2f, 0.6f, 0.8f, 0.1f, 0.1f], 3);

    [Fact]
    public void Agreement_is_that_of_plain_arithmetic()
    {
        float[] votes = [2, 1, 1, 5, 4, 1, 0, 0, 0];

        VoteAgreement found = VoteAgreement.Measure(Posterior, votes)!;

        double first = -((0.5 * Math.Log(0.5)) + (0.5 * Math.Log(0.25)));
        double second = -((0.9 * Math.Log(0.2)) + (0.1 * Math.Log(0.6)));
        double entropy = -((0.5 * Math.Log(0.5)) + (0.4 * Math.Log(0.4)) + (0.1 * Math.Log(0.1)));
        Assert.Equal((first + second) / 2, found.CrossEntropy, 1e-6);
        Assert.Equal((first + entropy) / 2, found.VoteEntropy, 1e-6); // the first row's posterior is the votes'
        Assert.Equal(0.5, found.TopTwo); // of the second, the class with the fewest votes
    }

    [Fact]
    public void A_class_without_votes_is_not_among_the_top_two()
    {
        Assert.Equal(0, VoteAgreement.Measure(new PosteriorMatrix([0.1f, 0.9f], 2), [3, 0])!.TopTwo);
        Assert.Equal(-Math.Log(1e-12), VoteAgreement.Measure(new PosteriorMatrix([1, 0], 2), [0, 1])!.CrossEntropy, 1e-9); // not infinite
        Assert.Null(VoteAgreement.Measure(Posterior, new float[9]));
        Assert.Throws<ArgumentException>(() => VoteAgreement.Measure(Posterior, new float[3]));
    }
}
