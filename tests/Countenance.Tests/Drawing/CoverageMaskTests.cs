using Countenance.Drawing;

namespace Countenance.Tests.Drawing;

public class CoverageMaskTests
{
    [Fact]
    public void A_rectangle_off_the_grid_covers_each_pixel_by_its_overlap()
    {
        var mask = Filled(8, (1.25, 2.5), (5.5, 2.5), (5.5, 4.25), (1.25, 4.25));
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                double overlap = Overlap(x, 1.25, 5.5) * Overlap(y, 2.5, 4.25);
                Assert.Equal(overlap, mask.Row(y)[x], 1e-6);
            }
        }
    }

    [Fact]
    public void A_slanted_triangle_agrees_with_fine_sampling()
    {
        (double X, double Y)[] corners = [(0.7, 0.9), (9.1, 3.3), (3.2, 8.8)];
        CoverageMask mask = Filled(10, corners);
        const int fine = 64;
        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 10; x++)
            {
                int inside = 0;
                for (int i = 0; i < fine * fine; i++)
                {
                    inside += Inside(corners, x + (((i % fine) + 0.5) / fine), y + (((i / fine) + 0.5) / fine)) ? 1 : 0;
                }

                Assert.Equal(inside / (double)(fine * fine), mask.Row(y)[x], 0.02);
            }
        }
    }

    [Fact]
    public void A_shape_beyond_every_border_is_clipped()
    {
        CoverageMask mask = Filled(6, (-5, -7), (20, -3), (30, 25), (-9, 14));

        Assert.Equal(36, Area(mask), 1e-3);
        Assert.Equal(0, Area(Filled(6, (-5, 1), (-1, 1), (-1, 4))), 1e-6);
        Assert.Equal(0, Area(Filled(6, (8, 1), (12, 1), (9, 4))), 1e-6);
        Assert.Equal(2 * 3, Area(Filled(6, (-5, 1), (2, 1), (2, 4), (-5, 4))), 1e-4);
    }

    [Fact]
    public void A_ring_is_an_ellipse_less_its_hole_and_the_mask_forgets_the_last_shape()
    {
        var mask = new CoverageMask(64);
        VectorPath path = new VectorPath().Ellipse(32, 32, 20, 12);
        path.Finish();
        mask.Fill(path.Points, path.Ends);
        Assert.Equal(Math.PI * 20 * 12, Area(mask), 8.0);

        path.Ellipse(30, 30, 20, 12).Hole(30, 30, 15, 9).Finish();
        mask.Fill(path.Points, path.Ends);
        Assert.Equal(Math.PI * ((20 * 12) - (15 * 9)), Area(mask), 8.0);
        Assert.Equal(0, mask.Row(30)[30], 1e-6);
    }

    [Fact]
    public void A_straight_stroke_has_the_area_of_a_bar_with_rounded_ends()
    {
        var mask = new CoverageMask(64);
        VectorPath path = new VectorPath().Stroke((10, 32), (20, 32), (40, 32), (50, 32), 6, 6, 6);
        path.Finish();
        mask.Fill(path.Points, path.Ends);

        Assert.InRange(Area(mask), (40 * 6) + (0.85 * Math.PI * 9), (40 * 6) + (Math.PI * 9));
    }

    private static CoverageMask Filled(int size, params (double X, double Y)[] corners)
    {
        var mask = new CoverageMask(size);
        mask.Fill(corners, [corners.Length]);
        return mask;
    }

    private static double Overlap(int cell, double from, double to) => Math.Max(0, Math.Min(cell + 1, to) - Math.Max(cell, from));

    private static double Area(CoverageMask mask)
    {
        double sum = 0;
        for (int y = 0; y < mask.Height; y++)
        {
            foreach (float cover in mask.Row(y))
            {
                Assert.InRange(cover, 0, 1);
                sum += cover;
            }
        }

        return sum;
    }

    private static bool Inside((double X, double Y)[] corners, double x, double y)
    {
        bool inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            (double X, double Y) a = corners[i];
            (double X, double Y) b = corners[j];
            inside ^= (a.Y > y) != (b.Y > y) && x < ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)) + a.X;
        }

        return inside;
    }
}
