using System.Globalization;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>
/// How often each ATen operator is called, those that libtorch calls within another included: what shows copies nobody asked for. One count
/// at a time, over all threads of the process.
/// </summary>
public static class OperatorCounts
{
    /// <summary>Counts the calls while an action runs.</summary>
    /// <returns>Calls by name, such as <c>aten::copy_</c>; operators that were not called are absent. Steps of the backward pass are there under their own names.</returns>
    /// <exception cref="TorchException">Another count is under way.</exception>
    public static unsafe IReadOnlyDictionary<string, long> During(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        NativeMethods.Check(NativeMethods.ct_count_begin());
        byte* lines = null;
        try
        {
            action();
        }
        finally
        {
            NativeMethods.Check(NativeMethods.ct_count_end(out lines));
        }

        return NativeMethods.Text(lines)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (Line: line, Gap: line.LastIndexOf(' ')))
            .ToDictionary(entry => entry.Line[..entry.Gap], entry => long.Parse(entry.Line.AsSpan(entry.Gap), CultureInfo.InvariantCulture));
    }
}
