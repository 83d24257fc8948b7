using System.Security.Cryptography;
using System.Text;

namespace Countenance.Reporting;

/// <summary>The style and scripts a report carries inside itself (see Assets/README.md), and the policy that admits them alone.</summary>
internal static class ReportAssets
{
    /// <summary>uPlot's style, then ours.</summary>
    public static string Style { get; } = $"{Read("uPlot.min.css")}\n{Read("report.css")}";

    /// <summary>Runs before the body is drawn: chooses light or dark, so that the page does not flash.</summary>
    public static string ThemeScript { get; } = Read("theme.js");

    /// <summary>uPlot with its licence, then ours.</summary>
    public static string Script { get; } =
        $"/*! uPlot. {Read("uPlot.LICENSE.txt")}*/\n{Read("uPlot.iife.min.js")}\n{Read("report.js")}\n{Read("scatter.js")}";

    /// <summary>Content-Security-Policy: nothing is fetched; only the style and the two scripts above are admitted, by digest.</summary>
    public static string SecurityPolicy { get; } =
        $"default-src 'none'; img-src data:; style-src {Digest(Style)}; script-src {Digest(ThemeScript)} {Digest(Script)}; " +
        "base-uri 'none'; form-action 'none'";

    private static string Digest(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    /// <summary>Line ends are made \n, as a browser's parser does before it takes the digest.</summary>
    private static string Read(string name)
    {
        var assembly = typeof(ReportAssets).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Countenance.Reporting.Assets.{name}")
            ?? throw new InvalidOperationException($"The assembly {assembly.GetName().Name} must hold the resource {name}. Got none.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
