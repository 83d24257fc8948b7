using System.Text.Json;
using System.Text.Json.Nodes;
using Countenance.Datasets;
using Countenance.Reporting;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Subspaces;

/// <summary>
/// The folder sub-spaces are learned in: <c>subspaces.json</c> with the choices and what it began with, one folder per round, and at the
/// end <c>checkpoints/best.safetensors</c>, <c>subclasses.csv</c> and <c>report.html</c>.
/// </summary>
public sealed class SubspaceFolder
{
    private const string ConfigName = "subspaces.json";
    private const string StartKey = "start"; // beside the choices
    private const string PartitionName = "subclasses.safetensors";

    private SubspaceFolder(string path, SubspaceStart? start)
    {
        Path = path;
        Start = start;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the run began with; null where an older version began it.</summary>
    public SubspaceStart? Start { get; }

    /// <summary>The model at the end, with the Gaussians of classes and sub-classes.</summary>
    public string Model => System.IO.Path.Combine(Path, "checkpoints", "best.safetensors");

    /// <summary>Each image's sub-class at the end: file, class, subclass.</summary>
    public string SubclassTable => System.IO.Path.Combine(Path, "subclasses.csv");

    /// <summary>The page that shows them.</summary>
    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>Starts in an empty or new folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Choices of the run.</param>
    /// <param name="start">What it begins with.</param>
    /// <exception cref="TrainingException">The folder holds a run already.</exception>
    public static SubspaceFolder Create(string path, SubspaceOptions options, SubspaceStart start)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(start);
        RequireNone(path);
        Directory.CreateDirectory(System.IO.Path.Combine(path, "checkpoints"));
        JsonObject config = JsonSerializer.SerializeToNode(options, SubspaceJson.Default.SubspaceOptions)!.AsObject();
        config[StartKey] = JsonSerializer.SerializeToNode(start, SubspaceJson.Default.SubspaceStart);
        AtomicFile.WriteAllText(System.IO.Path.Combine(path, ConfigName), config.ToJsonString(SubspaceJson.Default.Options));
        return new SubspaceFolder(path, start);
    }

    /// <summary>Refuses a folder that holds a run of any kind.</summary>
    /// <exception cref="TrainingException">The folder holds a run already.</exception>
    public static void RequireNone(string path)
    {
        if (File.Exists(System.IO.Path.Combine(path, ConfigName)))
        {
            throw new TrainingException($"{path} holds sub-spaces already. Give --resume to go on with them, or another --out.");
        }

        RunFolder.RequireNone(path);
    }

    /// <summary>Opens a folder to go on with it.</summary>
    /// <returns>The folder and the options it was started with.</returns>
    /// <exception cref="TrainingException">There are no sub-spaces in the folder, or its configuration is damaged.</exception>
    public static (SubspaceFolder Folder, SubspaceOptions Options) Open(string path)
    {
        string config = System.IO.Path.Combine(path, ConfigName);
        if (!File.Exists(config))
        {
            throw new TrainingException($"{path} holds no sub-spaces: there is no {ConfigName}.");
        }

        try
        {
            JsonObject given = JsonNode.Parse(File.ReadAllText(config)) as JsonObject ?? throw new JsonException("it is no object");
            SubspaceOptions options = given.Deserialize(SubspaceJson.Default.SubspaceOptions)!;
            return (new SubspaceFolder(path, given[StartKey].Deserialize(SubspaceJson.Default.SubspaceStart)), options);
        }
        catch (JsonException error)
        {
            throw new TrainingException($"{config} is not a configuration of this version: {error.Message}", error);
        }
    }

    /// <summary>The sub-classes at the end, those of the finished embedding.</summary>
    public string FinalPartition => System.IO.Path.Combine(Path, PartitionName);

    /// <summary>The training run of a round.</summary>
    public RunFolder Round(SubspaceRound round) => RunFolder.Open(RoundPath(round)).Folder;

    internal string RoundPath(SubspaceRound round) => System.IO.Path.Combine(Path, round.FolderName);

    internal string PartitionOf(SubspaceRound round)
    {
        Directory.CreateDirectory(RoundPath(round));
        return System.IO.Path.Combine(RoundPath(round), PartitionName);
    }

    internal void WriteSubclasses(ImageDataset dataset, SubclassPartition partition)
        => CsvTable.Write(
            SubclassTable,
            ["file", "class", "subclass"],
            Enumerable.Range(0, dataset.Count).Where(i => partition.Labels[i] >= 0).Select(i => (string[])
            [
                dataset.Names[i],
                dataset.ClassNames[dataset.Labels[i]],
                partition.Subclasses[partition.Labels[i]].Name,
            ]));
}
