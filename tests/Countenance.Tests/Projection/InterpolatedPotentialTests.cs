using Countenance.Projection;

namespace Countenance.Tests.Projection;

public class InterpolatedPotentialTests
{
    /// <summary>Anywhere in the frame, for a frame far from the origin and one that the points do not fill.</summary>
    [Theory]
    [InlineData(20, 0, 1)]
    [InlineData(0.01, 0, 1)]
    [InlineData(20, 300, 1)]
    [InlineData(20, 0, 2.5)]
    public void Potential_and_slope_are_those_of_the_sum(double size, double away, double widening)
    {
        var random = new Random(41);
        float Coordinate(double reach) => (float)(away + (size * reach * (random.NextDouble() - 0.5)));
        float[] points = [.. Enumerable.Range(0, 300).Select(_ => Coordinate(1))];
        var frame = MapFrame.Of(points);
        frame = frame with { Side = (float)(frame.Side * widening) };
        var potential = new InterpolatedPotential(0.25, threads: -1);

        potential.Set(points, frame);

        for (var trial = 0; trial < 200; trial++)
        {
            var x = Coordinate(0.95 * widening);
            var y = Coordinate(0.95 * widening);
            var (value, slopeX, slopeY) = Sum(points, x, y);
            var found = potential.At(x, y);
            Assert.Equal(value, found.Value, 2e-3);
            Assert.Equal(slopeX, found.SlopeX, 5e-3 * Math.Min(1, 300 * size));
            Assert.Equal(slopeY, found.SlopeY, 5e-3 * Math.Min(1, 300 * size));
        }
    }

    [Fact]
    public void The_slope_is_that_of_the_interpolated_potential_itself()
    {
        var random = new Random(42);
        float[] points = [.. Enumerable.Range(0, 80).Select(_ => 10 * random.NextSingle())];
        var potential = new InterpolatedPotential(0.25, threads: 1);
        potential.Set(points, MapFrame.Of(points));

        for (var trial = 0; trial < 50; trial++)
        {
            var (x, y) = (1 + (8 * random.NextSingle()), 1 + (8 * random.NextSingle()));
            const float Step = 1f / 64;
            var across = (potential.At(x + Step, y).Value - potential.At(x - Step, y).Value) / (2 * Step);
            var upwards = (potential.At(x, y + Step).Value - potential.At(x, y - Step).Value) / (2 * Step);
            Assert.Equal(across, potential.At(x, y).SlopeX, 0.02);
            Assert.Equal(upwards, potential.At(x, y).SlopeY, 0.02);
        }
    }

    [Fact]
    public void Spline_weights_sum_to_one_and_their_slopes_to_none()
    {
        foreach (var u in (float[])[0, 0.125f, 0.5f, 0.875f, 0.999f])
        {
            var weights = QuinticSpline.Weights(u);
            Assert.Equal(1, Enumerable.Range(0, 8).Sum(lane => weights[lane]), 1e-6f);
            Assert.Equal(0, Enumerable.Range(0, 8).Sum(lane => QuinticSpline.Slopes(u)[lane]), 1e-6f);

            // They also have the mean u about the node 0.
            Assert.Equal(u, Enumerable.Range(0, 8).Sum(lane => (lane - QuinticSpline.Before) * weights[lane]), 1e-5f);
        }
    }

    private static (double Value, double SlopeX, double SlopeY) Sum(float[] points, double x, double y)
    {
        var (value, slopeX, slopeY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < points.Length; i += 2)
        {
            var (dx, dy) = (x - points[i], y - points[i + 1]);
            var kernel = 1 / (1 + (dx * dx) + (dy * dy));
            value += kernel;
            slopeX -= 2 * kernel * kernel * dx;
            slopeY -= 2 * kernel * kernel * dy;
        }

        return (value, slopeX, slopeY);
    }
}
