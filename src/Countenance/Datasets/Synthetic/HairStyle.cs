namespace Countenance.Datasets.Synthetic;

/// <summary>The cut of the hair.</summary>
public enum HairStyle
{
    /// <summary>Short all round.</summary>
    Cropped,

    /// <summary>Parted on one side and swept over the forehead.</summary>
    SideParted,

    /// <summary>Long, parted in the middle, falling behind the shoulders.</summary>
    Flowing,

    /// <summary>A round mass of curls.</summary>
    Curly,

    /// <summary>A bob with a straight fringe.</summary>
    Fringe,

    /// <summary>None.</summary>
    Bald,
}
