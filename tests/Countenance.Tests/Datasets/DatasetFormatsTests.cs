using Countenance.Datasets;
using Countenance.Torch.Safetensors;

namespace Countenance.Tests.Datasets;

public sealed class DatasetFormatsTests
{
    [Fact]
    public void Names_are_unique_and_found()
    {
        Assert.Equal(DatasetFormats.All.Count, DatasetFormats.All.Select(format => format.Name).Distinct().Count());
        Assert.All(DatasetFormats.All, format => Assert.Same(format, DatasetFormats.Find(format.Name)));
        Assert.All(DatasetFormats.All, format => Assert.NotEmpty(format.Splits));
    }

    [Fact]
    public void An_unknown_name_lists_the_valid_ones()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => DatasetFormats.Find("ferminus"));

        Assert.Contains("ferplus", error.Message, StringComparison.Ordinal);
        Assert.Contains("folder", error.Message, StringComparison.Ordinal);
        Assert.Contains("'ferminus'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_data_set_are_refused()
    {
        using var folder = new TemporaryFolder();
        string missing = folder["nothing"];
        string text = folder.Write("text.zip", "not a zip");

        Assert.Equal($"{missing}: there is no such file or folder", Message(missing));
        Assert.Equal($"{text}: is neither a folder nor a zip file", Message(text));
        Assert.StartsWith($"{folder.Root}: no data-set format recognises it", Message(folder.Root), StringComparison.Ordinal);
        Assert.Equal($"{missing}: is not ferplus: expected a {DatasetFormats.Find("ferplus").Description}", Message(missing, "ferplus"));
        Assert.Equal($"{text}: is neither a folder nor a zip file", Message(text, "folder"));
    }

    [Fact]
    public void Damaged_files_are_said_to_be_damaged()
    {
        using var folder = new TemporaryFolder();
        string zip = folder.Write("cut.zip", "PK\x03\x04 and no more");
        string packed = folder.Write("cut.safetensors", "no header");
        string other = folder["model.safetensors"];
        SafetensorsWriter.Write(other, [], new Dictionary<string, string> { ["countenance.model"] = "{}" });

        Assert.StartsWith($"{zip}: the zip file cannot be read (", Message(zip), StringComparison.Ordinal);
        Assert.StartsWith($"{packed}: ", Message(packed), StringComparison.Ordinal);
        Assert.DoesNotContain("looked for", Message(packed), StringComparison.Ordinal);
        Assert.Equal($"{other}: is not packed: expected a file that pack wrote", Message(other));
    }

    [Fact]
    public void Requests_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DatasetRequest(" ", "train"));
        Assert.Throws<ArgumentException>(() => new DatasetRequest("set", ""));
        ArgumentException error = Assert.Throws<ArgumentException>(() => new DatasetRequest("set", "train", "plurality"));
        Assert.Contains("majority, distribution", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DatasetRequest("set", "train", Size: 0));
        Assert.Throws<ArgumentException>(() => new DatasetRequest("set", "train") with { Size = 4097 });
        Assert.Throws<ArgumentException>(() => new DatasetRequest("set", "train") with { Labels = "" });
    }

    private static string Message(string path, string? format = null) =>
        Assert.Throws<DatasetException>(() => DatasetFormats.Open(new DatasetRequest(path, "train", Format: format))).Message;
}
