namespace Countenance.Torch;

/// <content>Shape, order and type.</content>
public sealed partial class Tensor
{
    /// <summary>The same elements in another shape; one size may be −1.</summary>
    public Tensor Reshape(params long[] shape) => Operators.Reshape.Call(this, shape);

    /// <summary>Dimensions from <paramref name="start"/> on joined into one.</summary>
    public Tensor Flatten(int start = 0, int end = -1) => Operators.Flatten.Call(this, start, end);

    /// <summary>Two dimensions exchanged; a view.</summary>
    public Tensor Transpose(int first, int second) => Operators.Transpose.Call(this, first, second);

    /// <summary>A new dimension of size 1; a view.</summary>
    public Tensor Unsqueeze(int dimension) => Operators.Unsqueeze.Call(this, dimension);

    /// <summary>A dimension of size 1 removed; a view.</summary>
    public Tensor Squeeze(int dimension) => Operators.Squeeze.Call(this, dimension);

    /// <summary>Dimensions of size 1 repeated without copying; −1 keeps a size.</summary>
    public Tensor Expand(params long[] shape) => Operators.Expand.Call(this, shape);

    /// <summary>Elements start … end − 1 along a dimension; a view.</summary>
    public Tensor Slice(int dimension, long start, long end) => Operators.Slice.Call(this, dimension, start, end);

    /// <summary>One index along a dimension, which disappears; a view.</summary>
    public Tensor Select(int dimension, long index) => Operators.Select.Call(this, dimension, index);

    /// <summary>The given indices (int64 [M]) along a dimension; a copy.</summary>
    public Tensor IndexSelect(int dimension, Tensor indices) => Operators.IndexSelect.Call(this, dimension, indices);

    /// <summary>Elements picked along a dimension by an index tensor of the result's shape.</summary>
    public Tensor Gather(int dimension, Tensor indices) => Operators.Gather.Call(this, dimension, indices);

    /// <summary>Class indices (int64 [N]) as rows of zeros with a one, int64 [N, classes].</summary>
    public Tensor OneHot(long classes) => Operators.OneHot.Call(this, classes);

    /// <summary>The order along dimensions reversed; a copy.</summary>
    public Tensor Flip(params long[] dimensions) => Operators.Flip.Call(this, dimensions);

    /// <summary>The elements in the given order in memory; the tensor itself when they are so already.</summary>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous) => Operators.Contiguous.Call(this, format);

    /// <summary>A copy.</summary>
    public Tensor Clone() => Operators.Clone.Call(this);

    /// <summary>The same elements without their history of gradients; a view.</summary>
    public Tensor Detach() => Operators.Detach.Call(this);

    /// <summary>Records gradients for this leaf from now on, or stops.</summary>
    public Tensor RequireGrad(bool required = true)
    {
        Operators.RequiresGradInPlace.Run(this, required);
        return this;
    }

    /// <summary>Single precision from 8-bit steps.</summary>
    public Tensor Dequantize() => Operators.Dequantize.Call(this);

    /// <summary>Converted to another element type; the tensor itself when it has it already.</summary>
    public Tensor To(ScalarType type) => Operators.ToType.Call(this, type);

    /// <summary>
    /// Moved to another device; the tensor itself when it is there already. A copy to a GPU is queued behind what the GPU is doing, and
    /// nothing waits for it; a copy from one waits until all that was asked of the GPU is done. Memory of <see cref="PinMemory"/> must not
    /// be written to until then.
    /// </summary>
    public Tensor To(Device device) => Operators.ToDevice.Call(this, device, ScalarType, !device.IsCpu);

    /// <summary>
    /// A copy in memory of the processor that a GPU reads by itself: worth it for batches above some 64 KiB, which are staged otherwise. It
    /// needs CUDA.
    /// </summary>
    /// <exception cref="TorchException">There is no GPU.</exception>
    public Tensor PinMemory() => Operators.PinMemory.Call(this);
}
