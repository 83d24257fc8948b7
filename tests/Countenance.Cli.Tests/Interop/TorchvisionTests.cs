using System.Diagnostics;
using Countenance.Augmentation;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Interop;

/// <summary>Our model files in torchvision's resnet18; skipped where Debian's python3-torchvision is not installed.</summary>
public sealed class TorchvisionTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("countenance-interop-");

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet18-fine")]
    public void A_model_file_gives_the_same_embeddings_in_torchvision(string architecture)
    {
        Assert.SkipUnless(CanImportTorchvision(), "python3-torchvision is not installed (scripts/setup.sh --peers)");
        using ImageDataset faces = SyntheticFaces.Create(
            new SyntheticFacesOptions { Count = 6, Size = 48 }, TestContext.Current.CancellationToken);
        string model = Path.Combine(folder.FullName, "model.safetensors");
        string theirs = Path.Combine(folder.FullName, "theirs.npy");
        EmbeddingMatrix ours = EmbedAndSave(faces, architecture, model);

        (int exitCode, string error) = Run([Script(), model, theirs, .. SaveImages(faces)]);
        Assert.True(exitCode == 0, error);
        EmbeddingMatrix found = ReadNumpy(theirs);

        double scale = ours.Values.Max(Math.Abs);
        Assert.Equal(ours.Values.Length, found.Values.Length);
        Assert.All(ours.Values.Zip(found.Values), pair => Assert.Equal(pair.First / scale, pair.Second / scale, 1e-4));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static EmbeddingMatrix EmbedAndSave(ImageDataset faces, string architecture, string path)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(7);
        var card = new ModelCard
        {
            Architecture = architecture,
            Channels = 1,
            ImageSize = 64,
            Outputs = 16,
            Normalization = new InputNormalization(0.5, 0.25),
            Classes = faces.ClassNames,
            Loss = "sgm",
            Data = new TrainingData("synthetic", "train", "majority", faces.Count, faces.Digest),
        };
        using var model = new EmbeddingModel(card, ModelArchitectures.Find(architecture).Build(card.Shape, generator));
        ModelFile.Save(path, model);
        return model.Embed(faces);
    }

    private List<string> SaveImages(ImageDataset faces)
    {
        var paths = new List<string>();
        for (int i = 0; i < faces.Count; i++)
        {
            paths.Add(Path.Combine(folder.FullName, $"{i}.png"));
            File.WriteAllBytes(paths[i], ImageCodec.Encode(DatasetImages.ToImage(faces, i), ImageFormat.Png));
        }

        return paths;
    }

    // NumPy's file without our companion .json: header of 128 bytes in all for an array this small.
    private static EmbeddingMatrix ReadNumpy(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int data = 10 + BitConverter.ToUInt16(bytes, 8);
        return new EmbeddingMatrix(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan(data)).ToArray(), 16);
    }

    private static string Script() => Path.Combine(AppContext.BaseDirectory, "Interop", "embed_with_torchvision.py");

    private static bool CanImportTorchvision() => File.Exists(Python) && Run(["-c", "import torchvision, PIL"]).ExitCode == 0;

    private static (int ExitCode, string Error) Run(IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
