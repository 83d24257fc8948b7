using Countenance.Retrieval;

namespace Countenance.Clustering;

/// <summary>
/// The panels of a matrix cut into at most 64 chunks of whole panels, the unit of parallel work. The cut depends on the data alone, and
/// partial sums are added in the order of the chunks, so sums are the same for any number of threads.
/// </summary>
internal sealed class PanelChunks
{
    private const int MostChunks = 64;
    private const int LeastPanels = 32;
    private const long PartialSumsLimit = 1 << 25; // doubles: 256 MB

    private readonly ParallelOptions parallel;
    private readonly int panelsInChunk;

    public PanelChunks(DistancePanels panels, int clusters, int threads)
    {
        Panels = panels;
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var most = Math.Clamp(PartialSumsLimit / Math.Max(1, (long)clusters * panels.Dimension), 1, MostChunks);
        panelsInChunk = Math.Max(LeastPanels, (int)((panels.PanelCount + most - 1) / most));
        Count = (panels.PanelCount + panelsInChunk - 1) / panelsInChunk;
    }

    /// <summary>The samples.</summary>
    public DistancePanels Panels { get; }

    /// <summary>The number of chunks.</summary>
    public int Count { get; }

    /// <summary>The samples of one chunk.</summary>
    public Range Samples(int chunk)
    {
        var length = panelsInChunk * TileKernel.Columns;
        return Math.Min(Panels.Count, chunk * length)..Math.Min(Panels.Count, (chunk + 1) * length);
    }

    /// <summary>Runs <paramref name="body"/>(chunk, first panel, one past the last panel) for every chunk, in parallel.</summary>
    public void ForEach(Action<int, int, int> body) => Parallel.For(
        0,
        Count,
        parallel,
        chunk => body(chunk, chunk * panelsInChunk, Math.Min(Panels.PanelCount, (chunk + 1) * panelsInChunk)));
}
