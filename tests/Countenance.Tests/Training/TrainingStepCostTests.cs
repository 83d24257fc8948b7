using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Countenance.Augmentation;
using Countenance.Datasets;
using Countenance.Sampling;
using Countenance.Tests.Models;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>What a step costs beside its arithmetic: copies between layouts, and memory of the collector's.</summary>
[Collection<SerialCollection>]
public sealed class TrainingStepCostTests : IDisposable
{
    private readonly ImageDataset dataset = SmallModel.Faces(320, size: 32); // no step begins another pass over them
    private readonly Run run;

    public TrainingStepCostTests()
    {
        run = new Run(dataset, imageSize: 64, batchSize: 64);
        for (int i = 0; i < 3; i++)
        {
            run.Take();
        }
    }

    public void Dispose()
    {
        run.Dispose();
        dataset.Dispose();
    }

    [Fact]
    public void No_activation_and_no_weight_is_brought_to_another_layout()
    {
        IReadOnlyDictionary<string, long> calls = OperatorCounts.During(run.Take);

        // Of 20 convolutions the 13 of 3 × 3 with stride 1 are computed by our own code, and copy nothing either.
        Assert.Equal(Vector512.IsHardwareAccelerated || Fma.IsSupported ? 7 : 20, calls["aten::mkldnn_convolution"]);
        Assert.Equal(2, calls["aten::clone"]); // on the way back, behind the pooling; a convolution in another layout adds one each way
        Assert.Equal(1, calls["aten::contiguous"]);
        Assert.DoesNotContain("aten::addcdiv_", calls.Keys); // Adam in one pass over weights and gradients that lie alike
    }

    [Fact]
    public void Another_layout_would_be_counted()
    {
        using var scope = new TensorScope();
        Tensor image = Tensor.Ones([2, 3, 4, 5]);

        IReadOnlyDictionary<string, long> calls = OperatorCounts.During(() => image.Contiguous(MemoryFormat.ChannelsLast));

        Assert.Equal(1, calls["aten::clone"]);
        Assert.Empty(OperatorCounts.During(() => { }));
        Assert.Throws<TorchException>(() => OperatorCounts.During(() => OperatorCounts.During(() => { })));
    }

    [Fact]
    public void A_step_leaves_little_to_the_collector()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        run.Take();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 25_000); // 280 tensors of 32 bytes, scopes, shapes
    }

    [Fact]
    public void What_it_leaves_does_not_grow_with_the_images()
    {
        using ImageDataset many = SmallModel.Faces(1200, size: 32);
        long few = LeftBy(many, batchSize: 64);
        long more = LeftBy(many, batchSize: 256);

        Assert.InRange(more - few, -700, 700); // one number an image would be 768 bytes
    }

    private static long LeftBy(ImageDataset images, int batchSize)
    {
        using var own = new Run(images, imageSize: 32, batchSize);
        own.Take();
        own.Take();
        long before = GC.GetAllocatedBytesForCurrentThread();
        own.Take();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class Run : IDisposable
    {
        private readonly RandomGenerator generator = new(1);
        private readonly TrainingState state;
        private readonly TrainingStep step;

        public Run(ImageDataset dataset, int imageSize, int batchSize)
        {
            var options = new TrainingOptions { ImageSize = imageSize, BatchSize = batchSize, Dimension = 8, VoteTargets = false };
            state = TrainingState.Create(options, dataset.Channels, dataset.ClassNames.Count, generator);
            IBatchSampler sampler = Samplers.Find(options.Sampling).Options(options.BatchSize).Create(dataset.Labels, options.Seed);
            step = new TrainingStep(options, state, dataset, sampler, new InputNormalization(0.5, 0.25), generator, targets: null);
        }

        public void Take()
        {
            step.Take();
            state.Progress = state.Progress with { Step = state.Progress.Step + 1 };
        }

        public void Dispose()
        {
            step.Dispose();
            state.Dispose();
            generator.Dispose();
        }
    }
}
