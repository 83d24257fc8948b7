using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

public class ModuleTests
{
    [Fact]
    public void Names_and_their_order_are_pytorchs()
    {
        using var branches = new Branches();

        Assert.Equal(NnGolden.File.StateNames, branches.StateDict().Select(entry => entry.Name));
        Assert.Equal(NnGolden.File.ParameterNames, branches.NamedParameters().Select(entry => entry.Name));
        Assert.Equal(NnGolden.File.BufferNames, branches.NamedBuffers().Select(entry => entry.Name));
        Assert.Equal("student.body.2.0.bias", branches.StateDict("student.").Last().Name);
    }

    [Fact]
    public void Children_are_listed_by_name_without_their_own()
    {
        using var branches = new Branches();

        Assert.Equal(["first", "body"], branches.NamedChildren().Select(child => child.Name));
        Assert.Same(branches.Norm, branches.NamedChildren().Last().Module.NamedChildren().ElementAt(1).Module);
    }

    [Fact]
    public void Parameters_record_gradients_and_buffers_do_not()
    {
        using var branches = new Branches();

        Assert.All(branches.NamedParameters(), entry => Assert.True(entry.Tensor.RequiresGrad, entry.Name));
        Assert.All(branches.NamedBuffers(), entry => Assert.False(entry.Tensor.RequiresGrad, entry.Name));
    }

    [Fact]
    public void Train_reaches_every_descendant()
    {
        using var branches = new Branches();
        Assert.True(branches.IsTraining && branches.Norm.IsTraining && branches.Last.IsTraining);

        branches.Train(false);
        Assert.False(branches.IsTraining || branches.Norm.IsTraining || branches.Last.IsTraining);

        branches.Train();
        Assert.True(branches.IsTraining && branches.Norm.IsTraining && branches.Last.IsTraining);
    }

    [Fact]
    public void A_state_dict_is_copied_in_converted_and_further_names_are_ignored()
    {
        using var scope = new TensorScope();
        using var branches = new Branches();
        Dictionary<string, Tensor> state = State(branches);
        state.Add("of another model", Tensor.Ones([1]));

        branches.LoadStateDict(state);

        Assert.All(branches.StateDict(), entry => Assert.Equal(
            state[entry.Name].ToArray<double>(), entry.Tensor.To(ScalarType.Float64).ToArray<double>(), (x, y) => Math.Abs(x - y) < 1e-6));
        Assert.All(branches.NamedParameters(), entry => Assert.Equal(ScalarType.Float32, entry.Tensor.ScalarType));
        Assert.NotEqual(state["scale"].DataPointer, branches.NamedParameters().First().Tensor.DataPointer);
    }

    [Fact]
    public void A_missing_entry_is_named_and_nothing_is_changed()
    {
        using var scope = new TensorScope();
        using var branches = new Branches();
        Dictionary<string, Tensor> state = State(branches);
        state.Remove("body.2.0.bias");

        var error = Assert.Throws<ArgumentException>(() => branches.LoadStateDict(state));

        Assert.Contains("body.2.0.bias", error.Message, StringComparison.Ordinal);
        Assert.Equal([1f, 1f, 1f], branches.NamedParameters().First().Tensor.ToArray<float>());
    }

    [Fact]
    public void A_wrong_shape_is_named_with_both_shapes_and_nothing_is_changed()
    {
        using var scope = new TensorScope();
        using var branches = new Branches();
        Dictionary<string, Tensor> state = State(branches);
        state["body.0.weight"] = Tensor.Ones([2, 1, 5, 5]);

        var error = Assert.Throws<ArgumentException>(() => branches.LoadStateDict(state));

        Assert.Contains("body.0.weight must have the shape [2, 1, 3, 3]. Got [2, 1, 5, 5].", error.Message, StringComparison.Ordinal);
        Assert.Equal([1f, 1f, 1f], branches.NamedParameters().First().Tensor.ToArray<float>());
    }

