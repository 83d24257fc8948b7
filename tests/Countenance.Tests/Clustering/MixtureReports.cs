using Countenance.Clustering;

namespace Countenance.Tests.Clustering;

/// <summary>Keeps what a fit reports, at once and on the fit's own thread.</summary>
internal sealed class MixtureReports(Action<GaussianMixtureProgress>? then = null) : IProgress<GaussianMixtureProgress>
{
    public List<GaussianMixtureProgress> All { get; } = [];

    public void Report(GaussianMixtureProgress value)
    {
        All.Add(value);
        then?.Invoke(value);
    }
}
