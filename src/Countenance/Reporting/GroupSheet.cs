namespace Countenance.Reporting;

/// <summary>A group of images found in an embedding, as pictures: its medoid and the members nearest to it (the paper's Figures 8 and 9).</summary>
/// <param name="Number">Number of the group, from 1.</param>
/// <param name="Size">Number of its members.</param>
/// <param name="Expression">The class most of its members are labelled with, or null when none has a label.</param>
/// <param name="Share">Share of its labelled members that are of that class, a fraction, or null.</param>
/// <param name="Medoid">The member nearest to the group's mean.</param>
/// <param name="Top">The members nearest to the medoid, nearest first.</param>
public sealed record GroupSheet(
    int Number, int Size, string? Expression, double? Share, GroupMember Medoid, IReadOnlyList<GroupMember> Top)
{
    /// <summary>Such as <c>Group 7: happiness, 93 %</c>.</summary>
    internal string Heading => Expression is null
        ? $"Group {Number}"
        : $"Group {Number}: {Expression}{(Share is { } share ? $", {FigureText.Share(share, 0)}" : "")}";

    /// <summary>Such as <c>412 images</c>.</summary>
    internal string SizeText => FigureText.Images(Size);

    /// <summary>Whether a member is labelled as most of the group; null when it has no label.</summary>
    internal bool? IsTypical(GroupMember member) => member.Class is null || Expression is null ? null : member.Class == Expression;
}
