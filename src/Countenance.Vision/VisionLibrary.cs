using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Countenance.Vision;

/// <summary>The native library <c>libcountenance_vision.so</c>: where it is found and what is in it.</summary>
public static class VisionLibrary
{
    internal const string Name = "countenance_vision";

    /// <summary>The version of OpenCV that decodes and warps, such as <c>4.6.0</c>.</summary>
    /// <exception cref="DllNotFoundException">The library is missing or of another version; the message says what was tried.</exception>
    public static string OpenCvVersion => Marshal.PtrToStringUTF8(VisionNative.OpenCvVersion()) ?? "unknown";

    internal static void RegisterResolver()
        => NativeLibrary.SetDllImportResolver(
            typeof(VisionLibrary).Assembly,
            static (name, assembly, searchPath) => name == Name ? Load(name, Candidates(), assembly, searchPath) : 0);

    /// <summary>Loads the first candidate that can be, then tries the system's own search, and checks the ABI version.</summary>
    /// <exception cref="DllNotFoundException">Nothing could be loaded, or what was is of another version.</exception>
    internal static nint Load(
        string name, IReadOnlyList<string> candidates, Assembly assembly, DllImportSearchPath? searchPath)
    {
        var tried = new StringBuilder();
        foreach (string path in candidates)
        {
            if (!File.Exists(path))
            {
                tried.Append($"\n  {path}: no such file");
                continue;
            }

            try
            {
                return Checked(NativeLibrary.Load(path), path);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                tried.Append($"\n  {path}: {e.Message}");
            }
        }

        if (NativeLibrary.TryLoad(name, assembly, searchPath, out nint handle))
        {
            return Checked(handle, $"lib{name}.so on the system's library path");
        }

        throw new DllNotFoundException(
            $"The native library lib{name}.so could not be loaded; run scripts/setup.sh to build it. Tried:{tried}\n"
            + "  the system's library path: nothing usable");
    }

    private static List<string> Candidates()
    {
        string file = $"lib{Name}.so";
        return
        [
            Path.Combine(AppContext.BaseDirectory, file),
            Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file),
        ];
    }

    private static unsafe nint Checked(nint handle, string path)
    {
        int version = NativeLibrary.TryGetExport(handle, "countenance_vision_abi_version", out nint export)
            ? ((delegate* unmanaged<int>)export)()
            : 0;
        return version == VisionNative.AbiVersion
            ? handle
            : throw new DllNotFoundException(
                $"{path} has ABI version {version}, {VisionNative.AbiVersion} is needed; run scripts/setup.sh to build it anew.");
    }
}
