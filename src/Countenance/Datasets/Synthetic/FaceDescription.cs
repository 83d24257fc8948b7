namespace Countenance.Datasets.Synthetic;

/// <summary>Everything <see cref="FaceRenderer"/> needs to draw one face. The default is a calm, frontal adult.</summary>
public sealed record FaceDescription
{
    /// <summary>What the muscles do.</summary>
    public FacialActionUnits ActionUnits { get; init; } = new();

    /// <summary>Who it is, roughly: the attributes with names.</summary>
    public FaceAttributes Attributes { get; init; } = new();

    /// <summary>Who it is, finely: the build of the face.</summary>
    public FaceIdentity Identity { get; init; } = new();

    /// <summary>How it was photographed.</summary>
    public FaceCapture Capture { get; init; } = new();
}
