namespace Countenance.Architecture.Tests.Scripts;

/// <summary><c>scripts/setup.sh</c> and <c>./countenance</c> on a machine of stand-ins.</summary>
public sealed class SetupScriptTests : IDisposable
{
    private const string Setup = "scripts/setup.sh";

    private static readonly string[] BuildOfTheCommandLine =
    [
        "cmake -S native/torch", "cmake --build artifacts/native/torch-build", "dotnet build src/Countenance.Cli",
    ];

    private readonly FakeCheckout checkout = new();

    public void Dispose() => checkout.Dispose();

    [Fact]
    public async Task A_fresh_machine_gets_its_packages_and_a_build()
    {
        checkout.AddTool("id", "echo 0");

        var (exitCode, output, error) = await checkout.RunAsync(Setup, []);

        Assert.Equal((0, ""), (exitCode, output));
        Assert.Equal(
            [
                "apt-get install --no-install-recommends ninja-build libtorch-dev",
                "apt-get update",
                "apt-get install --no-install-recommends ninja-build libtorch-dev",
                .. BuildOfTheCommandLine,
            ],
            checkout.TakeCalls());
        Assert.Equal(
            ["set-up: installing ninja-build libtorch-dev", "set-up: building (the first time takes a minute or two)"],
            error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Nothing_is_started_when_nothing_changed()
    {
        checkout.Mark("packages-installed");
        await checkout.RunAsync(Setup, []);
        checkout.TakeCalls();

        Assert.Equal((0, "", ""), await checkout.RunAsync(Setup, []));

        Assert.Empty(checkout.TakeCalls());
    }

    [Theory]
    [InlineData("src/Program.cs", "return 10;\n")]
    [InlineData("src/New.cs", "")]
    [InlineData("native/torch/CMakeLists.txt", "project(torch2)\n")]
    public async Task What_changed_is_built(string path, string text)
    {
        checkout.Mark("packages-installed");
        await checkout.RunAsync(Setup, []);
        checkout.TakeCalls();

        checkout.Write(path, text);

        Assert.Equal((0, "", "set-up: sources changed, building\n"), await checkout.RunAsync(Setup, []));
        Assert.Equal(BuildOfTheCommandLine, checkout.TakeCalls());
    }

    [Fact]
    public async Task Building_everything_covers_the_command_line()
    {
        checkout.Mark("packages-installed");
        await checkout.RunAsync(Setup, ["all"]);
        Assert.Equal([.. BuildOfTheCommandLine[..2], "dotnet build Countenance.slnx"], checkout.TakeCalls());

        await checkout.RunAsync(Setup, ["cli"]);
        Assert.Empty(checkout.TakeCalls());
    }

    [Fact]
    public async Task Two_at_once_build_once()
    {
        checkout.Mark("packages-installed");

        var results = await Task.WhenAll(checkout.RunAsync(Setup, []), checkout.RunAsync(Setup, []));

        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.Equal(BuildOfTheCommandLine, checkout.TakeCalls());
    }

    [Fact]
    public async Task Without_root_it_says_what_is_missing()
    {
        checkout.AddTool("id", "echo 1000");

        Assert.Equal(
            (1, "", "error: missing packages, and installing them needs root: apt-get install ninja-build libtorch-dev\n"),
            await checkout.RunAsync(Setup, []));
        Assert.Empty(checkout.TakeCalls());
    }

    [Fact]
    public async Task Without_root_it_asks_sudo()
    {
        checkout.AddTool("id", "echo 1000");
        checkout.AddTool("sudo", "echo sudo >>\"$MACHINE/calls\"; shift; exec \"$@\"");

        Assert.Equal(0, (await checkout.RunAsync(Setup, [])).ExitCode);
        Assert.Equal(
            ["sudo", "apt-get install --no-install-recommends ninja-build libtorch-dev", "sudo", "apt-get update"],
            checkout.TakeCalls().Take(4));
    }

    [Fact]
    public async Task Another_libtorch_takes_the_place_of_the_system_s()
    {
        checkout.AddTool("id", "echo 0");
        checkout.Environment["COUNTENANCE_LIBTORCH"] = "/opt/torch";
        await checkout.RunAsync(Setup, []);
        Assert.Equal("apt-get install --no-install-recommends ninja-build", checkout.TakeCalls()[0]);

        checkout.Environment.Clear();
        Assert.Equal(0, (await checkout.RunAsync(Setup, [])).ExitCode);
        Assert.Equal(BuildOfTheCommandLine, checkout.TakeCalls());
    }

    [Fact]
    public async Task A_missing_SDK_is_named_before_anything_is_installed()
    {
        File.Delete(Path.Combine(checkout.Tools, "dotnet"));

        var (exitCode, _, error) = await checkout.RunAsync(Setup, []);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: the .NET 10 SDK is missing", error, StringComparison.Ordinal);
        Assert.Empty(checkout.TakeCalls());
    }

    [Fact]
    public async Task A_build_that_fails_shows_why_and_is_tried_again()
    {
        checkout.Mark("packages-installed");
        var broken = checkout.Mark("broken");

        var (exitCode, _, error) = await checkout.RunAsync(Setup, []);
        Assert.Equal(1, exitCode);
        Assert.Contains("error: building the command line failed", error, StringComparison.Ordinal);
        Assert.Contains("x.cs(1,1): error CS1002", error, StringComparison.Ordinal);
        checkout.TakeCalls();

        File.Delete(broken);
        Assert.Equal(0, (await checkout.RunAsync(Setup, [])).ExitCode);
        Assert.Equal(BuildOfTheCommandLine, checkout.TakeCalls());
    }

    [Fact]
    public async Task An_argument_it_does_not_know_is_a_usage_error()
    {
        Assert.Equal(2, (await checkout.RunAsync(Setup, ["--pears"])).ExitCode);
        Assert.Empty(checkout.TakeCalls());
    }

    [Fact]
    public async Task The_launcher_hands_everything_on()
    {
        checkout.Mark("packages-installed");
        await checkout.RunAsync(Setup, []);
        var elsewhere = Directory.CreateDirectory(Path.Combine(checkout.Root, "some where")).FullName;

        string[] args = ["predict", "my face.png", "", "*"];
        var (exitCode, output, error) = await checkout.RunAsync("countenance", args, elsewhere, "from stdin");

        Assert.Equal((7, $"Countenance.Cli.dll|predict|my face.png||*|{elsewhere}|from stdin", ""), (exitCode, output, error));
    }
}
