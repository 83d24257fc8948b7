namespace Countenance.Vision.Tests;

public class VisionLibraryTests
{
    [Fact]
    public void A_library_of_another_version_is_refused()
    {
        // libc has no countenance_vision_abi_version.
        DllNotFoundException e = Assert.Throws<DllNotFoundException>(
            () => VisionLibrary.Load("c.so.6", [], typeof(VisionLibrary).Assembly, null));
        Assert.Contains("ABI version 0, 3 is needed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_cannot_be_loaded_is_reported_with_every_path_and_the_remedy()
    {
        using var folder = new TemporaryFolder();
        string empty = folder.Write("empty.so", "");
        DllNotFoundException e = Assert.Throws<DllNotFoundException>(() => VisionLibrary.Load(
            "no_such_library", ["/nowhere/libno_such_library.so", empty], typeof(VisionLibrary).Assembly, null));
        Assert.Contains("/nowhere/libno_such_library.so: no such file", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{empty}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("file too short", e.Message, StringComparison.Ordinal);
        Assert.Contains("scripts/setup.sh", e.Message, StringComparison.Ordinal);
    }
}
