using System.CommandLine;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Models;

namespace Countenance.Cli.Options;

/// <summary>The options of a command that works on the embeddings of a split: a model and data, or a file that <c>embed</c> wrote.</summary>
internal sealed class EmbeddedDataOptions
{
    private readonly ModelOption model;
    private readonly DataOptions data;
    private readonly Option<string> split = new("--split") { Description = "Split of the data set.", DefaultValueFactory = _ => "train" };
    private readonly Option<string?> embeddings = new("--embeddings")
    {
        Description = "File of embeddings written by embed, to use instead of computing them.",
        HelpName = "FILE",
    };

    private readonly ComputeOptions compute = new();

    /// <summary>Creates the options.</summary>
    /// <param name="needsModel">Whether a model must be named even where embeddings are.</param>
    /// <param name="needsData">Whether a data set must be named even where embeddings are.</param>
    public EmbeddedDataOptions(bool needsModel, bool needsData)
    {
        model = new ModelOption(needsModel);
        data = new DataOptions(needsData);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        model.AddTo(command);
        data.AddTo(command);
        command.Add(split);
        command.Add(embeddings);
        compute.AddTo(command);
    }

    /// <summary>Where the data set lies, as typed.</summary>
    public string Root(ParseResult arguments) => data.Request(arguments, arguments.GetRequiredValue(split)).Path;

    /// <summary>Reads what was named and computes the embeddings if no file has them.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="console">Where progress is shown.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <param name="check">Looks at the images before they are embedded, and throws where the command cannot go on with them.</param>
    /// <returns>The embeddings and their images, owned by the caller.</returns>
    /// <exception cref="UsageException">Neither embeddings nor a model with data were named.</exception>
    /// <exception cref="EmbeddingFileException">The file is not one of embeddings, or is of other images than the data set.</exception>
    public (EmbeddedData Data, ComputePrecision Precision) Load(
        ParseResult arguments, CommandConsole console, CancellationToken cancellation, Action<ImageDataset>? check = null)
    {
        string? path = arguments.GetValue(embeddings);
        if (path is null && !(model.IsGiven(arguments) && data.IsGiven(arguments)))
        {
            throw new UsageException("Give --model and --data, or --embeddings.");
        }

        ComputePrecision precision = compute.Apply(arguments, console);
        EmbeddingSet? file = path is null ? null : FromFile(path);
        EmbeddingModel? loaded = model.IsGiven(arguments) ? model.Load(arguments, compute.DeviceOf(arguments)) : null;
        ImageDataset? dataset = null;
        try
        {
            dataset = data.IsGiven(arguments)
                ? DataOptions.Open(
                    CliCommand.FromArguments(
                        () => data.Request(arguments, arguments.GetRequiredValue(split), loaded?.Card.Channels ?? 1)),
                    console, cancellation)
                : null;
            if (file is not null && dataset is not null)
            {
                RequireSameImages(path!, file, dataset);
            }

            if (file is not null && loaded is not null && file.Embeddings.Dimension != loaded.Card.Outputs)
            {
                throw new EmbeddingFileException(
                    path!, $"holds embeddings of {file.Embeddings.Dimension} dimensions, but the model's have {loaded.Card.Outputs}");
            }

            if (dataset is not null)
            {
                check?.Invoke(dataset);
            }

            EmbeddingMatrix rows = file?.Embeddings ?? Embed(loaded!, dataset!, precision, console, cancellation);
            return (new EmbeddedData(rows, loaded, dataset, file), precision);
        }
        catch
        {
            loaded?.Dispose();
            dataset?.Dispose();
            throw;
        }
    }

    private static EmbeddingSet FromFile(string path)
    {
        if (!EmbeddingFile.Extensions.Any(ending => OutputFile.HasEnding(path, ending)))
        {
            throw new UsageException($"The embeddings file must end in one of {string.Join(", ", EmbeddingFile.Extensions)}. Got {path}.");
        }

        EmbeddingSet set = EmbeddingFile.Read(path);
        int wrong = Array.FindIndex(set.Embeddings.Values, value => !float.IsFinite(value));
        return wrong < 0
            ? set
            : throw new EmbeddingFileException(path, $"embedding {wrong / set.Embeddings.Dimension} is not finite");
    }

    private static EmbeddingMatrix Embed(
        EmbeddingModel model, ImageDataset dataset, ComputePrecision precision, CommandConsole console, CancellationToken cancellation)
    {
        using var progress = console.StartProgress("embedding", dataset.Count, "images");
        return model.Embed(dataset, null, precision, new ProgressAdapter(progress), cancellation);
    }

    private static void RequireSameImages(string path, EmbeddingSet file, ImageDataset dataset)
    {
        if (file.Embeddings.Count != dataset.Count)
        {
            throw new EmbeddingFileException(
                path, $"holds {file.Embeddings.Count} embeddings, but {dataset.Format} {dataset.Split} has {dataset.Count} images");
        }

        for (int i = 0; i < (file.Names?.Count ?? 0); i++)
        {
            if (file.Names![i] != dataset.Names[i])
            {
                throw new EmbeddingFileException(
                    path, $"embedding {i} is of {file.Names[i]}, but that image of {dataset.Format} {dataset.Split} is {dataset.Names[i]}");
            }
        }
    }
}
