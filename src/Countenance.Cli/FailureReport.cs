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
        while (exception is AggregateException { InnerExceptions: [_] or [OutOfMemoryException, ..] }
            or TypeInitializationException { InnerException: not null })
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

    /// <summary>The exception's message on one line, without what argument exceptions add to it and in words a user knows.</summary>
    public static string Message(Exception exception)
    {
        var message = exception.GetType() == typeof(OutOfMemoryException) ? "there is not enough memory" : exception.Message;
        if (exception is ArgumentException { ParamName: { } parameter })
        {
            message = message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal);
        }

        if (exception is ArgumentOutOfRangeException { ParamName: { } name })
        {
            message = StandardRange().Replace(ActualValue().Replace(message, ""), InWords);
            message = message.StartsWith(name + " must", StringComparison.Ordinal) ? $"The {Words(name)}{message[name.Length..]}" : message;
        }

        return LineBreaks().Replace(message.Trim(), " ");
    }

    // What .NET says of "LearningRate ('-1')" is "LearningRate must be positive. Got -1.", as our own messages have it.
    private static string InWords(Match range)
    {
        string bound = range.Groups["bound"].Value;
        string demand = range.Groups["relation"].Value switch
        {
            "a non-negative and non-zero value" => "be positive",
            "a non-negative value" => "not be negative",
            "greater than or equal to " => $"be at least {bound}",
            "less than or equal to " => $"be at most {bound}",
            "greater than " => $"be above {bound}",
            _ => $"be below {bound}",
        };
        return $"{range.Groups["name"].Value} must {demand}. Got {range.Groups["value"].Value}.";
    }

    // "learning rate" of LearningRate.
    private static string Words(string property)
        => Capitals().Replace(property, found => (found.Index > 0 ? " " : "") + found.Value.ToLowerInvariant());

    /// <summary>
    /// Whether the exception tells of the world outside (files, data, the machine), so that its message is all a user needs; anything else
    /// is a mistake of ours.
    /// </summary>
    private static bool IsExpected(Exception exception) =>
        exception is CountenanceException or TorchException or SafetensorsException or ImageException or FaceWeightsException
            or UsageException or DllNotFoundException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    [GeneratedRegex(@"^(?<name>\w+) \('(?<value>[^']*)'\) must be (?<relation>a non-negative and non-zero value|a non-negative value"
        + @"|(greater|less) than (or equal to )?)('(?<bound>[^']*)')?\.")]
    private static partial Regex StandardRange();

    [GeneratedRegex(@"\s*Actual value was .*\.$")]
    private static partial Regex ActualValue();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capitals();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();
}
