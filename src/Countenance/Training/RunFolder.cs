using System.Text.Json;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>The folder a run is kept in: <c>config.json</c>, <c>metrics.jsonl</c>, TensorBoard events, <c>checkpoints/</c>.</summary>
public sealed class RunFolder
{
    private const string ConfigName = "config.json";

    private RunFolder(string path)
    {
        Path = path;
        Metrics = new MetricsLog(System.IO.Path.Combine(path, "metrics.jsonl"));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>One line per epoch.</summary>
    public MetricsLog Metrics { get; }

    /// <summary>All that is needed to go on.</summary>
    public string LastCheckpoint => System.IO.Path.Combine(Path, "checkpoints", "last.safetensors");

    /// <summary>The model of the best epoch.</summary>
    public string BestModel => System.IO.Path.Combine(Path, "checkpoints", "best.safetensors");

    /// <summary>Whether there is something to resume from.</summary>
    public bool HasCheckpoint => File.Exists(LastCheckpoint);

    /// <summary>Starts a new run in an empty or new folder.</summary>
    /// <exception cref="TrainingException">The folder holds a run already.</exception>
    public static RunFolder Create(string path, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireNone(path);
        Directory.CreateDirectory(System.IO.Path.Combine(path, "checkpoints"));
        var folder = new RunFolder(path);
        using (folder.Claim()) // of two that create it at once, one finds the other's
        {
            RequireNone(path);
            AtomicFile.WriteAllText(System.IO.Path.Combine(path, ConfigName), options.ToJson());
        }

        return folder;
    }

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, ConfigName));

    /// <summary>Refuses a folder that holds a run.</summary>
    /// <exception cref="TrainingException">The folder holds a run already.</exception>
    public static void RequireNone(string path)
    {
        var folder = new RunFolder(path);
        if (IsRun(path) || folder.HasCheckpoint || File.Exists(folder.BestModel))
        {
            throw new TrainingException($"{path} holds a run already. Give --resume to go on with it, or another --out.");
        }
    }

    /// <summary>Keeps other processes from training this run, until the claim is disposed or its process ends.</summary>
    /// <exception cref="TrainingException">Another process has the claim.</exception>
    public FileStream Claim()
    {
        string path = System.IO.Path.Combine(Path, ".training");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new TrainingException($"{Path}: another process is training this run.", error);
        }
    }

    /// <summary>Removes the temporary files of a process killed while it wrote; only the process that has the claim may call it.</summary>
    public void DeleteTemporaryFiles()
    {
        string[] written = [System.IO.Path.Combine(Path, ConfigName), Metrics.Path, LastCheckpoint, BestModel];
        foreach (string file in written.Where(file => Directory.Exists(System.IO.Path.GetDirectoryName(file))))
        {
            string pattern = $".{System.IO.Path.GetFileName(file)}.*.tmp";
            foreach (string temporary in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(file)!, pattern))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Removes the run: its configuration, metrics, events and checkpoints, and the folder if nothing else is in it.</summary>
    public void Delete()
    {
        string[] files = [LastCheckpoint, BestModel, Metrics.Path, .. Directory.GetFiles(Path, "events.out.tfevents.*")];
        foreach (string file in files)
        {
            File.Delete(file);
        }

        File.Delete(System.IO.Path.Combine(Path, ConfigName));
        foreach (string directory in (string[])[System.IO.Path.Combine(Path, "checkpoints"), Path])
        {
            if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
            {
                Directory.Delete(directory);
            }
        }
    }

    /// <summary>Opens a run to go on with it.</summary>
    /// <returns>The folder and the options the run was started with.</returns>
    /// <exception cref="TrainingException">There is no run in the folder, or its configuration is damaged.</exception>
    public static (RunFolder Folder, TrainingOptions Options) Open(string path)
    {
        string config = System.IO.Path.Combine(path, ConfigName);
        if (!File.Exists(config))
        {
            throw new TrainingException($"{path} holds no run: there is no {ConfigName}.");
        }

        try
        {
            return (new RunFolder(path), TrainingOptions.FromJson(File.ReadAllText(config)));
        }
        catch (JsonException error)
        {
            throw new TrainingException($"{config} is not a configuration of this version: {error.Message}", error);
        }
    }
}
