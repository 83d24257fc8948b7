using System.Runtime.InteropServices;

namespace Countenance.Album.Indexing;

/// <summary>Tells files from what only has a name like one, a pipe or a device: opening a pipe waits for whoever writes into it.</summary>
internal static partial class RegularFile
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint Kind = 1; // STATX_TYPE
    private const int LengthOfStatx = 256;
    private const int PlaceOfMode = 28; // on every architecture
    private const int KindBits = 0xf000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG

    /// <summary>Whether what lies at a path, links followed, is a regular file; true where that cannot be known.</summary>
    public static unsafe bool Is(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        byte* status = stackalloc byte[LengthOfStatx];
        return Statx(CurrentFolder, path, 0, Kind, status) != 0 || (*(ushort*)(status + PlaceOfMode) & KindBits) == Regular;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
