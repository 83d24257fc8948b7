namespace Countenance.Torch.Nn;

/// <summary>The extremes of every image that passes through a <see cref="ConvolutionUnit"/>.</summary>
internal sealed class ActivationSamples
{
    // One odd image would make the steps coarse for all others. Of 0.98 to 1 the embeddings of training images are least wrong here, in the
    // mean over images; less cuts off more of some images than it gains for the rest.
    private const double ImagesWithin = 0.995;

    private static readonly Operator LargestOfSlice = new("aten::amax");

    private readonly List<float>[] extremes = [[], [], [], [], []]; // as in ActivationRange; low ends with the other sign

    /// <summary>The range of nearly all images: five of a thousand may exceed it at each end.</summary>
    public ActivationRange Range
    {
        get
        {
            float[] ends = Array.ConvertAll(extremes, Quantile);
            return new ActivationRange(-ends[0], ends[1], -ends[2], ends[3], ends[4]);
        }
    }

    /// <summary>Takes a batch in, [N, C, H, W] each.</summary>
    public void Add(Tensor input, Tensor output, Tensor? sum)
    {
        Add(0, -input);
        Add(1, input);
        Add(2, -output);
        Add(3, output);
        if (sum is not null)
        {
            Add(4, sum);
        }
    }

    private void Add(int end, Tensor tensor)
        => extremes[end].AddRange(LargestOfSlice.Call(tensor.Flatten(1), (long[])[1], false).ToArray<float>());

    private static float Quantile(List<float> values)
    {
        values.Sort();
        return values.Count == 0 ? 0 : values[(int)(ImagesWithin * (values.Count - 1))];
    }
}
