using Countenance.Classification;

namespace Countenance.Cli.Options;

/// <summary>What the class Gaussians may be judged under, by the names that are typed; alike for every command that asks.</summary>
internal static class GaussianChoices
{
    public static readonly Dictionary<string, CovarianceChoice> Covariances = new()
    {
        ["isotropic"] = CovarianceChoice.Isotropic,
        ["pooled"] = CovarianceChoice.Pooled,
        ["full"] = CovarianceChoice.Full,
    };

    public static readonly Dictionary<string, PriorChoice> Priors = new()
    {
        ["training"] = PriorChoice.Training,
        ["uniform"] = PriorChoice.Uniform,
    };
}
