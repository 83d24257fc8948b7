using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>The built command line as a process of its own, its streams read through pipes.</summary>
internal sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3); // for a machine that is busy with something else

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Task reading;

    private CliProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, error));
    }

    public string Output => Text(output);

    public string Error => Text(error);

    public static CliProcess Start(params string[] args)
    {
        // The host that runs these tests, wherever it is installed: …/shared/Microsoft.NETCore.App/VERSION/ lies three levels below it.
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        string program = Path.Combine(AppContext.BaseDirectory, "Countenance.Cli.dll");
        // env hands SIGINT down as it is by default: what runs in the background of a script inherits it ignored. It becomes the host itself.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", host, program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return new CliProcess(Process.Start(start)!);
    }

    public static async Task<CliResult> RunAsync(params string[] args)
    {
        using CliProcess process = Start(args);
        return await process.EndAsync();
    }

    /// <summary>Waits until something is so; fails the test when the process ends before.</summary>
    public async Task WaitUntilAsync(Func<bool> condition, string what)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            bool isOver = process.HasExited || Stopwatch.GetElapsedTime(started) > Patience;
            if (isOver && !condition())
            {
                Assert.Fail($"Waited in vain for {what}. Error stream:\n{Error}");
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a text appears on the error stream.</summary>
    public Task WaitForAsync(string text) => WaitUntilAsync(() => Error.Contains(text, StringComparison.Ordinal), $"'{text}'");

    /// <summary>SIGKILL: the process gets no chance to do anything more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    /// <summary>Sends a signal by name, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<CliResult> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await reading;
        return new CliResult(process.ExitCode, Text(output), Text(error));
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[1024];
        for (int length = await reader.ReadAsync(buffer); length > 0; length = await reader.ReadAsync(buffer))
        {
            lock (text)
            {
                text.Append(buffer, 0, length);
            }
        }
    }
}
