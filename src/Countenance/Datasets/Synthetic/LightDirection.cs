namespace Countenance.Datasets.Synthetic;

/// <summary>Where the light comes from, as seen in the picture.</summary>
public enum LightDirection
{
    /// <summary>From the camera.</summary>
    Front,

    /// <summary>From the left.</summary>
    Left,

    /// <summary>From the right.</summary>
    Right,

    /// <summary>From above.</summary>
    Above,
}
