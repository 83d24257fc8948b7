using System.Diagnostics;

namespace Countenance.Architecture.Tests.Scripts;

/// <summary>
/// A checkout with the real scripts, in a folder with a space in its name, on a machine of stand-ins: apt-get, dpkg-query, cmake and
/// dotnet write down how they were called, and nothing else of the system is on PATH than the tools the scripts use.
/// </summary>
internal sealed class FakeCheckout : IDisposable
{
    private static readonly string[] RealTools =
    [
        "bash", "cat", "dirname", "env", "find", "flock", "grep", "id", "mkdir", "mv", "readlink", "rm", "sleep", "sort", "stat", "tail",
        "touch", "tr",
    ];

    private static readonly Dictionary<string, string> StandIns = new()
    {
        // libtorch-dev and ninja-build are missing until apt-get has installed them.
        ["dpkg-query"] =
            """
            case "${@: -1}" in
                libtorch-dev | ninja-build) [ -e "$MACHINE/packages-installed" ] || exit 1 ;;
            esac
            printf installed
            """,
        // Knows no package before its lists were fetched.
        ["apt-get"] =
            """
            echo "apt-get ${@:5}" >>"$MACHINE/calls"
            case " $* " in
                *" update "*) touch "$MACHINE/lists-fetched" ;;
                *) [ -e "$MACHINE/lists-fetched" ] && touch "$MACHINE/packages-installed" ;;
            esac
            """,
        ["cmake"] =
            """
            echo "cmake $1 $2" >>"$MACHINE/calls"
            [ "$1" = --build ] || exit 0
            name=${2#artifacts/native/}
            echo library >"artifacts/native/libcountenance_${name%-build}.so"
            """,
        ["dotnet"] =
            """
            case $1 in
                --version) echo 10.0.401 ;;
                build)
                    echo "dotnet build $2" >>"$MACHINE/calls"
                    sleep 0.3
                    [ ! -e "$MACHINE/broken" ] || { echo "x.cs(1,1): error CS1002: ; expected"; exit 1; }
                    ;;
                *)
                    printf '%s|' "${1##*/}" "${@:2}"
                    printf '%s|' "$PWD"
                    cat
                    exit 7
                    ;;
            esac
            """,
    };

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"countenance scripts {Guid.NewGuid():N}");

    public FakeCheckout()
    {
        Tools = Directory.CreateDirectory(Path.Combine(folder, "tools")).FullName;
        Root = Directory.CreateDirectory(Path.Combine(folder, "my checkout")).FullName;
        foreach (var path in (string[])["scripts/setup.sh", "countenance", "global.json", "Countenance.slnx"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
            File.Copy(Path.Combine(SourceTree.Root, path), Path.Combine(Root, path));
        }

        Write("native/torch/CMakeLists.txt", "project(torch)\n");
        Write("src/Program.cs", "return 0;\n");
        foreach (var tool in RealTools)
        {
            var path = ((string[])["/usr/bin", "/bin"]).Select(place => Path.Combine(place, tool)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(Tools, tool), path);
        }

        foreach (var (tool, script) in StandIns)
        {
            AddTool(tool, script);
        }
    }

    /// <summary>The checkout.</summary>
    public string Root { get; }

    /// <summary>All that is on PATH.</summary>
    public string Tools { get; }

    /// <summary>Environment variables besides PATH.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>What the stand-ins were asked to do, in order, since the last time this was read.</summary>
    public IReadOnlyList<string> TakeCalls()
    {
        var log = Path.Combine(folder, "calls");
        string[] calls = File.Exists(log) ? File.ReadAllLines(log) : [];
        File.Delete(log);
        return calls;
    }

    /// <summary>Puts a script on PATH, in place of the one of that name.</summary>
    public void AddTool(string name, string script)
    {
        var path = Path.Combine(Tools, name);
        File.Delete(path);
        File.WriteAllText(path, "#!/bin/bash\n" + script.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Leaves a mark that the stand-ins look for, such as <c>broken</c>.</summary>
    public string Mark(string name)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, "");
        return path;
    }

    /// <summary>Writes a file of the checkout.</summary>
    public void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Runs a script of the checkout and returns its exit code, output and error output.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string script, string[] args, string? workingDirectory = null, string input = "")
    {
        var start = new ProcessStartInfo(Path.Combine(Root, script), args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? folder,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Tools;
        start.Environment["MACHINE"] = folder;
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
