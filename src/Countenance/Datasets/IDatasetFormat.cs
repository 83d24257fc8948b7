namespace Countenance.Datasets;

/// <summary>
/// A layout of files that holds labelled images. One file implements it, one line in <see cref="DatasetFormats"/> registers it.
/// </summary>
public interface IDatasetFormat
{
    /// <summary>The name used on the command line, lower case.</summary>
    string Name { get; }

    /// <summary>One line for the help text: what the files must look like.</summary>
    string Description { get; }

    /// <summary>The splits this layout can have; a given data set may lack some of them.</summary>
    IReadOnlyList<string> Splits { get; }

    /// <summary>
    /// Whether the files at <paramref name="path"/> look like this layout. Reads names only, and never throws for what it finds there.
    /// </summary>
    bool Recognises(string path);

    /// <summary>Opens one split. The caller owns the data set.</summary>
    /// <param name="request">Which images, and how.</param>
    /// <param name="progress">Told how far the images are decoded, on one thread; not if they are decoded already.</param>
    /// <param name="cancellation">Stops between two images, and leaves nothing behind.</param>
    /// <exception cref="ArgumentException">The split or an option does not exist for this format.</exception>
    /// <exception cref="DatasetException">The files are not as the layout demands.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    ImageDataset Open(
        DatasetRequest request, IProgress<DecodingProgress>? progress = null, CancellationToken cancellation = default);
}
