using System.Diagnostics;
using System.Runtime.Versioning;

namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>
/// The scripts of the bundle for machines with a GPU, up to what takes minutes (publishing): <c>docs/gpu.md</c> says how that is tried.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class BundleTests : IDisposable
{
    private static readonly string Root = FindRoot();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_bridge_is_built_once_from_the_sources_of_the_bundle_and_the_arguments_reach_the_program()
    {
        string run = Bundle();
        string torch = Wheel();

        (int code, string output, string error) = await Run(run, torch, "train", "--data", "two words");
        Assert.True(code == 0, error);
        Assert.Equal("<train>\n<--data>\n<two words>\n", output);
        Assert.Equal($"building the bridge to {torch}\n", error);
        string library = folder["bundle/bin/libcountenance_torch.so"];
        Assert.True(new FileInfo(library).Length > 0);

        (code, output, error) = await Run(run, torch, "info");
        Assert.Equal((0, "<info>\n", ""), (code, output, error));

        string source = folder["bundle/native/torch/operators.cpp"];
        await File.AppendAllTextAsync(source, "#error broken\n", TestContext.Current.CancellationToken);
        (code, _, error) = await Run(run, torch, "info");
        Assert.Equal(1, code);
        Assert.Contains("broken", error, StringComparison.Ordinal);
        Assert.EndsWith($"error: the bridge to {torch} could not be built\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_PyTorch_it_says_how_to_name_one()
    {
        string run = Bundle();
        Directory.CreateDirectory(folder["empty"]);
        await File.WriteAllTextAsync(folder["empty/torch.py"], "", TestContext.Current.CancellationToken); // a package without a libtorch

        (int code, _, string error) = await Run(run, null, "info");

        Assert.Equal(1, code);
        Assert.StartsWith("error: no PyTorch was found", error, StringComparison.Ordinal);
        Assert.Contains("COUNTENANCE_LIBTORCH=/path/to/torch", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data is needed")]
    [InlineData("there is no option '--date'", "--date", "x")]
    [InlineData("--out needs a value", "--out")]
    [InlineData("/nowhere/at/all: there is no such file or folder", "--data", "/nowhere/at/all")]
    public async Task What_the_bundler_does_not_understand_is_a_usage_error(string message, params string[] arguments)
    {
        (int code, _, string error) = await Run(Path.Combine(Root, "scripts/bundle-cuda.sh"), null, arguments);

        Assert.Equal(2, code);
        Assert.StartsWith($"error: {message}\n", error, StringComparison.Ordinal);
        Assert.Contains("scripts/bundle-cuda.sh --data ferplus.zip", error, StringComparison.Ordinal);
    }

    // The bundle as the script lays it out, with a program that shows its arguments and wants the bridge beside it.
    private string Bundle()
    {
        Directory.CreateDirectory(folder["bundle/bin"]);
        Directory.CreateDirectory(folder["bundle/native/torch"]);
        foreach (string source in Directory.GetFiles(Path.Combine(Root, "native/torch")))
        {
            File.Copy(source, Path.Combine(folder["bundle/native/torch"], Path.GetFileName(source)));
        }

        File.Copy(Path.Combine(Root, "scripts/bundle/run.sh"), folder["bundle/run.sh"]);
        string program = folder["bundle/bin/countenance"];
        File.WriteAllText(program, "#!/bin/sh\ntest -s \"$(dirname \"$0\")/libcountenance_torch.so\" || exit 9\nprintf '<%s>\\n' \"$@\"\n");
        File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        return folder["bundle/run.sh"];
    }

    // The layout of PyTorch's package, over the system's libtorch.
    private string Wheel()
    {
        Directory.CreateDirectory(folder["torch"]);
        File.CreateSymbolicLink(folder["torch/include"], "/usr/include");
        string libraries = Directory.GetDirectories("/usr/lib").First(place => File.Exists(Path.Combine(place, "libtorch_cpu.so")));
        File.CreateSymbolicLink(folder["torch/lib"], libraries);
        return folder["torch"];
    }

    private async Task<(int Code, string Output, string Error)> Run(string script, string? libtorch, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["COUNTENANCE_LIBTORCH"] = libtorch ?? "";
        start.Environment["PYTHONPATH"] = folder["empty"];
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static string FindRoot()
    {
        string place = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(place, "Countenance.slnx")))
        {
            place = Path.GetDirectoryName(place.TrimEnd('/'))!;
        }

        return place;
    }
}
