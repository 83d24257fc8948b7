using System.Text.RegularExpressions;
using Countenance.Torch;
using Countenance.Torch.Safetensors;
using Countenance.Vision;

namespace Countenance.Cli;

/// <summary>Turns what stopped a command into one line for its user.</summary>
internal static partial class FailureReport
{
    /// <summary>Writes <c>error: …</c> as one line, and the whole exception after it when <paramref name="verbose"/>.</summary>
    public static void Write(TextWriter error, Exception exception, bool verbose)
    {
        while (exception is AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException { InnerException: not null })
        {
            exception = exception.InnerException!;
        }

        error.WriteLine(IsExpected(exception) || verbose
            ? $"error: {Message(exception)}"
            : $"error: unexpected {exception.GetType().Name}: {Message(exception)} (run again with --verbose for the details)");
        if (verbose)
        {
            error.WriteLine(exception);
        }
    }

    /// <summary>The exception's message on one line, without the parameter name that argument exceptions append.</summary>
    public static string Message(Exception exception)
    {
        var message = exception.Message;
        if (exception is ArgumentException { ParamName: { } parameter })
        {
            message = message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal);
        }

        return LineBreaks().Replace(message.Trim(), " ");
    }

    /// <summary>
    /// Whether the exception tells of the world outside (files, data, the machine), so that its message is all a user needs; anything else
    /// is a mistake of ours.
    /// </summary>
    private static bool IsExpected(Exception exception) =>
        exception is CountenanceException or TorchException or SafetensorsException or ImageException or FaceWeightsException
            or UsageException or DllNotFoundException or IOException or UnauthorizedAccessException;

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();
}
