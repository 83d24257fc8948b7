namespace Countenance.Subspaces;

/// <summary>One round: classes are split, and the network trained over the sub-classes.</summary>
/// <param name="Level">l, sub-classes of a class at most.</param>
/// <param name="Repeat">Which of the level's rounds it is, from 1.</param>
public sealed record SubspaceRound(int Level, int Repeat)
{
    /// <summary>Name of the round's folder, such as <c>level-3</c> or <c>level-3-repeat-2</c>.</summary>
    public string FolderName => Repeat == 1 ? $"level-{Level}" : $"level-{Level}-repeat-{Repeat}";
}
