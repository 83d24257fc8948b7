using Countenance.Torch.Safetensors;

namespace Countenance.Torch.Tests.Safetensors;

public class TensorSafetensorsTests
{
    [Theory]
    [InlineData(ScalarType.UInt8, SafetensorsType.U8)]
    [InlineData(ScalarType.Int8, SafetensorsType.I8)]
    [InlineData(ScalarType.Int16, SafetensorsType.I16)]
    [InlineData(ScalarType.Int32, SafetensorsType.I32)]
    [InlineData(ScalarType.Int64, SafetensorsType.I64)]
    [InlineData(ScalarType.Float16, SafetensorsType.F16)]
    [InlineData(ScalarType.Float32, SafetensorsType.F32)]
    [InlineData(ScalarType.Float64, SafetensorsType.F64)]
    [InlineData(ScalarType.Bool, SafetensorsType.Bool)]
    [InlineData(ScalarType.BFloat16, SafetensorsType.BF16)]
    public void Every_type_survives_a_file(ScalarType scalar, SafetensorsType stored)
    {
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        Tensor written = Tensor.From([0.0, 1.0, 2.5, 100.0, 7.0, 3.0], 2, 3).To(scalar);

        SafetensorsWriter.Write(folder["t.safetensors"], [written.ToSource("values")]);

        using var file = SafetensorsFile.Open(folder["t.safetensors"]);
        Tensor read = file.ReadTensor("values");
        Assert.Equal(stored, file["values"].Type);
        Assert.Equal(scalar, read.ScalarType);
        Assert.Equal([2, 3], read.Shape);
        Assert.Equal(written.To(ScalarType.Float64).ToArray<double>(), read.To(ScalarType.Float64).ToArray<double>());
    }

    [Fact]
    public void Every_scalar_type_is_tested()
        => Assert.Equal(12, Enum.GetValues<ScalarType>().Length); // those above, and the two of 8-bit steps

    [Fact]
    public void Eight_bit_steps_have_no_place_in_a_file()
    {
        using var scope = new TensorScope();
        Tensor steps = new Operator("aten::quantize_per_tensor").Call(Tensor.Ones([2]), 0.5, 0, ScalarType.QUInt8);

        Assert.Equal([1f, 1f], steps.Dequantize().ToArray<float>());
        Assert.Contains("Dequantize()", Assert.Throws<ArgumentException>(() => steps.ToSource("steps")).Message);
    }

    [Fact]
    public void Layout_views_and_gradients_do_not_matter()
    {
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        Tensor planar = Tensor.Arange(0, 120, ScalarType.Float32).Reshape(2, 3, 4, 5);
        Tensor channelsLast = planar.Contiguous(MemoryFormat.ChannelsLast).RequireGrad();
        Tensor transposed = planar.Transpose(0, 3);

        SafetensorsWriter.Write(folder["t.safetensors"], [channelsLast.ToSource("last"), transposed.ToSource("transposed")]);

        using var file = SafetensorsFile.Open(folder["t.safetensors"]);
        Assert.Equal(planar.ToArray<float>(), file.ReadTensor("last").ToArray<float>());
        Assert.Equal(planar.ToArray<float>(), file.Values<float>("last").ToArray()); // row-major on disk
        Assert.Equal([60, 20, 5, 1], file.ReadTensor("last").Strides);
        Assert.Equal([5, 3, 4, 2], file.ReadTensor("transposed").Shape);
        Assert.Equal(transposed.ToArray<float>(), file.ReadTensor("transposed").ToArray<float>());
    }

    [Fact]
    public void A_scalar_and_an_empty_tensor_survive_a_file()
    {
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();

        SafetensorsWriter.Write(
            folder["t.safetensors"], [Tensor.Full([], 2.5).ToSource("scalar"), Tensor.Empty([0, 4]).ToSource("empty")]);

        using var file = SafetensorsFile.Open(folder["t.safetensors"]);
        Assert.Equal(2.5, file.ReadTensor("scalar").Item());
        Assert.Equal(0, file.ReadTensor("scalar").Rank);
        Assert.Equal([0, 4], file.ReadTensor("empty").Shape);
    }

    [Fact]
    public void Tensors_are_read_by_prefix_and_outlive_the_file()
    {
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        SafetensorsSource[] sources =
            [Tensor.Ones([2]).ToSource("model.weight"), Tensor.Zeros([3]).ToSource("model.bias"), Tensor.Ones([1]).ToSource("step")];
        SafetensorsWriter.Write(folder["t.safetensors"], sources);

        Dictionary<string, Tensor> read;
        using (var file = SafetensorsFile.Open(folder["t.safetensors"]))
        {
            read = file.ReadTensors("model.");
            Assert.Equal(3, file.ReadTensors().Count);
        }

        Assert.Equal(["bias", "weight"], read.Keys.Order());
        Assert.Equal([1f, 1f], read["weight"].ToArray<float>());
        Assert.Equal([3f, 3f], read["weight"].FillInPlace(3).ToArray<float>());
        Assert.Equal([0f, 0f, 0f], read["bias"].ToArray<float>());
    }

    [Fact]
    public void A_type_the_engine_lacks_and_an_unknown_name_are_errors_that_name_the_file()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "Safetensors", "golden.safetensors");
        using var file = SafetensorsFile.Open(path);

        var type = Assert.Throws<SafetensorsException>(() => file.ReadTensor("u32"));
        var name = Assert.Throws<SafetensorsException>(() => file.ReadTensor("no such"));

        Assert.Contains("golden.safetensors", type.Message, StringComparison.Ordinal);
        Assert.Contains("u32", type.Message, StringComparison.Ordinal);
        Assert.Contains("no such", name.Message, StringComparison.Ordinal);
    }
}
