namespace Countenance.Models;

/// <summary>A sub-class of a model with sub-spaces.</summary>
/// <param name="Name">Its class's name and its own number from 1, such as <c>happiness 2</c>.</param>
/// <param name="Class">Index of its class in <see cref="ModelCard.Classes"/>.</param>
public sealed record ModelSubclass(string Name, int Class);
