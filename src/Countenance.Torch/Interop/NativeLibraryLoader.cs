using System.Reflection;
using System.Runtime.InteropServices;

namespace Countenance.Torch.Interop;

/// <summary>Finds <c>libcountenance_torch.so</c>, checks its version, and says what is missing when it cannot be loaded.</summary>
internal static partial class NativeLibraryLoader
{
    private static int registered;

    public static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 0)
        {
            NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != NativeMethods.Library)
        {
            return 0;
        }

        string path = Path.Combine(AppContext.BaseDirectory, $"lib{name}.so");
        nint library;
        try
        {
            // Threads that wait for work must give their core away: others compute in turn with them, and often other programs too.
            // OpenBLAS's turn round for 2^26 ticks of the clock otherwise, some 25 ms after every product, where convolutions that follow
            // need the core. Both read this when they are loaded; a value that is set already stays.
            _ = setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
            _ = setenv("OPENBLAS_THREAD_TIMEOUT", "16", 0);
            library = NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            string what = !File.Exists(path) ? "the file is missing" : new FileInfo(path).Length == 0 ? "the file is empty" : error.Message;
            throw new TorchException(
                $"{path} could not be loaded: {what}. Run scripts/setup.sh, which installs libtorch and builds it.", error);
        }

        CheckAbiVersion(library, path);
        return library;
    }

    // The environment .NET keeps for itself is not the one native code reads.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    private static unsafe void CheckAbiVersion(nint library, string path)
    {
        var abiVersion = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, nameof(NativeMethods.ct_abi_version));
        int found = abiVersion();
        if (found != NativeMethods.AbiVersion)
        {
            throw new TorchException(
                $"{path} has ABI version {found}, this program needs {NativeMethods.AbiVersion}. Run scripts/setup.sh to rebuild it.");
        }
    }
}
