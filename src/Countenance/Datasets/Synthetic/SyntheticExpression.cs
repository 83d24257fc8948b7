namespace Countenance.Datasets.Synthetic;

/// <summary>The eight expressions, in the order of FER+; the value is the class label.</summary>
public enum SyntheticExpression
{
    /// <summary>No action unit beyond chance.</summary>
    Neutral,

    /// <summary>Cheeks raised, lip corners pulled.</summary>
    Happiness,

    /// <summary>Brows and upper lids raised, jaw dropped.</summary>
    Surprise,

    /// <summary>Inner brows raised and drawn together, lip corners down.</summary>
    Sadness,

    /// <summary>Brows lowered, lids tight, lips tight.</summary>
    Anger,

    /// <summary>Nose wrinkled, upper lip raised.</summary>
    Disgust,

    /// <summary>Brows raised and drawn together, lids wide, lips stretched.</summary>
    Fear,

    /// <summary>One lip corner pulled and dimpled.</summary>
    Contempt,
}
