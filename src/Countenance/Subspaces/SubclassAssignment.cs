using Countenance.Classification;
using Countenance.Models;

namespace Countenance.Subspaces;

/// <summary>The sub-class of images whose class is known: the most probable of that class's.</summary>
public static class SubclassAssignment
{
    /// <summary>Finds the sub-classes of images by the model's Gaussians (isotropic, with the training split's priors).</summary>
    /// <param name="model">A model with sub-spaces.</param>
    /// <param name="embeddings">Its embeddings of the images, [N, D].</param>
    /// <param name="labels">A class index per image, [N]; −1 for none.</param>
    /// <param name="classNames">Names of the classes that labels speak of; the model's are matched by name.</param>
    /// <returns>
    /// The number of each image's sub-class inside its class, from 0, [N]; 0 where the image has no label or its class is not one of the
    /// model's.
    /// </returns>
    /// <exception cref="ArgumentException">The model has no sub-spaces, or the lengths or dimensions differ.</exception>
    public static int[] Within(
        EmbeddingModel model, EmbeddingMatrix embeddings, IReadOnlyList<int> labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        ClassGaussians gaussians = model.SubclassGaussians
            ?? throw new ArgumentException("The model must have sub-spaces. Got one without.", nameof(model));
        if (labels.Count != embeddings.Count)
        {
            throw new ArgumentException($"There must be a label an embedding, {embeddings.Count}. Got {labels.Count}.", nameof(labels));
        }

        ModelSubclass[] subclasses = [.. model.Card.Subclasses];
        int[][] ofClass =
        [
            .. classNames.Select(name => Enumerable.Range(0, subclasses.Length)
                .Where(s => model.Card.Classes[subclasses[s].Class] == name).ToArray()),
        ];
        double[] densities = gaussians.LogDensities(embeddings, CovarianceChoice.Isotropic); // [N, S]
        var found = new int[labels.Count];
        for (int i = 0; i < found.Length; i++)
        {
            int[] candidates = labels[i] < 0 ? [] : ofClass[labels[i]];
            double best = double.NegativeInfinity;
            for (int k = 0; k < candidates.Length; k++)
            {
                int s = candidates[k];
                double value = densities[(i * subclasses.Length) + s] + Math.Log(gaussians.Priors[s]);
                if (value > best)
                {
                    (best, found[i]) = (value, k);
                }
            }
        }

        return found;
    }
}
