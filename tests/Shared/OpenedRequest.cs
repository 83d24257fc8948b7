using Countenance.Datasets;

namespace Shared;

internal static class OpenedRequest
{
    /// <summary>Opens what is asked for, until the test is cancelled.</summary>
    public static ImageDataset Open(this DatasetRequest request) =>
        DatasetFormats.Open(request, cancellation: TestContext.Current.CancellationToken);
}
