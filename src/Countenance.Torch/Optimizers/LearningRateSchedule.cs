namespace Countenance.Torch.Optimizers;

/// <summary>The learning rate as a pure function of the step, so that a resumed run has nothing to restore.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>Steps over which the rate rises linearly from near 0 to where the schedule starts.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>The factor on the base learning rate.</summary>
    /// <param name="step">Steps taken so far, from 0.</param>
    /// <param name="totalSteps">Steps of the whole run.</param>
    public double FactorAt(long step, long totalSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalSteps);
        if (step < WarmupSteps)
        {
            return (step + 1.0) / WarmupSteps * AfterWarmup(0, WarmupSteps);
        }

        double progress = Math.Min(1, (step - WarmupSteps) / (double)Math.Max(1, totalSteps - WarmupSteps));
        return AfterWarmup(progress, step);
    }

    /// <summary>The factor after warm-up.</summary>
    /// <param name="progress">Share of the run after warm-up, in [0, 1].</param>
    /// <param name="step">Steps taken so far, warm-up included.</param>
    protected abstract double AfterWarmup(double progress, long step);
}

/// <summary>The same rate throughout.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double AfterWarmup(double progress, long step) => 1;
}

/// <summary>Multiplies the rate by <paramref name="Factor"/> every <paramref name="Period"/> steps.</summary>
/// <param name="Period">Steps between two drops.</param>
/// <param name="Factor">What the rate is multiplied by.</param>
/// <exception cref="ArgumentOutOfRangeException">The period is not positive.</exception>
public sealed record StepSchedule(long Period, double Factor = 0.1) : LearningRateSchedule
{
    /// <summary>Steps between two drops.</summary>
    public long Period { get; } = Period > 0
        ? Period
        : throw new ArgumentOutOfRangeException(nameof(Period), Period, $"The period must be positive. Got {Period}.");

    /// <inheritdoc/>
    protected override double AfterWarmup(double progress, long step) => Math.Pow(Factor, step / Period);
}

/// <summary>Half a cosine from 1 down to <paramref name="Final"/> (Loshchilov and Hutter 2017).</summary>
/// <param name="Final">The last factor.</param>
public sealed record CosineSchedule(double Final = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double AfterWarmup(double progress, long step) => Final + ((1 - Final) * (1 + Math.Cos(Math.PI * progress)) / 2);
}

/// <summary>
/// One cycle (Smith and Topin 2018), cosine-shaped as PyTorch's: from 1/<paramref name="Division"/> up to 1 over the first
/// <paramref name="Rise"/> of the run, then down to 1/(Division · <paramref name="FinalDivision"/>).
/// </summary>
/// <remarks>
/// The top is at step Rise · T and the end at step T, as with the other schedules; PyTorch's OneCycleLR puts them one step earlier. A run
/// of T steps here has the rates of PyTorch's of T + 1 steps with <c>pct_start</c> (Rise · T + 1)/(T + 1).
/// </remarks>
/// <param name="Rise">Share of the run that rises.</param>
/// <param name="Division">1 over the first factor.</param>
/// <param name="FinalDivision">First factor over the last.</param>
/// <exception cref="ArgumentOutOfRangeException">The rise is not between 0 and 1, or a division is not positive.</exception>
public sealed record OneCycleSchedule(double Rise = 0.3, double Division = 25, double FinalDivision = 1e4) : LearningRateSchedule
{
    /// <summary>Share of the run that rises, between 0 and 1.</summary>
    public double Rise { get; } = Rise is > 0 and < 1
        ? Rise
        : throw new ArgumentOutOfRangeException(nameof(Rise), Rise, $"The rise must be between 0 and 1. Got {Rise}.");

    /// <summary>1 over the first factor.</summary>
    public double Division { get; } = Division > 0
        ? Division
        : throw new ArgumentOutOfRangeException(nameof(Division), Division, $"The division must be positive. Got {Division}.");

    /// <summary>First factor over the last.</summary>
    public double FinalDivision { get; } = FinalDivision > 0
        ? FinalDivision
        : throw new ArgumentOutOfRangeException(
            nameof(FinalDivision), FinalDivision, $"The final division must be positive. Got {FinalDivision}.");

    /// <inheritdoc/>
    protected override double AfterWarmup(double progress, long step)
    {
        double first = 1 / Division;
        return progress < Rise
            ? Between(first, 1, progress / Rise)
            : Between(1, first / FinalDivision, (progress - Rise) / (1 - Rise));

        static double Between(double from, double to, double share) => to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);
    }
}
