namespace Countenance.Vision.Faces;

/// <summary>Makes one face of the many candidates that windows and anchors report of it.</summary>
internal static class CandidateMerging
{
    private const float SameFaceOverlap = 0.3f;
    private const float SameFaceCover = 0.6f;

    /// <summary>
    /// Non-maximum suppression that blends: from the surest candidate down, each joins the first group whose surest member it overlaps, or
    /// founds one; a group becomes its mean, weighted by score.
    /// </summary>
    /// <param name="candidates">In any order; sorted by this.</param>
    /// <returns>One candidate per group, the surest first.</returns>
    public static List<FaceCandidate> Blend(List<FaceCandidate> candidates)
    {
        candidates.Sort((a, b) => b.Score.CompareTo(a.Score));
        var groups = new List<List<FaceCandidate>>();
        foreach (FaceCandidate candidate in candidates)
        {
            List<FaceCandidate>? home = groups.Find(group => AreOneFace(group[0], candidate));
            if (home is null)
            {
                groups.Add([candidate]);
            }
            else
            {
                home.Add(candidate);
            }
        }

        return [.. groups.Select(group => FaceCandidate.Blend([.. group]))];
    }

    /// <summary>Non-maximum suppression that discards: of overlapping candidates only the surest stays.</summary>
    /// <param name="candidates">In any order; sorted by this.</param>
    /// <returns>The surest first.</returns>
    public static List<FaceCandidate> KeepBest(List<FaceCandidate> candidates)
    {
        candidates.Sort((a, b) => b.Score.CompareTo(a.Score));
        var kept = new List<FaceCandidate>();
        foreach (FaceCandidate candidate in candidates)
        {
            if (!kept.Exists(other => AreOneFace(other, candidate)))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }

    private static bool AreOneFace(in FaceCandidate a, in FaceCandidate b)
        => a.Overlap(b) > SameFaceOverlap || a.Cover(b) > SameFaceCover;
}
