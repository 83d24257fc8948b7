using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Countenance.Album.Storage;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Models;
using Countenance.Vision;

namespace Countenance.Benchmarks;

/// <summary>
/// An album as large as wanted, filled through the storage's interface: vectors around several centres in each class of a real model, one to
/// six faces a photo that is not there, drawn thumbnails. <c>album_page.sh</c> looks at it in a browser.
/// </summary>
internal static class AlbumFacesScenario
{
    private const int PhotosAtOnce = 2000;
    private const int CentresPerClass = 5;
    private const int Drawn = 400;
    private const int Shades = 8;
    private const int ThumbnailSide = 96;
    private const string Finder = "generated 1";
    private static readonly DateTime FirstDay = new(2015, 1, 1, 8, 0, 0, DateTimeKind.Utc);

    /// <summary>Runs <c>ALBUM FACES SEED MODEL</c>; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 4)
        {
            Console.Error.WriteLine("usage: album-faces ALBUM FACES SEED MODEL");
            return 2;
        }

        string album = Path.GetFullPath(arguments[0]);
        int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var random = new Random(int.Parse(arguments[2], CultureInfo.InvariantCulture));
        using EmbeddingModel model = ModelFile.Load(arguments[3]);
        ClassGaussians gaussians = model.Gaussians ?? throw new ArgumentException("The model must have Gaussians of its classes.");
        (byte[] Thumbnail, byte[] Crop)[] pictures = Pictures();
        float[] centres = Centres(gaussians, random);
        long started = Stopwatch.GetTimestamp();
        using IAlbumStore store = AlbumStores.Open(album);
        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(arguments[3])));
        AlbumModel registered = store.AddModel(digest, Path.GetFullPath(arguments[3]), gaussians.Dimension, gaussians.ClassNames);
        string folder = Path.Combine(Path.GetDirectoryName(album)!, "photos");
        int photos = 0;
        for (int faces = 0; faces < count;)
        {
            int[] sizes = Sizes(random, count - faces);
            FaceEmbedding[] embeddings = Embeddings(gaussians, centres, sizes.Sum(), random);
            var files = new List<ProcessedFile>();
            int next = 0;
            foreach (int size in sizes)
            {
                IndexedFace[] found = [.. Enumerable.Range(0, size).Select(place =>
                    Face(place, embeddings[next + place], pictures[random.Next(pictures.Length)], random))];
                files.Add(Photo(folder, photos++, found, random));
                next += size;
            }

            store.Enqueue([.. files.Select(file => file.File)]);
            store.Save(files, registered.Id);
            faces += next;
        }

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["faces"] = count,
            ["photos"] = photos,
            ["megabytes"] = new FileInfo(album).Length / 1_000_000,
            ["secondsToFill"] = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1),
        }));
        return 0;
    }

    private static int[] Sizes(Random random, int left)
    {
        var sizes = new List<int>();
        while (left > 0 && sizes.Count < PhotosAtOnce)
        {
            sizes.Add(Math.Min(left, random.Next(1, 7)));
            left -= sizes[^1];
        }

        return [.. sizes];
    }

    private static ProcessedFile Photo(string folder, int number, IndexedFace[] faces, Random random)
    {
        DateTime taken = FirstDay.AddMinutes(40.0 * number);
        string path = Path.Combine(folder, $"{taken:yyyy-MM}", $"{number:000000}.jpg");
        byte[] hash = new byte[32];
        random.NextBytes(hash);
        string name = Convert.ToHexStringLower(hash);
        var look = (ulong)random.NextInt64();
        var photo = new IndexedPhoto(
            name, 400_000, 800, 600, DateTime.SpecifyKind(taken, DateTimeKind.Unspecified), look, Finder, Refusal: null, faces);
        return new ProcessedFile(new FoundFile(path, 400_000, taken), name, photo);
    }

    private static IndexedFace Face(int place, FaceEmbedding embedding, (byte[] Thumbnail, byte[] Crop) picture, Random random)
    {
        var region = new FaceRegion(0.02f + (place % 3 * 0.32f), 0.05f + (place / 3 * 0.45f), 0.2f, 0.27f);
        return new IndexedFace(region, [], 0.9f, 200 * random.NextDouble(), picture.Thumbnail, picture.Crop, embedding);
    }

    // [classes * CentresPerClass, D]
    private static float[] Centres(ClassGaussians gaussians, Random random)
    {
        int dimension = gaussians.Dimension;
        var centres = new float[gaussians.ClassCount * CentresPerClass * dimension];
        for (int i = 0; i < centres.Length; i++)
        {
            int expression = i / (CentresPerClass * dimension);
            centres[i] = gaussians.Means[(expression * dimension) + (i % dimension)] + (float)(0.7 * gaussians.Sigma * Normal(random));
        }

        return centres;
    }

    private static FaceEmbedding[] Embeddings(ClassGaussians gaussians, float[] centres, int count, Random random)
    {
        int dimension = gaussians.Dimension;
        var values = new float[count * dimension];
        for (int row = 0; row < count; row++)
        {
            int centre = random.Next(centres.Length / dimension);
            for (int i = 0; i < dimension; i++)
            {
                values[(row * dimension) + i] = centres[(centre * dimension) + i] + (float)(0.7 * gaussians.Sigma * Normal(random));
            }
        }

        var embeddings = new EmbeddingMatrix(values, dimension);
        PosteriorMatrix posterior = gaussians.Posterior(embeddings, PriorChoice.Training, CovarianceChoice.Isotropic);
        int[] classes = posterior.MostProbable();
        double[] typicality = gaussians.Typicality(embeddings, classes, CovarianceChoice.Full);
        double[] likelihoods = gaussians.LogDensities(embeddings, CovarianceChoice.Full); // [N, K]
        return [.. classes.Select((expression, i) => new FaceEmbedding(
            embeddings[i].ToArray(),
            posterior[i].ToArray(),
            expression,
            typicality[i],
            Math.Max(double.MinValue, likelihoods[(i * gaussians.ClassCount) + expression])))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // Some hundreds of drawn faces, each in several shades.
    private static (byte[] Thumbnail, byte[] Crop)[] Pictures()
    {
        using ImageDataset drawn = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Drawn, Size = ThumbnailSide, Colour = true });
        var pictures = new (byte[], byte[])[Drawn * Shades];
        Parallel.For(0, pictures.Length, i =>
        {
            ReadOnlySpan<byte> planes = drawn.Pixels(i / Shades); // [3, 96, 96]
            double[] light = [1 - (0.06 * (i % Shades)), 1 - (0.09 * (i % Shades)), 1 - (0.04 * (i % Shades))];
            int area = ThumbnailSide * ThumbnailSide;
            var pixels = new byte[3 * area];
            var grey = new byte[area];
            for (int pixel = 0; pixel < area; pixel++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    pixels[(3 * pixel) + channel] = (byte)(light[channel] * planes[(channel * area) + pixel]);
                }

                grey[pixel] = pixels[(3 * pixel) + 1];
            }

            Image crop = ImageTransform.Resize(
                new Image(ThumbnailSide, ThumbnailSide, 1, grey), IndexedFace.CropSize, IndexedFace.CropSize);
            pictures[i] = (ImageCodec.Encode(new Image(ThumbnailSide, ThumbnailSide, 3, pixels), ImageFormat.Jpeg, 80), crop.Pixels);
        });
        return pictures;
    }
}
