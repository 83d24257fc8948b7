namespace Countenance.Training;

/// <summary>How the learning rate goes on after it has risen.</summary>
public enum ScheduleKind
{
    /// <summary>It falls to 0 along half a cosine.</summary>
    Cosine,

    /// <summary>It stays.</summary>
    Constant,
}
