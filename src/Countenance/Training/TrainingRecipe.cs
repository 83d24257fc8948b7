using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Countenance.Training;

/// <summary>A named set of choices for training: one readable JSON file with a description and every option.</summary>
/// <param name="Name">Name, or the path of the file.</param>
/// <param name="Description">What it is for, and where its choices come from.</param>
/// <param name="Options">The choices.</param>
public sealed record TrainingRecipe(string Name, string Description, TrainingOptions Options)
{
    /// <summary>The recipes that come with the library.</summary>
    public static IReadOnlyList<string> Names { get; } = ["paper", "best", "light", "quick"];

    /// <summary>Finds a recipe.</summary>
    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a JSON file of the same layout.</param>
    /// <exception cref="ArgumentException">There is neither a recipe of this name nor such a file.</exception>
    /// <exception cref="TrainingException">The file is no recipe, or one of its options is out of range.</exception>
    public static TrainingRecipe Find(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        if (Names.Contains(nameOrPath))
        {
            return Parse(nameOrPath, Resource(nameOrPath));
        }

        return File.Exists(nameOrPath)
            ? Parse(nameOrPath, File.ReadAllText(nameOrPath))
            : throw new ArgumentException($"The recipe must be {string.Join(", ", Names)}, or a file. Got {nameOrPath}.", nameof(nameOrPath));
    }

    /// <summary>The text of a recipe that comes with the library: a start for one of your own.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string Resource(string name)
    {
        using Stream stream = typeof(TrainingRecipe).Assembly.GetManifestResourceStream($"Countenance.Training.Recipes.{name}.json")
            ?? throw new ArgumentException($"The recipe must be one of {string.Join(", ", Names)}. Got {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static TrainingRecipe Parse(string name, string text)
    {
        try
        {
            RecipeFile file = JsonSerializer.Deserialize(text, RecipeJson.Default.RecipeFile) ?? throw new JsonException("The recipe is null.");
            TrainingOptions options = TrainingOptions.FromJson(file.Options.ToJsonString());
            options.Validate();
            return new TrainingRecipe(name, file.Description, options);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new TrainingException($"{name}: not a recipe: {error.Message}", error);
        }
    }
}

/// <summary>Layout of a recipe's file.</summary>
internal sealed record RecipeFile(string Description, JsonObject Options);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RecipeFile))]
internal sealed partial class RecipeJson : JsonSerializerContext;
