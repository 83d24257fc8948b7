using MathNet.Numerics.LinearAlgebra;

namespace Countenance.Auditing;

/// <summary>The fit behind <see cref="PosteriorCalibration.Fit"/>: the parameters, and passes over the samples.</summary>
internal sealed class CalibrationFit
{
    private const int MostIterations = 200;
    private const double LeastSharpness = 1e-3;
    private const double SharpnessWeight = 10;  // images that say β = 1
    private const double OffsetWeight = 1;      // images that say a = ln π
    private const double WrongBefore = 1;       // of 20 images seen before, one had a wrong label
    private const double RightBefore = 19;

    private readonly double[] logDensities; // [N, A], the largest of a row being 0
    private readonly int[] labels;          // [N], among the A classes that can be
    private readonly double[] logPriors;    // [A]
    private readonly int[] classes;         // [A], their numbers among all K
    private readonly int classCount;

    public CalibrationFit(double[] logDensities, int[] labels, double[] logPriors)
    {
        classCount = logPriors.Length;
        classes = [.. Enumerable.Range(0, classCount).Where(c => double.IsFinite(logPriors[c]))];
        this.logPriors = Array.ConvertAll(classes, c => logPriors[c]);
        int[] rows =
        [
            .. Enumerable.Range(0, labels.Length).Where(i =>
                labels[i] >= 0 && double.IsFinite(logPriors[labels[i]]) && double.IsFinite(logDensities[(i * classCount) + labels[i]])),
        ];
        this.labels = Array.ConvertAll(rows, row => Array.IndexOf(classes, labels[row]));
        this.logDensities = new double[rows.Length * classes.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            double[] row = Array.ConvertAll(classes, c => logDensities[(rows[i] * classCount) + c]);
            double largest = row.Max();
            Array.ConvertAll(row, log => log - largest).CopyTo(this.logDensities, i * classes.Length);
        }
    }

    public PosteriorCalibration Run()
    {
        var current = new Parameters(1, [.. logPriors], WrongBefore / (WrongBefore + RightBefore));
        var system = new NewtonSystem(classes.Length);
        double objective = Pass(current, system);
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            Vector<double> step = system.Solve();
            double noise = (system.Wrong + WrongBefore) / (labels.Length + WrongBefore + RightBefore);
            (Parameters next, double reached) = Improve(current, objective, step, noise);
            if (reached - objective < 1e-9 * labels.Length)
            {
                break;
            }

            current = next;
            objective = Pass(current, system);
        }

        var offsets = new double[classCount];
        Array.Fill(offsets, double.NegativeInfinity);
        for (int a = 0; a < classes.Length; a++)
        {
            offsets[classes[a]] = current.Offsets[a];
        }

