using System.Text.Json;
using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests.Optimizers;

public class LearningRateScheduleTests
{
    private const int Steps = 40;

    private static readonly Dictionary<string, LearningRateSchedule> Schedules = new()
    {
        ["constant"] = new ConstantSchedule(),
        ["step"] = new StepSchedule(7, 0.3),
        ["cosine"] = new CosineSchedule(0.01),
        ["cosine after warm-up"] = new CosineSchedule { WarmupSteps = 5 },
        ["one cycle"] = new OneCycleSchedule(),
        ["one cycle, other constants"] = new OneCycleSchedule(Rise: 0.45, Division: 10, FinalDivision: 100),
    };

    private static readonly Dictionary<string, double[]> Golden = JsonSerializer.Deserialize<Dictionary<string, double[]>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Optimizers", "schedules.json")))!;

    public static TheoryData<string> Names => [.. Schedules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_factors_are_pytorchs(string name)
    {
        double[] factors = [.. Enumerable.Range(0, Steps).Select(step => Schedules[name].FactorAt(step, Steps))];

        Pattern.AssertClose(Golden[name], factors, 1e-9);
    }

    [Fact]
    public void Cosine_and_one_cycle_end_where_they_say_and_stay_there()
    {
        Assert.Equal(0.2, new CosineSchedule(0.2).FactorAt(Steps, Steps), 1e-12);
        Assert.Equal(0.2, new CosineSchedule(0.2).FactorAt(10 * Steps, Steps), 1e-12);
        Assert.Equal(1 / (25 * 1e4), new OneCycleSchedule().FactorAt(Steps, Steps), 1e-12);
        Assert.Equal(1, new OneCycleSchedule().FactorAt(12, Steps), 1e-12); // 0.3 of 40 steps: the top
        Assert.Equal(1 / 25.0, new OneCycleSchedule().FactorAt(0, Steps), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Warm_up_rises_evenly_to_where_the_schedule_starts(string name)
    {
        LearningRateSchedule schedule = Schedules[name] with { WarmupSteps = 4 };
        double start = schedule.FactorAt(4, Steps);

        double[] warmup = [.. Enumerable.Range(0, 4).Select(step => schedule.FactorAt(step, Steps))];

        Pattern.AssertClose([0.25 * start, 0.5 * start, 0.75 * start, start], warmup, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_shorter_than_its_warm_up_has_finite_factors(string name)
    {
        LearningRateSchedule schedule = Schedules[name] with { WarmupSteps = 9 };

        Assert.All(Enumerable.Range(0, 12), step => Assert.InRange(schedule.FactorAt(step, 3), 0, 1));
    }

    [Fact]
    public void Steps_and_constants_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule().FactorAt(-1, Steps));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule().FactorAt(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(Rise: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(Rise: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(Division: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(FinalDivision: 0));
    }
}
