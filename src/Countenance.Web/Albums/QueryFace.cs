using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>A face of a picture that is searched by.</summary>
/// <param name="Thumbnail">JPEG.</param>
/// <param name="Embedding">What the model makes of it.</param>
internal sealed record QueryFace(byte[] Thumbnail, FaceEmbedding Embedding);
