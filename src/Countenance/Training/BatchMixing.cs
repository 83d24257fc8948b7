using Countenance.Losses;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>
/// Mixup (Zhang et al. 2018): every image becomes λ of itself and 1 − λ of another one of the batch, and so do its target and its share in
/// the classes. λ is drawn for each image from Beta(α, α), the larger share its own.
/// </summary>
/// <param name="shape">α, above 0: near 0 most images stay as they are, at 1 every share is as likely.</param>
internal sealed class BatchMixing(double shape)
{
    private static readonly Operator Dirichlet = new("aten::_sample_dirichlet"); // of two numbers: Beta and its complement

    /// <summary>Mixes a batch.</summary>
    /// <param name="images">float [N, C, P, P].</param>
    /// <param name="labels">Labels of the batch.</param>
    /// <param name="generator">Source of randomness.</param>
    public (Tensor Images, BatchLabels Labels) Apply(Tensor images, BatchLabels labels, RandomGenerator generator)
    {
        long count = images.Size(0);
        Tensor drawn = Dirichlet.Call(Tensor.Full([count, 2], shape, ScalarType.Float64), generator); // [N, 2]
        Tensor own = ((drawn.Select(1, 0) - 0.5).Abs() + 0.5).To(ScalarType.Float32).To(images.Device); // [N], the larger share
        Tensor partners = Tensor.RandomPermutation(count, generator).To(images.Device);

        Tensor members = Mix(labels.Membership(ScalarType.Float32));
        Tensor targets = labels.Targets is { } known ? Mix(known.To(ScalarType.Float32)) : members;
        return (Mix(images), labels with { Targets = targets, Members = members });

        Tensor Mix(Tensor values)
        {
            Tensor others = values.IndexSelect(0, partners);
            return others + ((values - others) * own.Reshape([count, .. Enumerable.Repeat(1L, values.Rank - 1)]));
        }
    }
}
