namespace Countenance.Models;

/// <summary>What goes into a network and what comes out.</summary>
/// <param name="Channels">C of the images [N, C, P, P]: 1 for grey, 3 for colour.</param>
/// <param name="ImageSize">P, side of the images in pixels.</param>
/// <param name="Outputs">D of an embedding, or K of a classifier.</param>
/// <param name="Head">Which of the two the network ends in.</param>
public sealed record NetworkShape(int Channels, int ImageSize, int Outputs, ModelHead Head);
