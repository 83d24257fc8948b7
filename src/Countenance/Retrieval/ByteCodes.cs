namespace Countenance.Retrieval;

/// <summary>
/// A matrix in one byte per coordinate: moved to its mean, scaled by a power of two into [−1, 1], and each row rounded to 127 steps of a
/// size of its own: x̂ = s·q. In panels of 16 rows, [P][D][16]. How far each x̂ lies from its x' is known, so that bounds on distances are
/// certain.
/// </summary>
internal sealed unsafe class ByteCodes
{
    /// <summary>Rows of a panel.</summary>
    public const int Lanes = 16;

    private const int Steps = 127;

    private readonly float[] center;
    private readonly double scale;
    private readonly sbyte[] codes;

    public ByteCodes(EmbeddingMatrix matrix)
    {
        Count = matrix.Count;
        Dimension = matrix.Dimension;
        PanelCount = (Count + Lanes - 1) / Lanes;
        (center, scale) = SearchFrame.Of(matrix);
        codes = GC.AllocateUninitializedArray<sbyte>(checked(PanelCount * Dimension * Lanes), pinned: true);
        StepSizes = new float[PanelCount * Lanes];
        SquaredNorms = new float[PanelCount * Lanes];
        Errors = new float[PanelCount * Lanes];
        PanelErrors = new float[PanelCount];
        PanelNorms = new float[PanelCount];
        Parallel.For(0, PanelCount, panel => Encode(matrix, panel));
    }

    public int Count { get; }

    public int Dimension { get; }

    public int PanelCount { get; }

    /// <summary>s of each row; 0 for the rows that fill up the last panel.</summary>
    public float[] StepSizes { get; }

    /// <summary>|x̂|² of each row; +∞ for the rows that fill up the last panel.</summary>
    public float[] SquaredNorms { get; }

    /// <summary>At least |x' − x̂| of each row.</summary>
    public float[] Errors { get; }

    /// <summary>The largest of the errors of each panel.</summary>
    public float[] PanelErrors { get; }

    /// <summary>At least the largest |x̂| of each panel.</summary>
    public float[] PanelNorms { get; }

    /// <summary>Panel number <paramref name="index"/>, [D][16].</summary>
    public sbyte* Panel(int index) =>
        (sbyte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref codes[0]) + ((long)index * Dimension * Lanes); // pinned

    /// <summary>Brings a query into the frame of the codes.</summary>
    /// <param name="query">[D].</param>
    /// <param name="moved">Receives y', [D].</param>
    /// <returns>At least the distance of y' from the exact place: what rounding cost.</returns>
    public double Move(ReadOnlySpan<float> query, Span<float> moved)
    {
        double error = 0;
        for (int d = 0; d < Dimension; d++)
        {
            double exact = ((double)query[d] - center[d]) * scale;
            moved[d] = (float)exact;
            error += (exact - moved[d]) * (exact - moved[d]);
        }

        return Math.Sqrt(error) * (1 + 1e-9);
    }

    private void Encode(EmbeddingMatrix matrix, int panel)
    {
        sbyte* target = Panel(panel);
        for (int lane = 0; lane < Lanes; lane++)
        {
            int index = (panel * Lanes) + lane;
            if (index >= Count)
            {
                SquaredNorms[index] = float.PositiveInfinity;
                for (int d = 0; d < Dimension; d++)
                {
                    target[(d * Lanes) + lane] = 0;
                }

                continue;
            }

            EncodeRow(matrix[index], index, target + lane);
            PanelErrors[panel] = Math.Max(PanelErrors[panel], Errors[index]);
            PanelNorms[panel] = Math.Max(PanelNorms[panel], MathF.BitIncrement(MathF.Sqrt(SquaredNorms[index])));
        }
    }

    private void EncodeRow(ReadOnlySpan<float> row, int index, sbyte* column)
    {
        double largest = 0;
        for (int d = 0; d < row.Length; d++)
        {
            largest = Math.Max(largest, Math.Abs(((double)row[d] - center[d]) * scale));
        }

        float step = (float)(largest / Steps);
        (double norm, double error) = (0, 0);
        for (int d = 0; d < row.Length; d++)
        {
            double exact = ((double)row[d] - center[d]) * scale;
            double code = step > 0 ? Math.Clamp(Math.Round(exact / step), -Steps, Steps) : 0;
            column[d * Lanes] = (sbyte)code;
            double rounded = code * step;
            norm += rounded * rounded;
            error += (exact - rounded) * (exact - rounded);
        }

        StepSizes[index] = step;
        SquaredNorms[index] = (float)norm;
        Errors[index] = MathF.BitIncrement((float)(Math.Sqrt(error) * (1 + 1e-9)));
    }
}
