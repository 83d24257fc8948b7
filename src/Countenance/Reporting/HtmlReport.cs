using Countenance.Torch;

namespace Countenance.Reporting;

/// <summary>Writes a <see cref="ReportContent"/> as one HTML file that needs nothing else: no network, no second file.</summary>
public static class HtmlReport
{
    /// <summary>Writes the report, over an earlier one if there is one. A reader sees the old file or the new one, never a part.</summary>
    /// <param name="content">What to show.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="ArgumentException">
    /// Parts contradict one another: class names that do not fit the confusion matrix, or two sections with one id.
    /// </exception>
    /// <exception cref="ReportException">The file cannot be written.</exception>
    public static void Write(ReportContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var page = Render(content);
        try
        {
            AtomicFile.WriteAllText(path, page);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReportException(path, error);
        }
    }

    /// <summary>The report as text.</summary>
    /// <param name="content">What to show.</param>
    /// <returns>The whole HTML document.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Write"/>.</exception>
    public static string Render(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var html = new HtmlWriter();
        ReportPage.Write(html, content);
        return html.Finish();
    }
}
