using System.Text.Json.Serialization;

namespace Countenance.Models;

/// <summary>What the last layers of a network give.</summary>
public enum ModelHead
{
    /// <summary>An embedding: D coordinates.</summary>
    [JsonStringEnumMemberName("embedding")]
    Embedding,

    /// <summary>A classifier: a logit for each of K classes.</summary>
    [JsonStringEnumMemberName("classifier")]
    Classifier,
}
