using System.Diagnostics;
using System.Text.Json;
using Countenance.Vision;

namespace Countenance.Benchmarks;

/// <summary>
/// Milliseconds of each stage between a photo and its faces' crops, on one thread: as the clock has them, and of processor time, which is
/// what counts on a machine with other work. Its peer is face-api's own run, whose figures are in docs/faces.md.
/// </summary>
internal static class FacesScenario
{
    private const int Repetitions = 5;

    private static readonly string[] Stages =
        ["decode", "detect", "align", "decodeProcessor", "detectProcessor", "alignProcessor"];

    /// <summary>
    /// Runs the scenario: <c>PHOTOS [CROPS]</c> takes the images of a folder, prints a line of JSON a photo, the medians of five runs, and
    /// one of the means; into the second folder it writes every aligned face, <c>PHOTO-N.png</c>.
    /// </summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length is < 1 or > 2)
        {
            Console.Error.WriteLine("usage: faces PHOTOS [CROPS]");
            return 2;
        }

        string? crops = arguments.Length == 2 ? Directory.CreateDirectory(arguments[1]).FullName : null;
        string[] photos = [.. Directory.EnumerateFiles(arguments[0])
            .Where(path => Path.GetExtension(path) is ".jpg" or ".png")
            .Order(StringComparer.Ordinal)];
        long started = Stopwatch.GetTimestamp();
        using var detector = new FaceDetector();
        double load = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var aligner = new FaceAligner();
        if (photos.Length == 0)
        {
            Console.Error.WriteLine($"{arguments[0]} holds no .jpg and no .png");
            return 2;
        }

        _ = Measure(photos[0], detector, aligner); // compiled, and the networks' memory taken
        var totals = new double[Stages.Length];
        int faces = 0;
        foreach (string photo in photos)
        {
            (double[] Stages, List<Image> Crops)[] runs =
                [.. Enumerable.Range(0, Repetitions).Select(_ => Measure(photo, detector, aligner))];
            double[] medians =
                [.. Enumerable.Range(0, Stages.Length).Select(i => runs.Select(run => run.Stages[i]).Order().ElementAt(Repetitions / 2))];
            Print(Path.GetFileName(photo), medians, runs[0].Crops.Count);
            faces += runs[0].Crops.Count;
            for (int i = 0; i < totals.Length; i++)
            {
                totals[i] += medians[i] / photos.Length;
            }

            for (int i = 0; crops is not null && i < runs[0].Crops.Count; i++)
            {
                string name = $"{Path.GetFileNameWithoutExtension(photo)}-{i}.png";
                File.WriteAllBytes(Path.Combine(crops, name), ImageCodec.Encode(runs[0].Crops[i], ImageFormat.Png));
            }
        }

        Print($"mean of {photos.Length}; loading the detector took {load:F0} ms", totals, faces);
        return 0;
    }

    private static (double[] Stages, List<Image> Crops) Measure(string photo, FaceDetector detector, FaceAligner aligner)
    {
        (long Clock, TimeSpan Processor)[] moments = new (long, TimeSpan)[4];
        moments[0] = Now();
        Image image = ImageCodec.LoadReduced(photo, ColorMode.Rgb, detector.Options.SufficientLongerSide);
        moments[1] = Now();
        IReadOnlyList<DetectedFace> faces = detector.Detect(image);
        moments[2] = Now();
        List<Image> crops = [.. faces.Select(face => aligner.Align(image, face))];
        moments[3] = Now();
        var spans = moments.Zip(moments.Skip(1)).ToList();
        double[] stages =
        [
            .. spans.Select(span => Stopwatch.GetElapsedTime(span.First.Clock, span.Second.Clock).TotalMilliseconds),
            .. spans.Select(span => (span.Second.Processor - span.First.Processor).TotalMilliseconds),
        ];
        return (stages, crops);
    }

    private static (long Clock, TimeSpan Processor) Now() => (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    private static void Print(string photo, double[] stages, int faces)
    {
        var line = new Dictionary<string, object> { ["photo"] = photo, ["faces"] = faces };
        for (int i = 0; i < stages.Length; i++)
        {
            line[$"{Stages[i]}Milliseconds"] = Math.Round(stages[i], 2);
        }

        Console.WriteLine(JsonSerializer.Serialize(line));
    }
}
