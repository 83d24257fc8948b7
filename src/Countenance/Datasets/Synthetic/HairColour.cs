namespace Countenance.Datasets.Synthetic;

/// <summary>The colour of hair and brows.</summary>
public enum HairColour
{
    /// <summary>Black.</summary>
    Black,

    /// <summary>Dark brown.</summary>
    Brown,

    /// <summary>Red-brown.</summary>
    Auburn,

    /// <summary>Blond.</summary>
    Blond,

    /// <summary>Grey.</summary>
    Grey,
}
