namespace Countenance.Album.Storage;

/// <summary>Which correction holds for which face.</summary>
public sealed class CorrectedLabels
{
    /// <summary>Regions that share this much are the same face, as intersection over union.</summary>
    public const double SameFace = 0.5;

    private readonly ILookup<string, Correction> byPhoto;

    /// <summary>Puts corrections in order.</summary>
    /// <param name="corrections">All of them, those taken back and those that take back included.</param>
    public CorrectedLabels(IEnumerable<Correction> corrections)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        Correction[] all = [.. corrections];
        HashSet<long> undone = [.. all.Select(correction => correction.Undoes).OfType<long>()];
        byPhoto = all
            .Where(correction => correction.Label is not null && !undone.Contains(correction.Id))
            .OrderBy(correction => correction.Id)
            .ToLookup(correction => correction.PhotoHash, StringComparer.Ordinal);
    }

    /// <summary>The corrections that hold, one per face, the last one said.</summary>
    public IEnumerable<Correction> Current =>
        byPhoto.SelectMany(photo => photo.Where(correction => Find(photo.Key, correction.Region) == correction));

    /// <summary>The correction that holds for a face: the last of those that speak of its place; null when there is none.</summary>
    /// <param name="photoHash">SHA-256 of the photo's contents.</param>
    /// <param name="region">Where the face is.</param>
    public Correction? Find(string photoHash, FaceRegion region) =>
        byPhoto[photoHash].LastOrDefault(correction => correction.Region.Overlap(region) >= SameFace);
}
