using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Reporting.Figures;

/// <summary>Writes figures as PNG files.</summary>
public static class FigureFile
{
    /// <summary>The ending of a figure's file.</summary>
    public const string Extension = ".png";

    /// <summary>Writes a figure, over an earlier one if there is one. A reader sees the old file or the new one, never a part.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="ReportException">The file cannot be written.</exception>
    public static void Write(Image figure, string path)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        byte[] encoded = ImageCodec.Encode(figure, ImageFormat.Png);
        try
        {
            AtomicFile.WriteAllBytes(path, encoded);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReportException(path, error);
        }
    }
}
