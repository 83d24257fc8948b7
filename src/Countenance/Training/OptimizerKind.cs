namespace Countenance.Training;

/// <summary>Which optimiser follows the gradient.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Adam (Kingma and Ba 2015); weight decay is part of the gradient.</summary>
    Adam,
}
