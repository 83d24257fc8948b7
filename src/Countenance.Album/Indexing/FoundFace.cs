using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>A face as a finder found it.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Points">x and y of right eye, left eye, nose and mouth in shares of the photo, [8]; empty when not known.</param>
/// <param name="Score">The finder's confidence, 0–1.</param>
/// <param name="Crop">The aligned face, grey, 48 × 48.</param>
public sealed record FoundFace(FaceRegion Region, float[] Points, float Score, Image Crop);
