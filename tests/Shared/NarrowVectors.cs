using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Shared;

/// <summary>Tests of kernels with a form for AVX-512 and one for AVX2, run once more in a process that uses the latter.</summary>
public static class NarrowVectors
{
    internal const string Switch = "DOTNET_EnableAVX512";

    /// <summary>Runs classes of this project, named by xunit's patterns; skipped where the processor has no AVX-512 anyway.</summary>
    public static async Task AssertPassAsync(params string[] classes)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "Without AVX-512 all tests run so.");
        var start = new ProcessStartInfo("dotnet", [typeof(NarrowVectors).Assembly.Location, "-noLogo", "-noColor"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Switch] = "0";
        foreach (string pattern in (string[])[typeof(NarrowVectorsSwitchTests).FullName!, .. classes])
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(pattern);
        }

        using Process tests = Process.Start(start)!;
        try
        {
            string output = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await tests.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(tests.ExitCode == 0, output);
        }
        finally
        {
            if (!tests.HasExited)
            {
                tests.Kill(entireProcessTree: true);
            }
        }
    }
}

public sealed class NarrowVectorsSwitchTests
{
    [Fact]
    public void The_switch_leaves_AVX_512_out()
        => Assert.False(Vector512.IsHardwareAccelerated && Environment.GetEnvironmentVariable(NarrowVectors.Switch) == "0");
}