        return new PosteriorCalibration(current.Sharpness, offsets, current.NoiseRate);
    }

    // The whole step, or as much of it as does not make things worse; the new noise rate alone never does.
    private (Parameters Next, double Objective) Improve(Parameters current, double objective, Vector<double> step, double noise)
    {
        for (double length = 1; length > 1e-6; length /= 2)
        {
            double[] offsets = [.. current.Offsets.Select((offset, a) => offset + (length * step[a + 1]))];
            var next = new Parameters(Math.Max(LeastSharpness, current.Sharpness + (length * step[0])), offsets, noise);
            double reached = Pass(next, null);
            if (reached >= objective)
            {
                return (next, reached);
            }
        }

        Parameters same = current with { NoiseRate = noise };
        return (same, Pass(same, null));
    }

    /// <summary>The penalised log likelihood; with a system, also what the next step needs.</summary>
    private double Pass(Parameters parameters, NewtonSystem? system)
    {
        int width = classes.Length;
        var p = new double[width];
        double share = parameters.NoiseRate / (width - 1);
        double sum = 0;
        system?.Clear();
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<double> logs = logDensities.AsSpan(i * width, width);
            Softmax(parameters, logs, p);
            double right = (1 - parameters.NoiseRate) * p[labels[i]];
            double given = right + (share * (1 - p[labels[i]])); // p(label | z)
            sum += Math.Log(Math.Max(given, double.Epsilon));
            system?.Add(logs, p, labels[i], right / given, share / given);
        }

        double stretch = parameters.Sharpness - 1;
        sum -= SharpnessWeight * stretch * stretch / 2;
        for (int a = 0; a < width; a++)
        {
            double shift = parameters.Offsets[a] - logPriors[a];
            sum -= OffsetWeight * shift * shift / 2;
            system?.Hold(a + 1, OffsetWeight, shift);
        }

        system?.Hold(0, SharpnessWeight, stretch);
        return sum + (WrongBefore * Math.Log(parameters.NoiseRate)) + (RightBefore * Math.Log(1 - parameters.NoiseRate));
    }

    private static void Softmax(Parameters parameters, ReadOnlySpan<double> logs, double[] p)
    {
        double largest = double.NegativeInfinity;
        for (int a = 0; a < p.Length; a++)
        {
            p[a] = (parameters.Sharpness * logs[a]) + parameters.Offsets[a];
            largest = Math.Max(largest, p[a]);
        }

        double sum = 0;
        for (int a = 0; a < p.Length; a++)
        {
            p[a] = Math.Exp(p[a] - largest);
            sum += p[a];
        }

        for (int a = 0; a < p.Length; a++)
        {
            p[a] /= sum;
        }
    }

    private sealed record Parameters(double Sharpness, double[] Offsets, double NoiseRate);

    /// <summary>Gradient and curvature of Σ_i Σ_c t_ic ln p_ic in (β, a); t_ic is the probability that c is image i's true class.</summary>
    private sealed class NewtonSystem(int width)
    {
        private readonly double[] gradient = new double[width + 1];
        private readonly double[,] curvature = new double[width + 1, width + 1];

        /// <summary>Expected number of wrong labels.</summary>
        public double Wrong { get; private set; }

        public void Clear()
        {
            Array.Clear(gradient);
            Array.Clear(curvature);
            Wrong = 0;
        }

        /// <param name="logs">ln N(z; μ_c, Σ_c), [A].</param>
        /// <param name="p">p(c | z), [A].</param>
        /// <param name="label">The given label g.</param>
        /// <param name="kept">t_g, the probability that the label is right.</param>
        /// <param name="other">t_c / p_c of every other class.</param>
        public void Add(ReadOnlySpan<double> logs, double[] p, int label, double kept, double other)
        {
            Wrong += 1 - kept;
            double mean = 0;
            for (int a = 0; a < width; a++)
            {
                mean += p[a] > 0 ? p[a] * logs[a] : 0;
            }

            for (int a = 0; a < width; a++)
            {
                double target = a == label ? kept : other * p[a];
                double excess = target - p[a];
                gradient[a + 1] += excess;
                curvature[a + 1, a + 1] += p[a];
                if (p[a] > 0)
                {
                    gradient[0] += excess * logs[a];
                    curvature[0, 0] += p[a] * (logs[a] - mean) * logs[a];
                    curvature[0, a + 1] += p[a] * (logs[a] - mean);
                }

                for (int b = 0; b < width; b++)
                {
                    curvature[a + 1, b + 1] -= p[a] * p[b];
                }
            }
        }

        /// <summary>Pulls a parameter towards where it was expected.</summary>
        public void Hold(int parameter, double weight, double distance)
        {
            gradient[parameter] -= weight * distance;
            curvature[parameter, parameter] += weight;
        }

        public Vector<double> Solve()
        {
            for (int a = 1; a <= width; a++)
            {
                curvature[a, 0] = curvature[0, a];
            }

            return Matrix<double>.Build.DenseOfArray(curvature).Solve(Vector<double>.Build.DenseOfArray(gradient));
        }
    }
}
