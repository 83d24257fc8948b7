using Countenance.Evaluation;

namespace Countenance.Tests.Evaluation;

public class ConfidenceIntervalTests
{
    // Computed apart, in Python, from the formula of Wilson (1927).
    [Theory]
    [InlineData(2833, 3191, 0.876390, 0.898297)]
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1)]
    [InlineData(5, 10, 0.236593, 0.763407)]
    [InlineData(0, 0, 0, 1)]
    public void Wilsons_interval_of_a_share(long part, long whole, double low, double high)
    {
        ConfidenceInterval interval = ConfidenceInterval.OfShare(part, whole);

        Assert.Equal(low, interval.Low, 1e-6);
        Assert.Equal(high, interval.High, 1e-6);
    }
}
