using Countenance.Clustering;

namespace Countenance.Tests.Clustering;

/// <summary>Fits that end with the test run.</summary>
internal static class Fitted
{
    public static GaussianMixture Mixture(
        EmbeddingMatrix samples, GaussianMixtureOptions options, IProgress<GaussianMixtureProgress>? progress = null) =>
        GaussianMixture.Fit(samples, options, progress, TestContext.Current.CancellationToken);

    public static ExpressionGrouping Groups(
        EmbeddingMatrix samples,
        int groups = 40,
        int top = 16,
        ulong seed = 0,
        IReadOnlyList<int>? labels = null,
        IReadOnlyList<string>? classNames = null) =>
        ExpressionGroups.Find(samples, groups, top, seed, labels, classNames, cancellation: TestContext.Current.CancellationToken);
}
