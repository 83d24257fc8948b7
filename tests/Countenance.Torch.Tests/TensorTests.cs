namespace Countenance.Torch.Tests;

public class TensorTests
{
    [Fact]
    public void Elements_and_shape_survive_the_round_trip()
    {
        using Tensor tensor = Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3);

        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal([3, 1], tensor.Strides);
        Assert.Equal(ScalarType.Float32, tensor.ScalarType);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], tensor.ToArray<float>());
    }

    [Fact]
    public void Arithmetic_broadcasts()
    {
        using var scope = new TensorScope();
        Tensor column = Tensor.From([1.0, 2.0], 2, 1);
        Tensor row = Tensor.From([10.0, 20.0, 30.0], 1, 3);

        Tensor result = ((2 * column) + row - 1) / 2;

        Assert.Equal([5.5, 10.5, 15.5, 6.5, 11.5, 16.5], result.ToArray<double>());
    }

    [Fact]
    public void To_array_gives_row_major_order_whatever_the_layout()
    {
        using var scope = new TensorScope();
        Tensor planar = Tensor.Arange(0, 24, ScalarType.Float32).Reshape(1, 2, 3, 4);
        Tensor interleaved = planar.Contiguous(MemoryFormat.ChannelsLast);

        Assert.Equal([24, 1, 8, 2], interleaved.Strides);
        Assert.Equal(planar.ToArray<float>(), interleaved.ToArray<float>());
    }

    [Fact]
    public void A_refused_call_names_the_operator_and_the_shapes()
    {
        using var scope = new TensorScope();
        Tensor left = Tensor.Zeros([2, 3]);
        Tensor right = Tensor.Zeros([2, 3]);

        var error = Assert.Throws<TorchException>(() => left.Matmul(right));

        Assert.Contains("aten::matmul", error.Message, StringComparison.Ordinal);
        Assert.Contains("2x3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        using var scope = new TensorScope();
        Tensor tensor = Tensor.Zeros([1]);

        var error = Assert.Throws<TorchException>(() => new Operator("aten::no_such_thing").Call(tensor));

        Assert.Contains("aten::no_such_thing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_tensor_is_refused()
    {
        Tensor tensor = Tensor.Zeros([1]);
        tensor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor + 1);
    }

    [Fact]
    public void A_wrong_number_of_values_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.From([1f, 2f, 3f], 2, 2));

        Assert.Contains("must hold 4 values. Got 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_nobody_disposed_is_given_back_when_it_is_collected()
    {
        WeakReference<object> owner = Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(owner.TryGetTarget(out _)); // libtorch let go of the memory

        static unsafe WeakReference<object> Forget()
        {
            var owner = new object();
            float[] values = GC.AllocateArray<float>(4, pinned: true);
            fixed (float* data = values)
            {
                TensorScope.Release(Tensor.FromMemory((nint)data, [4], ScalarType.Float32, owner));
            }

            Tensor.CountLive(-1); // it stays counted as not disposed
            return new WeakReference<object>(owner);
        }
    }

    [Fact]
    public unsafe void Wrapped_memory_is_shared_and_its_owner_is_let_go()
    {
        var (memory, owner) = Wrap();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(owner.TryGetTarget(out _));

        static (float[] Memory, WeakReference<object> Owner) Wrap()
        {
            float[] values = GC.AllocateArray<float>(4, pinned: true);
            var owner = new object();
            fixed (float* data = values)
            {
                using Tensor tensor = Tensor.FromMemory((nint)data, [4], ScalarType.Float32, owner);
                tensor.FillInPlace(3);
            }

            Assert.Equal([3f, 3f, 3f, 3f], values);
            return (values, new WeakReference<object>(owner));
        }
    }

    [Fact]
    public void A_list_of_three_hundred_tensors_crosses_the_door()
    {
        using var scope = new TensorScope();
        Tensor[] tensors = Enumerable.Range(0, 300).Select(i => Tensor.Full([1], i)).ToArray();

        Assert.Equal(Enumerable.Range(0, 300).Select(i => (float)i), Tensor.Concatenate(tensors).ToArray<float>());
    }

    [Fact]
    public void Kept_tensors_outlive_their_scope_and_others_do_not()
    {
        Tensor kept;
        Tensor dropped;
        using (var outer = new TensorScope())
        {
            using (var inner = new TensorScope())
            {
                dropped = Tensor.Zeros([1]);
                kept = inner.Keep(Tensor.Ones([1]));
            }

            Assert.Equal(1, kept.Item());
            Assert.Throws<ObjectDisposedException>(() => dropped.Item());
        }

        Assert.Throws<ObjectDisposedException>(() => kept.Item());
    }

    [Fact]
    public void Tensors_are_handed_outward_past_several_scopes_and_from_any_of_them()
    {
        using var outer = new TensorScope();
        Tensor mine = Tensor.Full([1], 1);
        Tensor[] kept = new Tensor[3];
        Tensor released;
        Tensor dropped;
        using (var middle = new TensorScope())
        {
            Tensor before = Tensor.Full([1], 2);
            using (var inner = new TensorScope())
            {
                kept[0] = middle.Keep(before); // of an outer scope while an inner one is open
                dropped = Tensor.Full([1], 3);
                kept[1] = middle.Keep(inner.Keep(Tensor.Full([1], 4)));
                released = TensorScope.Release(Tensor.Full([1], 5));
                kept[2] = inner.Keep(Tensor.Full([1], 6));
            }

            Assert.Equal([2.0, 4.0, 6.0, 5.0], [.. kept.Select(tensor => tensor.Item()), released.Item()]);
            Assert.Throws<ObjectDisposedException>(() => dropped.Item());
        }

        Assert.Equal([1.0, 2.0, 4.0, 5.0], [mine.Item(), kept[0].Item(), kept[1].Item(), released.Item()]);
        Assert.Throws<ObjectDisposedException>(() => kept[2].Item());
        using (new TensorScope())
        {
            dropped = Tensor.Full([1], 7);
        }

        Assert.Throws<ObjectDisposedException>(() => dropped.Item());
        Assert.Equal(4, kept[1].Item());
        released.Dispose();
    }

    [Fact]
    public void Scopes_close_innermost_first()
    {
        var outer = new TensorScope();
        var inner = new TensorScope();

        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
    }
}
