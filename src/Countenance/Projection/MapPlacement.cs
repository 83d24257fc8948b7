using System.Runtime.CompilerServices;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// Places one point at a time into a fixed map, at a minimum of E(y) = Σ_j p_j ln(1 + ‖y − y_j‖²) + (N/Z) φ(y): what the divergence of the
/// whole map becomes, but for a constant and a factor, when only one point moves and all others stay. p are the probabilities of its
/// nearest neighbours and φ is the potential of the map's points.
/// </summary>
internal sealed class MapPlacement
{
    private const double Spacing = 0.25;    // between the potential's nodes: it is computed but once
    private const float Widening = 1.1f;
    private const int Candidates = 6;       // nearest neighbours whose places are tried as starts
    private const int MostSteps = 100;
    private const int MostHalvings = 12;
    private const double Rest = 1e-3;       // a shorter step ends the descent
    private const int PointsOfPart = 64;

    private readonly NearestNeighbors search;
    private readonly float[] points;
    private readonly double perplexity;
    private readonly InterpolatedPotential potential;
    private readonly double repulsion; // N / Z
    private readonly MapFrame frame;

    public MapPlacement(EmbeddingMatrix embeddings, EmbeddingMatrix points, double normalizer, TSneOptions options)
    {
        this.points = points.Values;
        perplexity = options.Perplexity;
        search = new NearestNeighbors(embeddings, options.Threads);
        repulsion = points.Count / Math.Max(normalizer, double.Epsilon);
        frame = MapFrame.Of(points.Values);
        frame = frame with { Side = frame.Side * Widening };
        potential = new InterpolatedPotential(Spacing, options.Threads);
        potential.Set(points.Values, frame);
    }

    /// <summary>Writes the places of new embeddings, [M, 2].</summary>
    public void Place(EmbeddingMatrix embeddings, float[] places, int threads)
    {
        var neighbors = search.Search(embeddings, (int)Math.Max(1, 3 * perplexity));
        new ParallelParts(threads).RunRanges(embeddings.Count, PointsOfPart, (first, end) =>
        {
            var probabilities = new double[neighbors.K];
            for (var i = first; i < end; i++)
            {
                PerplexityCalibration.Fit(neighbors.DistancesOf(i), perplexity, probabilities);
                var place = Descend(neighbors[i], probabilities);
                places[2 * i] = place.X;
                places[(2 * i) + 1] = place.Y;
            }
        });
    }

    /// <summary>
    /// Steps of −∇E / 2 Σ_j p_j k_j, which for the attraction alone would go to the weighted mean of the neighbours and never uphill;
    /// halved until E falls.
    /// </summary>
    private (float X, float Y) Descend(ReadOnlySpan<int> neighbors, ReadOnlySpan<double> probabilities)
    {
        var here = Start(neighbors, probabilities);
        for (var step = 0; step < MostSteps; step++)
        {
            var size = 1 / (2 * here.Weight);
            var next = here;
            for (var halving = 0; halving < MostHalvings && next.Energy >= here.Energy; halving++, size /= 2)
            {
                next = At(here.X - (size * here.SlopeX), here.Y - (size * here.SlopeY), neighbors, probabilities);
            }

            if (next.Energy >= here.Energy)
            {
                break;
            }

            var moved = Math.Max(Math.Abs(next.X - here.X), Math.Abs(next.Y - here.Y));
            here = next;
            if (moved < Rest)
            {
                break;
            }
        }

        return ((float)here.X, (float)here.Y);
    }

    /// <summary>The best of the nearest neighbours' places and the mean of all neighbours.</summary>
    private Trial Start(ReadOnlySpan<int> neighbors, ReadOnlySpan<double> probabilities)
    {
        var (x, y) = (0.0, 0.0);
        for (var j = 0; j < neighbors.Length; j++)
        {
            x += probabilities[j] * points[2 * neighbors[j]];
            y += probabilities[j] * points[(2 * neighbors[j]) + 1];
        }

        var best = At(x, y, neighbors, probabilities);
        for (var j = 0; j < Math.Min(Candidates, neighbors.Length); j++)
        {
            var other = At(points[2 * neighbors[j]], points[(2 * neighbors[j]) + 1], neighbors, probabilities);
            best = other.Energy < best.Energy ? other : best;
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Trial At(double x, double y, ReadOnlySpan<int> neighbors, ReadOnlySpan<double> probabilities)
    {
        x = Math.Clamp(x, frame.CenterX - (frame.Side / 2), frame.CenterX + (frame.Side / 2));
        y = Math.Clamp(y, frame.CenterY - (frame.Side / 2), frame.CenterY + (frame.Side / 2));
        var (value, slopeX, slopeY) = potential.At((float)x, (float)y);
        var energy = repulsion * value;
        var (gradientX, gradientY, weight) = (repulsion * slopeX, repulsion * slopeY, 0.0);
        for (var j = 0; j < neighbors.Length; j++)
        {
            var dx = x - points[2 * neighbors[j]];
            var dy = y - points[(2 * neighbors[j]) + 1];
            var distance = 1 + (dx * dx) + (dy * dy);
            var near = probabilities[j] / distance;
            energy += probabilities[j] * Math.Log(distance);
            weight += near;
            gradientX += 2 * near * dx;
            gradientY += 2 * near * dy;
        }

        return new Trial(x, y, energy, gradientX, gradientY, weight);
    }

    /// <summary>E and its gradient at a place, and Σ_j p_j k_j.</summary>
    private readonly record struct Trial(double X, double Y, double Energy, double SlopeX, double SlopeY, double Weight);
}
