using Countenance.Models;

namespace Countenance.Subspaces;

/// <summary>The sub-class of images whose class is known: the most probable of that class's.</summary>
public static class SubclassAssignment
{
    /// <summary>Finds the sub-classes of images by <see cref="EmbeddingModel.MostProbableSubclasses"/>.</summary>
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
        if (labels.Count != embeddings.Count)
        {
            throw new ArgumentException($"There must be one label per embedding, {embeddings.Count}. Got {labels.Count}.", nameof(labels));
        }

        string[] known = [.. model.Card.Classes];
        int[] own = [.. classNames.Select(name => Array.IndexOf(known, name))];
        int[] classes = [.. labels.Select(label => label < 0 ? -1 : own[label])];
        int[] found = model.MostProbableSubclasses(embeddings, classes)
            ?? throw new ArgumentException("The model must have sub-spaces. Got one without.", nameof(model));
        int[] first = [.. known.Select((_, c) => model.Card.Subclasses.TakeWhile(subclass => subclass.Class != c).Count())];
        return [.. found.Select((s, i) => s < 0 ? 0 : s - first[classes[i]])];
    }
}
