using Countenance.Cli.Commands;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

public class InfoCommandTests
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    [Fact]
    public async Task It_names_the_runtime_the_engine_and_the_libraries_in_use()
    {
        Assert.Equal(0, await RunAsync("info"));

        var text = output.ToString();
        Assert.Contains($".NET {Environment.Version}", text, StringComparison.Ordinal);
        Assert.Contains($"libtorch    {TorchRuntime.Version}", text, StringComparison.Ordinal);
        Assert.Contains($"OpenCV      {VisionLibrary.OpenCvVersion}", text, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "libcountenance_torch.so"), text, StringComparison.Ordinal);
        Assert.Matches("(?m)^libtorch +.*/libtorch_cpu", text);
        Assert.Matches("(?m)^devices +cpu", text);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_is_something_else_is_one_line_of_error()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "this is not a safetensors file", TestContext.Current.CancellationToken);
            Assert.Equal(1, await RunAsync("info", path));
            File.Delete(path);
            Assert.Equal(1, await RunAsync("info", path));
        }
        finally
        {
            File.Delete(path);
        }

        var lines = error.ToString().TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.StartsWith($"error: {path}: ", line, StringComparison.Ordinal));
    }

    private Task<int> RunAsync(params string[] args)
    {
        var console = new CommandConsole(output, error, isErrorTerminal: false);
        return CommandLine.RunAsync(args, console, CommandCatalog.Create(), TestContext.Current.CancellationToken);
    }
}
