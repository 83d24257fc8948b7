using System.IO.Compression;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets;

/// <summary>Builds a small FER+ in each of its layouts. Tests may spoil its parts before it is written.</summary>
public sealed class FerPlusFixture : IDisposable
{
    public const string Header = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

    private const string ValidVotes = "1,8,0,0,0,0,0,0,1,0";

    private readonly TemporaryFolder folder = new();

    public static string[] Layouts { get; } = ["folder", "zip", "nested", "csv"];

    /// <summary>
    /// The rows of the training split: file names and votes. Rows 1, 2 and 5 are majority, 4 is distribution only, 0 and 3 are dropped.
    /// </summary>
    public List<(string Name, string Votes)> Train { get; } =
    [
        ("fer0.png", "1,1,1,1,1,1,1,1,1,1"),
        ("fer1.png", "1,8,0,0,0,0,0,0,1,0"),
        ("fer2.png", "4,0,0,3,1,0,0,0,1,1"),
        ("fer3.png", "3,0,0,3,0,0,0,0,4,0"),
        ("fer4.png", "0,0,0,0,4,0,3,0,3,0"),
        ("fer5.png", "0,0,0,0,0,0,0,9,0,0"),
    ];

    public string Cache => folder["cache"];

    /// <summary>The name of the file in which a wrong row stands.</summary>
    public static string LabelFile(string layout) => layout switch
    {
        "csv" => "set/fer2013new.csv",
        "zip" => "set.zip/FER2013Train/label.csv",
        "nested" => "set.zip/ferplus/FER2013Train/label.csv",
        _ => "set/FER2013Train/label.csv",
    };

    /// <summary>The pixels of image number <paramref name="index"/>, 48×48.</summary>
    public static byte[] Pixels(int index) => [.. Enumerable.Range(0, 48 * 48).Select(i => (byte)((index * 40) + (i % 48) + (i / 48)))];

    public static byte[] Png(int index) => ImageCodec.Encode(new Image(48, 48, 1, Pixels(index)), ImageFormat.Png);

    /// <summary>The lines of <c>label.csv</c>.</summary>
    public List<string> LabelLines() => [.. Train.Select(row => $"{row.Name},\"(0, 0, 48, 48)\",{row.Votes}")];

    /// <summary>Writes a layout and returns its path. The validation split has one image, the training split's number 1.</summary>
    public string Write(string layout) => layout == "csv"
        ? WriteCsv(
            $"{Header}\n{string.Join('\n', Train.Select(row => $"Training,{row.Name},{row.Votes}"))}\nPublicTest,fer9.png,{ValidVotes}\n",
            PixelCsv(Train.Count))
        : WriteTree(layout, string.Join('\n', LabelLines()) + "\n", Images());

    /// <summary>Writes the FERPlus layout with a given label file and given images.</summary>
    public string WriteTree(string layout, string labels, IEnumerable<(string Name, byte[] Content)> images)
    {
        string top = layout == "nested" ? "ferplus/" : "";
        string root = layout == "folder" ? "set" : $"unpacked-{layout}";
        folder.Write($"{root}/{top}FER2013Train/label.csv", labels);
        foreach ((string name, byte[] content) in images)
        {
            folder.Write($"{root}/{top}FER2013Train/{name}", content);
        }

        folder.Write($"{root}/{top}FER2013Valid/label.csv", $"fer9.png,\"(0, 0, 48, 48)\",{ValidVotes}\n");
        folder.Write($"{root}/{top}FER2013Valid/fer9.png", Png(1));
        if (layout == "folder")
        {
            return folder[root];
        }

        File.Delete(folder["set.zip"]);
        ZipFile.CreateFromDirectory(folder[root], folder["set.zip"]);
        return folder["set.zip"];
    }

    /// <summary>Writes the Kaggle layout.</summary>
    public string WriteCsv(string votes, string pixels)
    {
        folder.Write("set/fer2013new.csv", votes);
        folder.Write("set/fer2013.csv", pixels);
        return folder["set"];
    }

    public IEnumerable<(string Name, byte[] Content)> Images() => Train.Select((row, i) => (row.Name, Png(i)));

    public static string PixelCsv(int train) =>
        "emotion,pixels,Usage\n"
        + string.Concat(Enumerable.Range(0, train).Select(i => $"0,{string.Join(' ', Pixels(i))},Training\n"))
        + $"0,{string.Join(' ', Pixels(1))},PublicTest\n";

    public ImageDataset Open(string path, string split = "train", string labels = "majority", ColorMode? color = null, int? size = null) =>
        DatasetFormats.Open(new DatasetRequest(path, split, labels, Color: color, Size: size, CacheDirectory: Cache));

    public void Dispose() => folder.Dispose();
}
