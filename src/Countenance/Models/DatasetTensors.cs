using Countenance.Datasets;
using Countenance.Torch;

namespace Countenance.Models;

/// <summary>Data sets as tensors.</summary>
public static class DatasetTensors
{
    /// <summary>
    /// All images, uint8 [N, C, H, W], without copying. The tensor keeps the data set from the collector, but the data set must not be
    /// disposed before it.
    /// </summary>
    public static Tensor ToTensor(this ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Tensor.FromMemory(
            dataset.PixelPointer, [dataset.Count, dataset.Channels, dataset.Height, dataset.Width], ScalarType.UInt8, dataset);
    }
}
