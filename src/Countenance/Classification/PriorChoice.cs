namespace Countenance.Classification;

/// <summary>The class priors π of a posterior.</summary>
public enum PriorChoice
{
    /// <summary>Every class that had training samples weighs the same: what the loss is trained with.</summary>
    Uniform,

    /// <summary>Each class's share of the training samples.</summary>
    Training,
}
