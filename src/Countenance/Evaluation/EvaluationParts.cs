namespace Countenance.Evaluation;

/// <summary>The parts of the protocol that are run; the words of <c>evaluate --protocol</c>.</summary>
[Flags]
public enum EvaluationParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>kNN on the gallery with predictionNmi and the sweep over K, and the posterior where the model has one.</summary>
    Classification = 1,

    /// <summary>Recall@K, Acc@K and MAP@R inside the evaluated split.</summary>
    Retrieval = 2,

    /// <summary>k-means on the evaluated split.</summary>
    Clustering = 4,

    /// <summary>Everything.</summary>
    All = Classification | Retrieval | Clustering,
}
