using System.Globalization;

namespace Countenance.Torch.Tests;

/// <summary>Memory that is kept and given out again; asking for it changes the allocator of this whole test process.</summary>
public sealed class KeptMemoryTests
{
    private static readonly long[] Sizes = [300_000, 1_000_000, 5_000_000, 2_100_000, 700_000, 5_300_000]; // floats

    [Fact]
    public void Tensors_of_changing_sizes_hold_their_own_values_and_memory_does_not_grow()
    {
        TorchRuntime.KeepMemory();
        Exercise(rounds: 3);
        long before = Resident();

        Exercise(rounds: 40);

        long grown = Resident() - before;
        Assert.True(grown < 64 << 20, $"{grown >> 20} MiB more"); // a round takes 58 MiB and more
    }

    [Fact]
    public void It_is_kept_in_one_region_however_often_and_from_however_many_threads_it_is_asked_for()
    {
        TorchRuntime.KeepMemory();
        int before = Regions();

        Parallel.For(0, 8, _ => TorchRuntime.KeepMemory());

        Assert.Equal(before, Regions());
        Exercise(rounds: 3);
    }

    [Fact]
    public void What_no_memory_could_hold_is_refused_and_not_promised()
    {
        TorchRuntime.KeepMemory();

        Assert.SkipWhen(File.ReadAllText("/proc/sys/vm/overcommit_memory").Trim() == "1", "this machine promises any memory");

        var error = Assert.Throws<TorchException>(() => Tensor.Empty([1L << 43], ScalarType.Float32)); // 32 tebibytes

        Assert.Contains("you tried to allocate", error.Message, StringComparison.Ordinal);
    }

    // Two sizes are alive at a time, the larger first in one round and last in the next.
    private static void Exercise(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Tensor? last = null;
            float lastValue = 0;
            foreach (long size in round % 2 == 0 ? Sizes : [.. Sizes.Reverse()])
            {
                float value = (size % 1000) + round;
                using Tensor zeros = Tensor.Zeros([size]);
                Tensor tensor = zeros + value;
                if (last is not null)
                {
                    Assert.Equal(-1, last.Span<float>().IndexOfAnyExcept(lastValue)); // in place: the collector's memory is not what is measured
                    last.Dispose();
                }

                (last, lastValue) = (tensor, value);
            }

            last!.Dispose();
        }
    }

    // Stretches of addresses as large as the machine's memory, as block_cache.cpp reserves one.
    private static int Regions()
    {
        string total = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        long memory = 1024 * long.Parse(total, CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/self/maps")
            .Select(line => line.Split(' ')[0].Split('-').Select(place => Convert.ToInt64(place, 16)).ToArray())
            .Count(place => place[1] - place[0] >= memory / 2);
    }

    private static long Resident()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
