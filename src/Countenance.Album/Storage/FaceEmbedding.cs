namespace Countenance.Album.Storage;

/// <summary>A face in the eyes of one model.</summary>
/// <param name="Vector">The embedding, [D].</param>
/// <param name="Posterior">p(expression | face), [K].</param>
/// <param name="Class">The most probable expression, an index into the model's classes.</param>
/// <param name="Typicality">P(a draw from the class's Gaussian lies farther from its mean), 0–1; 1 at the mean.</param>
/// <param name="LogLikelihood">ln N(z; μ, Σ) under the Gaussian of <paramref name="Class"/>: orders faces whose typicality is 0.</param>
public sealed record FaceEmbedding(float[] Vector, float[] Posterior, int Class, double Typicality, double LogLikelihood);
