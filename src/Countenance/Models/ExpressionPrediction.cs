using Countenance.Classification;

namespace Countenance.Models;

/// <summary>What a model says of one image.</summary>
/// <param name="Class">Index of the most probable class in <see cref="ModelCard.Classes"/>.</param>
/// <param name="Expression">Its name.</param>
/// <param name="Posterior">Calibrated p(class | image), [K].</param>
/// <param name="Subexpression">
/// The most probable sub-class of that class, <see cref="EmbeddingModel.MostProbableSubclasses"/>; null for a model without sub-classes.
/// </param>
/// <param name="Typicality">
/// How typical the image is of its class: the probability that a draw from the class's Gaussian lies farther out, in 0–1.
/// </param>
public sealed record ExpressionPrediction(int Class, string Expression, float[] Posterior, string? Subexpression, double Typicality)
{
    /// <summary>Probability of the class.</summary>
    public double Probability => Posterior[Class];

    /// <summary>Judges embeddings.</summary>
    /// <param name="model">The model that embedded them, with its class Gaussians.</param>
    /// <param name="embeddings">[N, D].</param>
    /// <returns>N predictions.</returns>
    /// <exception cref="ArgumentException">The model has no class Gaussians, or the dimensions differ.</exception>
    public static IReadOnlyList<ExpressionPrediction> Of(EmbeddingModel model, EmbeddingMatrix embeddings)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(embeddings);
        if (model.Gaussians is not { } gaussians || model.Posterior(embeddings) is not { } posterior)
        {
            throw new ArgumentException("The model must have the Gaussians of its classes, which training writes at its end.", nameof(model));
        }

        int[] classes = posterior.MostProbable();
        double[] typicality = gaussians.Typicality(embeddings, classes, CovarianceChoice.Full);
        int[]? inside = model.MostProbableSubclasses(embeddings, classes);
        return [.. Enumerable.Range(0, embeddings.Count).Select(i => new ExpressionPrediction(
            classes[i], model.Card.Classes[classes[i]], posterior[i].ToArray(), Subexpression(i), typicality[i]))];

        string? Subexpression(int i) => inside is null || inside[i] < 0 ? null : model.Card.Subclasses[inside[i]].Name;
    }
}
