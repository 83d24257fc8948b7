using Countenance.Album.Storage;

namespace Countenance.Album.Search;

/// <summary>A face with what it is taken to express.</summary>
/// <param name="Face">The face.</param>
/// <param name="Expression">What a person said, or else the model's most probable expression.</param>
/// <param name="IsConfirmed">Whether a person said it.</param>
public sealed record LabelledFace(AlbumFace Face, string Expression, bool IsConfirmed);
