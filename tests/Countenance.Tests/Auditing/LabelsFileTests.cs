using Countenance.Auditing;
using Countenance.Datasets;

namespace Countenance.Tests.Auditing;

public sealed class LabelsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageDataset dataset = ImageDataset.FromPixels(
        new DatasetIdentity("memory", "train", "majority", ["joy", "fear"]),
        new DatasetLabels(["a.png", "sub/b, c.png", "\"d\".png"], [0, 1, -1]),
        new byte[3],
        1,
        1,
        1);

    private string Path => folder["labels.csv"];

    public void Dispose()
    {
        dataset.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Labels_listed_replace_the_data_sets()
    {
        File.WriteAllText(Path, "note,label,file\r\nx,fear,a.png\n\n,joy,\"\"\"d\"\".png\"\n");
        Assert.Equal([1, 1, 0], LabelsFile.Read(Path, dataset));
        Assert.Equal([0, 1, -1], dataset.Labels);

        File.WriteAllText(Path, "file,label\na.png,\n");
        Assert.Equal([-1, 1, -1], LabelsFile.Read(Path, dataset));

        File.WriteAllText(Path, "file,label\n");
        Assert.Equal([0, 1, -1], LabelsFile.Read(Path, dataset));
    }

    [Theory]
    [InlineData("", null, "is empty")]
    [InlineData("name,label\n", 1, "the header must have the columns file and label. Got name, label")]
    [InlineData("file,label\na.png,joy\nz.png,joy\n", 3, "the data set has no image 'z.png'")]
    [InlineData("file,label\na.png,Joy\n", 2, "there is no class 'Joy'; there are joy, fear")]
    [InlineData("file,label\na.png,joy\n\na.png,fear\n", 4, "'a.png' was labelled before, in line 2")]
    [InlineData("file,label\na.png\n", 2, "1 fields, expected 2")]
    [InlineData("file,label\na.png,joy,sure\n", 2, "3 fields, expected 2")]
    [InlineData("file,label\n\"a.png,joy\n", 2, "a quote is out of place")]
    public void What_is_wrong_is_named_with_its_line(string text, int? line, string problem)
    {
        File.WriteAllText(Path, text);

        var error = Assert.Throws<DatasetException>(() => LabelsFile.Read(Path, dataset));

        Assert.StartsWith(line is null ? $"{Path}: {problem}" : $"{Path} line {line}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.Equal((Path, line), (error.Path, error.Line));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string missing = folder["none.csv"];
        Assert.Equal($"{missing}: is missing", Assert.Throws<DatasetException>(() => LabelsFile.Read(missing, dataset)).Message);
    }

    [Fact]
    public void The_list_of_suspects_put_right_is_such_a_file()
    {
        Suspect[] suspects =
        [
            new(1, 1, dataset.Names[1], "fear", "joy", 0.987654321, 0.25, "9 of 11 nearest neighbours are joy, none is \"fear\""),
            new(2, 2, dataset.Names[2], "joy", "fear", 0.5, 1, "all"),
        ];
        SuspectsFile.Write(Path, suspects);

        Assert.Equal(
            "rank,file,label,suggested,probability,labelTypicality,reason\n"
            + "1,\"sub/b, c.png\",fear,joy,0.987654,0.250000,\"9 of 11 nearest neighbours are joy, none is \"\"fear\"\"\"\n"
            + "2,\"\"\"d\"\".png\",joy,fear,0.500000,1.000000,all\n",
            File.ReadAllText(Path));
        Assert.Equal([0, 1, 0], LabelsFile.Read(Path, dataset));
        Assert.Equal([0.25, 1], SuspectsFile.Read(Path, dataset).Select(suspect => suspect.Typicality));

        // As files had it before 2026-11-29.
        File.WriteAllText(Path, File.ReadAllText(Path).Replace("labelTypicality", "typicality", StringComparison.Ordinal));
        Assert.Equal([0.25, 1], SuspectsFile.Read(Path, dataset).Select(suspect => suspect.Typicality));

        File.WriteAllText(Path, File.ReadAllText(Path).Replace(",fear,joy,", ",joy,joy,", StringComparison.Ordinal));
        Assert.Equal([0, 0, 0], LabelsFile.Read(Path, dataset));
    }
}
