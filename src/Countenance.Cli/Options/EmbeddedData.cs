using System.Globalization;
using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Models;
using Countenance.Reporting;

namespace Countenance.Cli.Options;

/// <summary>Embeddings with what is known of their images. Owns the model and the data set.</summary>
internal sealed class EmbeddedData : IDisposable
{
    /// <summary>Puts the parts together.</summary>
    /// <param name="embeddings">The embeddings, [N, D].</param>
    /// <param name="model">The model, or null when the embeddings were read from a file and no model was named.</param>
    /// <param name="dataset">The images, or null when none were named.</param>
    /// <param name="file">What the file of embeddings says of them, or null when they were computed.</param>
    public EmbeddedData(EmbeddingMatrix embeddings, EmbeddingModel? model, ImageDataset? dataset, EmbeddingSet? file)
    {
        Embeddings = embeddings;
        Model = model;
        Dataset = dataset;
        Labels = dataset?.Labels ?? file?.Labels ?? Enumerable.Repeat(-1, embeddings.Count).ToArray();
        Names = dataset?.Names ?? file?.Names;
        IReadOnlyList<string> known = dataset?.ClassNames ?? file?.ClassNames ?? [];
        int classes = Math.Max(known.Count, Labels.DefaultIfEmpty(-1).Max() + 1);
        ClassNames = [.. Enumerable.Range(0, classes).Select(i => i < known.Count ? known[i] : $"class {i}")];
    }

    /// <summary>The embeddings, [N, D].</summary>
    public EmbeddingMatrix Embeddings { get; }

    /// <summary>The model, or null.</summary>
    public EmbeddingModel? Model { get; }

    /// <summary>The images, or null.</summary>
    public ImageDataset? Dataset { get; }

    /// <summary>N.</summary>
    public int Count => Embeddings.Count;

    /// <summary>A class index per image, −1 without a label.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>A name per image, or null when there are none.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Names of the classes that labels speak of; those that nothing names have their number.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of an image, or null.</summary>
    public string? ClassOf(int index) => Labels[index] < 0 ? null : ClassNames[Labels[index]];

    /// <summary>An image as a picture for a page or a sheet; there must be a data set.</summary>
    public Thumbnail Picture(int index) => Thumbnail.Of(DatasetImages.ToImage(Dataset!, index), Dataset!.Names[index]);

    /// <summary>Model and data, for the head of a page.</summary>
    public IReadOnlyList<ReportFact> Facts()
    {
        List<ReportFact> facts = [];
        if (Model is { Card: var card })
        {
            facts.Add(new("Model", $"{card.Architecture}, {card.Loss}, {card.ImageSize} px, {card.Outputs} dimensions"));
        }

        string place = Dataset is null ? "" : $"{Dataset.Format} {Dataset.Split}, ";
        facts.Add(new("Images", place + Count.ToString("N0", CultureInfo.InvariantCulture)));
        return facts;
    }

    public void Dispose()
    {
        Model?.Dispose();
        Dataset?.Dispose();
    }
}
