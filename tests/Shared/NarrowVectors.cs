using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Shared;

/// <summary>Tests of kernels with a form for AVX-512 and one for AVX2, run once more in a process that uses the latter.</summary>
public static partial class NarrowVectors
{
    internal const string Switch = "DOTNET_EnableAVX512";

    /// <summary>Runs classes of this project, named by a pattern of xunit's; skipped where the processor has no AVX-512 anyway.</summary>
    public static async Task AssertPassAsync(string classes)
    {
        Assert.SkipUnless(Avx512F.IsSupported, "Without AVX-512 all tests run so.");
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        Assert.SkipUnless(File.Exists(host), "The tests were published with a runtime of their own.");
        string[] arguments =
        [
            typeof(NarrowVectors).Assembly.Location, "-noLogo", "-noColor", "-class", typeof(NarrowVectorsSwitchTests).FullName!, "-class", classes,
        ];
        var start = new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Switch] = "0";
        using Process tests = Process.Start(start)!;
        try
        {
            Task<string> errors = tests.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
            await tests.WaitForExitAsync(TestContext.Current.CancellationToken);
            Match counts = Counts().Match(output);
            Assert.True(tests.ExitCode == 0 && counts.Success, output);
            Assert.True(Number(counts, "total") - Number(counts, "skipped") > 1, $"{classes}: no test ran\n{output}"); // one is the switch's
        }
        finally
        {
            if (!tests.HasExited)
            {
                tests.Kill(entireProcessTree: true);
            }
        }
    }

    private static int Number(Match counts, string name) => int.Parse(counts.Groups[name].ValueSpan);

    [GeneratedRegex(@"Total: (?<total>\d+),.* Skipped: (?<skipped>\d+)")]
    private static partial Regex Counts();
}

/// <summary>Says something in the process with the switch only.</summary>
public sealed class NarrowVectorsSwitchTests
{
    [Fact]
    public void The_switch_leaves_AVX_512_out()
        => Assert.False(Avx512F.IsSupported && Environment.GetEnvironmentVariable(NarrowVectors.Switch) == "0");
}
