using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Countenance.Torch;

namespace Countenance.Cli.Information;

/// <summary>What this machine is, as far as it matters for speed.</summary>
internal static class Machine
{
    /// <summary>The processor's name, or its architecture where the system does not tell.</summary>
    public static string Processor
    {
        get
        {
            const string CpuInformation = "/proc/cpuinfo";
            var line = File.Exists(CpuInformation)
                ? File.ReadLines(CpuInformation).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                : null;
            return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    /// <summary>The widest vector instructions that can be used, and the small numbers it is fast in: <c>AVX-512, bfloat16, VNNI</c>.</summary>
    public static string VectorInstructions =>
        (Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : Avx.IsSupported ? "AVX" : "SSE or other")
        + (TorchRuntime.HasProductsInBFloat16 ? ", bfloat16" : "")
        + (TorchRuntime.HasProductsOf8Bits ? ", VNNI" : "");

    /// <summary>Memory this process may use, in GiB: the machine's, or its container's limit.</summary>
    public static double MemoryGibibytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
}
