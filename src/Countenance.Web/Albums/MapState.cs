namespace Countenance.Web.Albums;

/// <summary>How far the map is, as a script is told.</summary>
internal sealed record MapState(bool IsFinal, int Version, int Iteration, int Iterations, int Faces, string? Failure);
