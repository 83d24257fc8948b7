using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Countenance.Models;
using Countenance.Tests.Training;
using Countenance.Torch;
using Countenance.Torch.Nn;
using Countenance.Training;

namespace Countenance.Tests.Models;

/// <summary>Nothing that makes tensors keeps one. The counter is the process's, so these tests run alone.</summary>
[Collection<SerialCollection>]
public sealed class ModelLeakTests
{
    [Fact]
    public void Embedding_saving_and_loading_leave_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using var dataset = SmallModel.Faces(16);
        using var colour = SmallModel.Faces(8, colour: true);
        long before = Tensor.LiveCount;
        using (EmbeddingModel model = SmallModel.Create())
        {
            long withModel = Tensor.LiveCount;
            Assert.True(withModel > before);

            model.Rows(dataset);
            model.Rows(dataset, [3, 1], ComputePrecision.BFloat16);
            Assert.Throws<ArgumentException>(() => model.Rows(colour));
            ModelFile.Save(folder["model.safetensors"], model);

            // Weights and biases of 20 folded convolutions; where the second time was in single precision too, transformed kernels of four.
            bool isTransformed = !TorchRuntime.HasProductsInBFloat16 && (Vector512.IsHardwareAccelerated || Fma.IsSupported);
            Assert.Equal(withModel + (isTransformed ? 44 : 40), Tensor.LiveCount);
            model.Network.Unfold();
            Assert.Equal(withModel, Tensor.LiveCount);
        }

        using (ModelFile.Load(folder["model.safetensors"]))
        {
            Assert.True(Tensor.LiveCount > before);
        }

        Assert.Equal(before, Tensor.LiveCount);
    }

    [Theory]
    [MemberData(nameof(Backbones.Names), MemberType = typeof(Backbones))]
    public void A_step_of_a_backbone_leaves_no_tensor_behind(string name)
    {
        NetworkShape shape = Backbones.Shape(name, ModelHead.Classifier);
        using var generator = new RandomGenerator(1);
        long before = Tensor.LiveCount;
        using (Module network = ModelArchitectures.Find(name).Build(shape, generator))
        {
            long withNetwork = Tensor.LiveCount;
            Assert.Equal(network.StateDict().Count(), withNetwork - before);
            using (new TensorScope())
            {
                Tensor images = Tensor.Randn([2, shape.Channels, shape.ImageSize, shape.ImageSize], generator);
                Tensor outputs = ComputePrecision.BFloat16.Run(Device.Cpu, () => network.Forward(images)).To(ScalarType.Float32);
                Autograd.Gradients(outputs.Sum(), [.. network.NamedParameters().Select(entry => entry.Tensor)]);
                network.Train(false);
                network.Forward(images);
            }

            Assert.Equal(withNetwork, Tensor.LiveCount);
        }

        Assert.Equal(before, Tensor.LiveCount);
    }

    [Fact]
    public void A_training_run_leaves_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using var dataset = SmallModel.Faces(32);
        TrainingOptions options = SmallRun.Options with { Epochs = 1 };
        long before = Tensor.LiveCount;

        bool ended = SmallRun.Execute(options, RunFolder.Create(folder["run"], options), dataset);

        Assert.True(ended);
        Assert.Equal(before, Tensor.LiveCount);
    }
}
