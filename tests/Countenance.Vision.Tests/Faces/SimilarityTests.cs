using Countenance.Vision.Faces;

namespace Countenance.Vision.Tests.Faces;

public class SimilarityTests
{
    private static readonly ImagePoint[] Triangle = [new(10, 20), new(30, 22), new(19, 45)];

    [Fact]
    public void An_exact_fit_is_recovered()
    {
        var map = new Similarity(1.5, -0.4, 7, -3);
        Similarity fit = Similarity.Fit(Triangle, [.. Triangle.Select(map.Apply)])!.Value;
        Assert.Equal(1.5, fit.A, 1e-5);
        Assert.Equal(-0.4, fit.B, 1e-5);
        Assert.Equal(7, fit.X, 1e-4);
        Assert.Equal(-3, fit.Y, 1e-4);
    }

    [Fact]
    public void No_other_map_is_nearer()
    {
        ImagePoint[] target = [new(0, 3), new(9, 0), new(6, 12)];
        Similarity fit = Similarity.Fit(Triangle, target)!.Value;
        double least = Error(fit, target);
        Assert.True(least > 0.1);
        foreach (double step in (double[])[-1e-3, 1e-3])
        {
            Assert.True(Error(fit with { A = fit.A + step }, target) > least);
            Assert.True(Error(fit with { B = fit.B + step }, target) > least);
            Assert.True(Error(fit with { X = fit.X + (10 * step) }, target) > least);
            Assert.True(Error(fit with { Y = fit.Y + (10 * step) }, target) > least);
        }
    }

    [Fact]
    public void The_inverse_leads_back()
    {
        var map = new Similarity(0.3, 0.8, -5, 11);
        foreach (ImagePoint point in Triangle)
        {
            ImagePoint back = map.Inverse().Apply(map.Apply(point));
            Assert.Equal(point.X, back.X, 1e-4);
            Assert.Equal(point.Y, back.Y, 1e-4);
        }

        Assert.Equal(1 / map.Scale, map.Inverse().Scale, 1e-12);
    }

    [Fact]
    public void Moving_turns_clockwise_on_the_screen()
    {
        // A quarter: what was to the right comes below.
        Similarity map = Similarity.Moving(new(5, 5), new(100, 200), 2, Math.PI / 2);
        ImagePoint moved = map.Apply(new(6, 5));
        Assert.Equal(100, moved.X, 1e-4);
        Assert.Equal(202, moved.Y, 1e-4);
    }

    [Fact]
    public void Points_in_one_place_have_no_fit()
    {
        ImagePoint[] one = [new(3, 3), new(3, 3), new(3, 3)];
        Assert.Null(Similarity.Fit(one, Triangle));
        Assert.Null(Similarity.Fit(Triangle, one));
    }

    private static double Error(Similarity map, ImagePoint[] target)
        => Triangle.Zip(target).Sum(pair =>
        {
            double x = (map.A * pair.First.X) - (map.B * pair.First.Y) + map.X - pair.Second.X;
            double y = (map.B * pair.First.X) + (map.A * pair.First.Y) + map.Y - pair.Second.Y;
            return (x * x) + (y * y);
        });
}
