using Countenance.Models;
using Countenance.Tests.Training;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Tests.Models;

/// <summary>Nothing that makes tensors keeps one. The counter is the process's, so these tests run alone.</summary>
[Collection(TimedTests.Name)]
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
            ModelFile.Save(folder.File("model.safetensors"), model);

            Assert.Equal(withModel, Tensor.LiveCount);
        }

        using (ModelFile.Load(folder.File("model.safetensors")))
        {
            Assert.True(Tensor.LiveCount > before);
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

        bool ended = SmallRun.Execute(options, RunFolder.Create(folder.File("run"), options), dataset);

        Assert.True(ended);
        Assert.Equal(before, Tensor.LiveCount);
    }
}
