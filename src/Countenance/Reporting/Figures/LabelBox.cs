namespace Countenance.Reporting.Figures;

/// <summary>A name on a map: where its middle stands, and half of its width.</summary>
internal sealed record LabelBox(string Name, double X, double Y, double Half)
{
    private const int Rounds = 60;

    /// <summary>Moves names up and down until none lies over another, each as little as need be.</summary>
    /// <param name="boxes">The names where they should be.</param>
    /// <param name="height">Height of a name.</param>
    /// <param name="top">Smallest Y allowed.</param>
    /// <param name="bottom">Largest Y allowed.</param>
    public static IReadOnlyList<LabelBox> Apart(IReadOnlyList<LabelBox> boxes, double height, double top, double bottom)
    {
        double[] y = [.. boxes.Select(box => box.Y)];
        for (int round = 0; round < Rounds; round++)
        {
            bool moved = false;
            for (int i = 0; i < y.Length; i++)
            {
                for (int j = i + 1; j < y.Length; j++)
                {
                    double overlap = height - Math.Abs(y[i] - y[j]);
                    if (overlap > 0.01 && Math.Abs(boxes[i].X - boxes[j].X) < boxes[i].Half + boxes[j].Half)
                    {
                        double step = (overlap / 2) + 0.01;
                        (double up, double down) = y[i] <= y[j] ? (-step, step) : (step, -step);
                        y[i] = Math.Clamp(y[i] + up, top, bottom);
                        y[j] = Math.Clamp(y[j] + down, top, bottom);
                        moved = true;
                    }
                }
            }

            if (!moved)
            {
                break;
            }
        }

        return [.. boxes.Select((box, i) => box with { Y = y[i] })];
    }
}
