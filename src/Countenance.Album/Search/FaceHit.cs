namespace Countenance.Album.Search;

/// <summary>A face that was found.</summary>
/// <param name="Index">Its row in the index.</param>
/// <param name="Face">The face.</param>
/// <param name="Distance">Euclidean distance to the query; null when there was none.</param>
public sealed record FaceHit(int Index, LabelledFace Face, double? Distance);
