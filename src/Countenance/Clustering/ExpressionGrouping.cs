namespace Countenance.Clustering;

/// <summary>Groups of embeddings and the mixture they come from.</summary>
/// <param name="Groups">The groups that have members, in the order of their components.</param>
/// <param name="Mixture">The mixture; its <see cref="GaussianMixture.Converged"/> says whether EM came to rest.</param>
public sealed record ExpressionGrouping(IReadOnlyList<ExpressionGroup> Groups, GaussianMixture Mixture);
