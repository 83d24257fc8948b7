using Countenance.Reporting;

namespace Countenance.Tests.Reporting;

public class CsvTableTests
{
    [Fact]
    public void Fields_with_separators_are_quoted()
    {
        using var folder = new TemporaryFolder();
        string path = folder["a.csv"];

        CsvTable.Write(path, ["x", "file"], [["1.5", "a,b.png"], ["2", "say \"so\""], ["", "plain"]]);

        Assert.Equal("x,file\n1.5,\"a,b.png\"\n2,\"say \"\"so\"\"\"\n,plain\n", File.ReadAllText(path));
    }

    [Fact]
    public void A_row_that_does_not_fit_leaves_the_earlier_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder["a.csv"];
        File.WriteAllText(path, "earlier");

        Assert.Contains("2 fields. Got 1", Assert.Throws<ArgumentException>(() => CsvTable.Write(path, ["a", "b"], [["1"]])).Message, StringComparison.Ordinal);

        Assert.Equal("earlier", File.ReadAllText(path));
        string missing = Path.Combine(folder.Root, "none", "a.csv");
        Assert.Equal(missing, Assert.Throws<ReportException>(() => CsvTable.Write(missing, ["a"], [])).Path);
    }
}
