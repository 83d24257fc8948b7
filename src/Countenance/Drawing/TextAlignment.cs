namespace Countenance.Drawing;

/// <summary>What of a text stands at its position.</summary>
internal enum TextAlignment
{
    /// <summary>Its left end.</summary>
    Left,

    /// <summary>Its middle.</summary>
    Centre,

    /// <summary>Its right end.</summary>
    Right,
}
