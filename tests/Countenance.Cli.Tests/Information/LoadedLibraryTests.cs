using Countenance.Cli.Information;

namespace Countenance.Cli.Tests.Information;

public class LoadedLibraryTests
{
    [Fact]
    public void Libraries_are_found_among_the_mappings_with_the_version_of_their_file_name()
    {
        string[] mappings =
        [
            "7f00-7f01 r--p 00000000 fd:01 11 /usr/lib/libopencv_core.so.4.6.0",
            "7f01-7f02 r-xp 00001000 fd:01 11 /usr/lib/libopencv_core.so.4.6.0",
            "7f02-7f03 r--p 00000000 fd:01 12 /opt/my torch/lib/libtorch_cpu.so",
            "7f03-7f04 r--p 00000000 fd:01 13 /usr/lib/libopenblasp-r0.3.21.so",
            "7f04-7f05 r--p 00000000 fd:01 14 /usr/lib/libpng16.so.16.39.0",
            "7f05-7f06 r--p 00000000 fd:01 15 /usr/lib/libc.so.6",
            "7f06-7f07 rw-p 00000000 00:00 0 [heap]",
        ];

        var found = LoadedLibrary.In(mappings).Select(library => (library.Name, library.Version, library.Path));

        Assert.Equal(
            [
                ("libtorch", "", "/opt/my torch/lib/libtorch_cpu.so"),
                ("BLAS", "0.3.21", "/usr/lib/libopenblasp-r0.3.21.so"),
                ("OpenCV", "4.6.0", "/usr/lib/libopencv_core.so.4.6.0"),
                ("libpng", "16.39.0", "/usr/lib/libpng16.so.16.39.0"),
            ],
            found);
    }
}
