namespace Countenance.Sampling;

/// <summary>A line of the registry.</summary>
/// <param name="Name">The name used on the command line, lower case.</param>
/// <param name="Description">One line for the help text.</param>
/// <param name="Options">The sampler's options for a batch size.</param>
public sealed record SamplerEntry(string Name, string Description, Func<int, SamplerOptions> Options);
