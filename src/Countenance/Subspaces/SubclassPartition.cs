using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Models;
using Countenance.Torch.Safetensors;
using Countenance.Training;

namespace Countenance.Subspaces;

/// <summary>Every image's sub-class. A component keeps its number from round to round.</summary>
/// <param name="Subclasses">The S sub-classes, class after class.</param>
/// <param name="Labels">Index of each image's sub-class, [N]; −1 where the image has no label.</param>
/// <param name="Targets">
/// Known posterior over the sub-classes, row-major [N, S], rows summing to 1: the votes for a class, shared over its components by how likely
/// each is (one-hot without votes), whole on the image's own sub-class within its own class; null: one-hot of the labels.
/// </param>
public sealed record SubclassPartition(IReadOnlyList<ModelSubclass> Subclasses, int[] Labels, float[]? Targets)
{
    private const string SubclassesKey = "subclasses";

    /// <summary>Index of the first sub-class of a class and number of its sub-classes.</summary>
    public (int First, int Count) RangeOf(int classIndex)
    {
        int first = Subclasses.TakeWhile(subclass => subclass.Class != classIndex).Count();
        return (first, Subclasses.Count(subclass => subclass.Class == classIndex));
    }

    /// <summary>Images of each sub-class, [S].</summary>
    public int[] Counts()
    {
        var counts = new int[Subclasses.Count];
        foreach (int label in Labels)
        {
            if (label >= 0)
            {
                counts[label]++;
            }
        }

        return counts;
    }

    /// <summary>Writes the partition atomically as safetensors.</summary>
    public void Save(string path)
    {
        List<SafetensorsSource> sources = [SafetensorsSource.FromValues<int>("labels", [Labels.Length], Labels)];
        if (Targets is not null)
        {
            sources.Add(SafetensorsSource.FromValues<float>("targets", [Labels.Length, Subclasses.Count], Targets));
        }

        string names = JsonSerializer.Serialize([.. Subclasses], SubspaceJson.Default.ModelSubclassArray);
        SafetensorsWriter.Write(path, sources, new Dictionary<string, string> { [SubclassesKey] = names });
    }

    /// <summary>Reads a partition.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <param name="images">N, the number of images it must be of.</param>
    /// <exception cref="TrainingException">The file is damaged or of another data set.</exception>
    public static SubclassPartition Load(string path, int images)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            ModelSubclass[] subclasses = JsonSerializer.Deserialize(file.Metadata[SubclassesKey], SubspaceJson.Default.ModelSubclassArray) ?? [];
            int[] labels = file.Values<int>("labels").ToArray();
            float[]? targets = file.TryGet("targets", out _) ? file.Values<float>("targets").ToArray() : null;
            bool fits = labels.Length == images
                && Array.TrueForAll(labels, label => label >= -1 && label < subclasses.Length)
                && (targets is null || targets.Length == labels.Length * subclasses.Length);
            return fits
                ? new SubclassPartition(subclasses, labels, targets)
                : throw new TrainingException($"{path}: the sub-classes are not those of these {images} images.");
        }
        catch (Exception error) when (error is SafetensorsException or KeyNotFoundException or JsonException)
        {
            throw new TrainingException($"{path}: the sub-classes cannot be read: {error.Message}", error);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelSubclass[]))]
[JsonSerializable(typeof(SubspaceOptions))]
[JsonSerializable(typeof(SubspaceStart))]
internal sealed partial class SubspaceJson : JsonSerializerContext;
