namespace Countenance.Album.Summaries;

/// <summary>A sub-expression: faces of one expression that lie together in the embedding.</summary>
/// <param name="Number">Number, from 1, in the order of the expressions and the largest first.</param>
/// <param name="Expression">The expression.</param>
/// <param name="Members">All faces that most probably belong to it, ascending rows of the index.</param>
/// <param name="Medoid">The member nearest to the group's mean.</param>
/// <param name="Top">The medoid and the members nearest to it, one of every burst, nearest first.</param>
/// <param name="Memberships">p(group | face) among the groups of the expression for each of <paramref name="Top"/>.</param>
public sealed record SummaryGroup(
    int Number, string Expression, IReadOnlyList<int> Members, int Medoid, IReadOnlyList<int> Top, IReadOnlyList<float> Memberships);
