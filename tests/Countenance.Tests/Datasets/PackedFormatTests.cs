using Countenance.Datasets;
using Countenance.Datasets.Packed;
using Countenance.Torch.Safetensors;
using Countenance.Vision;

namespace Countenance.Tests.Datasets;

public sealed class PackedFormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Packed => folder["faces.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ColorMode.Gray)]
    [InlineData(ColorMode.Rgb)]
    public void What_was_packed_is_read_in_place_as_it_was(ColorMode color)
    {
        Pack(color, "train", "valid");

        foreach (string split in (string[])["train", "valid"])
        {
            using ImageDataset expected = Faces(split, color);
            using ImageDataset actual = new DatasetRequest(Packed, split, Color: color).Open();
            Assert.Equal(expected.Digest, actual.Digest);
            Assert.Equal(
                (expected.Format, expected.Split, expected.LabelRule, expected.Count, expected.Channels),
                (actual.Format, actual.Split, actual.LabelRule, actual.Count, actual.Channels));
            Assert.Equal(expected.Attributes!.OrderBy(pair => pair.Key), actual.Attributes!.OrderBy(pair => pair.Key));
            Assert.True(expected.Pixels(3).SequenceEqual(actual.Pixels(3)));
        }
    }

    [Fact]
    public void A_set_without_votes_or_attributes_or_names_in_one_alphabet_makes_the_round_trip()
    {
        var identity = new DatasetIdentity("folder", "all", "folder", ["a", "b"]) { LeftOut = [new("broken ones", 2)] };
        using ImageDataset set = ImageDataset.FromPixels(
            identity, new DatasetLabels(["表情/1.png", "é"], [-1, 1]), [1, 2, 3, 4], channels: 1, height: 1, width: 2);

        PackedDataset.Write(Packed, [set]);

        using ImageDataset read = new DatasetRequest(Packed, "all").Open();
        Assert.Equal(set.Digest, read.Digest);
        Assert.Equal(set.LeftOut, read.LeftOut);
        Assert.Null(read.Votes);
        Assert.Null(read.Attributes);
        using ImageDataset train = new DatasetRequest(Packed, "train").Open(); // class folders alone are trained on whole
        Assert.Equal(("all", set.Digest), (train.Split, train.Digest));
    }

    [Fact]
    public void It_is_recognised_by_what_it_holds()
    {
        Pack(ColorMode.Gray, "train");
        SafetensorsSource other = SafetensorsSource.FromValues<byte>("x", [1], new byte[1]);
        SafetensorsWriter.Write(folder["other.safetensors"], [other], new Dictionary<string, string>());
        IDatasetFormat format = DatasetFormats.Find("packed");

        Assert.True(format.Recognises(Packed));
        Assert.False(format.Recognises(folder["other.safetensors"]));
        Assert.False(format.Recognises(folder["none.safetensors"]));
        Assert.All(DatasetFormats.All.Where(each => each.Name != "packed"), each => Assert.False(each.Recognises(Packed), each.Name));
    }

    [Fact]
    public void What_it_does_not_hold_is_refused_with_what_it_does()
    {
        Pack(ColorMode.Gray, "train", "valid");

        Assert.Equal("has no split 'test', only train, valid", Refusal(new DatasetRequest(Packed, "test")));
        Assert.Equal("was packed with 1 channels, 3 are needed", Refusal(new DatasetRequest(Packed, "train", Color: ColorMode.Rgb)));
        Assert.Equal("was packed with 16×16 pixels, 48×48 are needed", Refusal(new DatasetRequest(Packed, "train", Size: 48)));
        Assert.Equal(
            "was packed with the label rule 'majority', not 'distribution'",
            Refusal(new DatasetRequest(Packed, "train", DatasetRequest.Distribution)));
        Assert.Throws<ArgumentException>(() => new DatasetRequest(Packed, "tain").Open());
        using (new DatasetRequest(Packed, "train", Size: 16).Open())
        {
        }
    }

    [Fact]
    public void Damage_is_a_data_error_that_names_the_file()
    {
        Pack(ColorMode.Gray, "train");
        Dictionary<string, string> metadata;
        using (SafetensorsFile file = SafetensorsFile.Open(Packed))
        {
            metadata = new(file.Metadata);
        }

        SafetensorsSource pixels = SafetensorsSource.FromValues<byte>("train.pixels", [2, 1, 1, 1], new byte[2]);
        SafetensorsSource labels = SafetensorsSource.FromValues<int>("train.labels", [2], new[] { 0, 99 });
        SafetensorsSource names = SafetensorsSource.FromValues<byte>("train.names", [4], new byte[] { 97, 0, 98, 0 });
        SafetensorsSource numbers = SafetensorsSource.FromValues<int>("train.pixels", [2], new int[2]);
        (SafetensorsSource[] Tensors, string Problem)[] damages =
        [
            ([pixels, labels, names], "is damaged: "), // there is no class 99
            ([pixels, names], "there is no tensor 'train.labels'"),
            ([labels, names], "there is no tensor 'train.pixels'"),
            ([numbers], "is damaged: train.pixels must be uint8 [N, C, H, W]. Got I32 [2]"),
        ];
        foreach ((SafetensorsSource[] tensors, string problem) in damages)
        {
            SafetensorsWriter.Write(Packed, tensors, metadata);
            Assert.StartsWith(problem, Refusal(new DatasetRequest(Packed, "train")), StringComparison.Ordinal);
        }

        string key = metadata.Keys.Single();
        SafetensorsWriter.Write(Packed, [pixels, labels, names], new Dictionary<string, string> { [key] = "{\"version\":1}" });
        Assert.StartsWith("is damaged: ", Refusal(new DatasetRequest(Packed, "train")), StringComparison.Ordinal);
        SafetensorsWriter.Write(Packed, [pixels], new Dictionary<string, string> { [key] = "{\"version\":9,\"splits\":[]}" });
        Assert.StartsWith("was packed by a later version", Refusal(new DatasetRequest(Packed, "train")), StringComparison.Ordinal);
        File.WriteAllText(Packed, "not a file");
        Assert.StartsWith(
            "the header length is ", Refusal(new DatasetRequest(Packed, "train", Format: "packed")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_needs_splits_and_its_ending()
    {
        using ImageDataset faces = Faces("train", ColorMode.Gray);

        Assert.Throws<ArgumentException>(() => PackedDataset.Write(Packed, []));
        Assert.Throws<ArgumentException>(() => PackedDataset.Write(Packed, [faces, faces]));
        Assert.Throws<ArgumentException>(() => PackedDataset.Write(folder["faces.zip"], [faces]));
    }

    private static ImageDataset Faces(string split, ColorMode color)
        => DatasetFormats.Open(new DatasetRequest("synthetic:40", split, Color: color, Size: 16));

    private void Pack(ColorMode color, params string[] splits)
    {
        ImageDataset[] sets = [.. splits.Select(split => Faces(split, color))];
        PackedDataset.Write(Packed, sets);
        Array.ForEach(sets, set => set.Dispose());
    }

    private string Refusal(DatasetRequest request)
    {
        string message = Assert.Throws<DatasetException>(() => DatasetFormats.Open(request)).Message;
        Assert.StartsWith(Packed + ": ", message, StringComparison.Ordinal);
        return message[(Packed.Length + 2)..];
    }
}
