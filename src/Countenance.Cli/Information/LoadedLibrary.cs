using System.Text.RegularExpressions;

namespace Countenance.Cli.Information;

/// <summary>A shared library that is loaded in this process.</summary>
/// <param name="Name">What it is, such as <c>BLAS</c>.</param>
/// <param name="Path">The file it was loaded from, links followed.</param>
internal sealed partial record LoadedLibrary(string Name, string Path)
{
    private const string Mappings = "/proc/self/maps";

    /// <summary>What to look for: a name, and how the library's file begins.</summary>
    private static readonly (string Name, string Prefix)[] Known =
    [
        ("engine", "libcountenance_torch."),
        ("libtorch", "libtorch_cpu."),
        ("libtorch CUDA", "libtorch_cuda."),
        ("oneDNN", "libdnnl."),
        ("BLAS", "libblas."),
        ("BLAS", "libopenblas"),
        ("BLAS", "libmkl_core."),
        ("LAPACK", "liblapack."),
        ("OpenMP", "libgomp"),
        ("OpenMP", "libiomp5."),
        ("Gloo", "libgloo."),
        ("CUDA runtime", "libcudart"),
        ("vision", "libcountenance_vision."),
        ("OpenCV", "libopencv_core."),
        ("libpng", "libpng"),
        ("libjpeg", "libjpeg."),
        ("libtiff", "libtiff."),
        ("libwebp", "libwebp."),
    ];

    /// <summary>The version in its file name, such as <c>4.6.0</c> of <c>libopencv_core.so.4.6.0</c>; empty when there is none.</summary>
    public string Version => FileVersion().Match(System.IO.Path.GetFileName(Path)) is { Success: true } match ? match.Groups[1].Value : "";

    /// <summary>The libraries of interest that are loaded now, in the order in which one reads about them.</summary>
    public static IReadOnlyList<LoadedLibrary> All() =>
        File.Exists(Mappings) ? In(File.ReadLines(Mappings)) : [];

    /// <summary>The libraries of interest among lines of <c>/proc/self/maps</c>.</summary>
    internal static IReadOnlyList<LoadedLibrary> In(IEnumerable<string> mappings)
    {
        // 7f3c8a000000-7f3c8a021000 r--p 00000000 fd:01 1234    /usr/lib/x86_64-linux-gnu/libgomp.so.1.0.0
        var paths = mappings
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
            .Where(path => path.Contains(".so", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return
        [
            .. from known in Known
               from path in paths
               where System.IO.Path.GetFileName(path).StartsWith(known.Prefix, StringComparison.Ordinal)
               select new LoadedLibrary(known.Name, path),
        ];
    }

    [GeneratedRegex(@"(?:\.so\.|-r?)(\d+(?:\.\d+)*)")]
    private static partial Regex FileVersion();
}
