using Countenance.Datasets;
using Countenance.Torch;

namespace Countenance.Models;

/// <summary>Data sets as tensors.</summary>
public static class DatasetTensors
{
    /// <summary>All images, uint8 [N, C, H, W], without copying; the data set stays alive as long as the tensor.</summary>
    public static Tensor ToTensor(this ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Tensor.FromMemory(
            dataset.PixelPointer, [dataset.Count, dataset.Channels, dataset.Height, dataset.Width], ScalarType.UInt8, dataset);
    }
}