    [Fact]
    public void Conversion_keeps_the_tensor_objects_the_counters_and_the_gradients()
    {
        using var scope = new TensorScope();
        using var branches = new Branches();
        Tensor[] before = [.. branches.StateDict().Select(entry => entry.Tensor)];
        float[] weights = before[2].ToArray<float>();

        branches.To(ScalarType.Float64);
        branches.To(Device.Cpu);
        branches.To(ScalarType.Float64);

        Tensor[] after = [.. branches.StateDict().Select(entry => entry.Tensor)];
        Assert.Equal(before.Length, after.Length);
        Assert.All(before.Zip(after), pair => Assert.Same(pair.First, pair.Second));
        Assert.All(branches.StateDict(), entry => Assert.Equal(
            entry.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? ScalarType.Int64 : ScalarType.Float64,
            entry.Tensor.ScalarType));
        Assert.All(branches.NamedParameters(), entry => Assert.True(entry.Tensor.RequiresGrad, entry.Name));
        Assert.Equal(weights.Select(value => (double)value), before[2].ToArray<double>());
        Tensor output = branches.Forward(Tensor.Ones([1, 2], ScalarType.Float64));
        Assert.Equal(ScalarType.Float64, Autograd.Gradients(output.Sum(), [before[0]])[0]!.ScalarType);
    }

    [Fact]
    public void Conversion_keeps_kernels_channels_last()
    {
        using var generator = new RandomGenerator(1);
        using var convolution = new Conv2d(4, 2, new Conv2dOptions(3), generator);

        Assert.Equal([36, 1, 12, 4], convolution.Weight.Strides);
        convolution.To(ScalarType.Float64);
        Assert.Equal([36, 1, 12, 4], convolution.Weight.Strides);
    }

    [Fact]
    public void Tensors_outlive_the_scope_the_module_was_made_in_until_it_is_disposed()
    {
        Branches branches;
        using (new TensorScope())
        {
            branches = new Branches();
        }

        Tensor[] tensors = [.. branches.StateDict().Select(entry => entry.Tensor)];
        Assert.Equal(1, branches.StateDict().First().Tensor.ToArray<float>()[0]);

        branches.Dispose();
        branches.Dispose();
        Assert.All(tensors, tensor => Assert.Throws<ObjectDisposedException>(() => tensor.Rank));
    }

    [Fact]
    public void Sequential_runs_in_order_under_the_names_0_1_2()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var sequential = new Sequential(new Linear(3, 4, generator), new Dropout(0.5, generator), new Linear(4, 2, generator));
        sequential.Train(false);
        Tensor input = Tensor.Ones([1, 3]);
        Tensor[] state = [.. sequential.StateDict().Select(entry => entry.Tensor)];

        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], sequential.StateDict().Select(entry => entry.Name));
        Tensor hidden = input.Matmul(state[0].Transpose(0, 1)) + state[1];
        double[] expected = (hidden.Matmul(state[2].Transpose(0, 1)) + state[3]).To(ScalarType.Float64).ToArray<double>();
        Pattern.AssertClose(expected, sequential.Forward(input).To(ScalarType.Float64), 1e-6);
        using var empty = new Sequential();
        Assert.Same(input, empty.Forward(input));
    }

    private static Dictionary<string, Tensor> State(Module module)
    {
        int k = 1; // a module's own first values are ones and zeros
        return module.StateDict().ToDictionary(entry => entry.Name, entry => Pattern.Of(entry.Tensor.Shape, 0, 0, ++k));
    }

    /// <summary>The module of the same name in <c>make_nn.py</c>, its parts registered in the same mixed order.</summary>
    private sealed class Branches : Module
    {
        private readonly Tensor scale;
        private readonly Linear first;

        public Branches()
        {
            using var generator = new RandomGenerator(1);
            first = Child("first", new Linear(2, 3, generator));
            Buffer("steps", Tensor.Zeros([1]));
            scale = Parameter("scale", Tensor.Ones([3]));
            Norm = new BatchNorm2d(2);
            Last = new Linear(2, 2, generator);
            Child("body", new Sequential(new Conv2d(1, 2, new Conv2dOptions(3, Bias: false), generator), Norm, new Sequential(Last)));
        }

        public BatchNorm2d Norm { get; }

        public Linear Last { get; }

        protected override Tensor Compute(Tensor input) => first.Forward(input) * scale;
    }
}
