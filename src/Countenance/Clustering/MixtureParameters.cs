namespace Countenance.Clustering;

/// <summary>
/// The parameters of a Gaussian mixture in double, and what the E-step makes of them: L⁻¹ of every component (LLᵀ = Σ), so that
/// (z − μ)ᵀ Σ⁻¹ (z − μ) = ‖L⁻¹(z − μ)‖².
/// </summary>
internal sealed unsafe class MixtureParameters
{
    private readonly double[] logDeterminants;  // [K] ln|Σ|
    private readonly AlignedDoubles whitening;
    private readonly int whiteningSize;

    public MixtureParameters(int components, int dimension, CovarianceKind kind)
    {
        Components = components;
        Dimension = dimension;
        Kind = kind;
        CovarianceSize = kind switch
        {
            CovarianceKind.Full => checked(dimension * dimension),
            CovarianceKind.Diagonal => dimension,
            _ => 1,
        };
        whiteningSize = kind == CovarianceKind.Full ? checked(PanelCount(dimension) * dimension * DoubleTile.Columns) : dimension;
        whitening = new AlignedDoubles(checked(components * whiteningSize));
        Weights = new double[components];
        Means = new double[checked(components * dimension)];
        Covariances = new double[checked(components * CovarianceSize)];
        logDeterminants = new double[components];
    }

    /// <summary>K.</summary>
    public int Components { get; }

    /// <summary>D.</summary>
    public int Dimension { get; }

    /// <summary>What the covariances may be.</summary>
    public CovarianceKind Kind { get; }

    /// <summary>Numbers of one covariance: D², D or 1.</summary>
    public int CovarianceSize { get; }

    /// <summary>π, [K]; 0 for a component that was given up.</summary>
    public double[] Weights { get; }

    /// <summary>μ, [K, D].</summary>
    public double[] Means { get; }

    /// <summary>Σ with its regularisation, [K, D, D], [K, D] or [K].</summary>
    public double[] Covariances { get; }

    /// <summary>Panels of 16 that hold a row of D.</summary>
    public static int PanelCount(int dimension) => (dimension + DoubleTile.Columns - 1) / DoubleTile.Columns;

    /// <summary>μ of component k, [D].</summary>
    public Span<double> Mean(int k) => Means.AsSpan(k * Dimension, Dimension);

    /// <summary>Σ of component k.</summary>
    public Span<double> Covariance(int k) => Covariances.AsSpan(k * CovarianceSize, CovarianceSize);

    /// <summary>
    /// L⁻¹ of component k: for a full covariance in panels [D/16][D][16], element (i, j) at [i/16][j][i mod 16] and zeros where j &gt; i;
    /// else the inverse standard deviation of every coordinate, [D].
    /// </summary>
    public double* Whitening(int k) => whitening.Pointer + ((long)k * whiteningSize);

    /// <summary>ln π_k − ½(D ln 2π + ln|Σ_k|), what ln π_k N(z; μ_k, Σ_k) is at the mean; −∞ for a weight of 0.</summary>
    public double LogPeak(int k) => Math.Log(Weights[k]) - (0.5 * ((Dimension * Math.Log(2 * Math.PI)) + logDeterminants[k]));

    /// <summary>Takes over another component's mean and covariance.</summary>
    public void CopyShape(MixtureParameters source, int from, int to)
    {
        source.Mean(from).CopyTo(Mean(to));
        source.Covariance(from).CopyTo(Covariance(to));
        new Span<double>(source.Whitening(from), whiteningSize).CopyTo(new Span<double>(Whitening(to), whiteningSize));
        logDeterminants[to] = source.logDeterminants[from];
    }

    /// <summary>Makes a component's covariance, whose eigenvalues are at least <paramref name="floor"/>, ready for the E-step.</summary>
    public void Prepare(int k, double floor)
    {
        if (Kind == CovarianceKind.Full)
        {
            PrepareFull(k, floor);
            return;
        }

        var covariance = Covariance(k);
        logDeterminants[k] = 0;
        for (var d = 0; d < Dimension; d++)
        {
            var variance = covariance[Kind == CovarianceKind.Diagonal ? d : 0];
            Whitening(k)[d] = 1 / Math.Sqrt(variance);
            logDeterminants[k] += Math.Log(variance);
        }
    }

    private void PrepareFull(int k, double floor)
    {
        var factor = Covariance(k).ToArray();
        var inverse = new double[factor.Length];
        logDeterminants[k] = CholeskyFactor.Decompose(factor, Dimension, floor);
        CholeskyFactor.Invert(factor, inverse, Dimension);
        var packed = Whitening(k);
        for (var i = 0; i < Dimension; i++)
        {
            var target = packed + (i / DoubleTile.Columns * Dimension * DoubleTile.Columns) + (i % DoubleTile.Columns);
            for (var j = 0; j <= i; j++)
            {
                target[j * DoubleTile.Columns] = inverse[(i * Dimension) + j];
            }
        }
    }
}
