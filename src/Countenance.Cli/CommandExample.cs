namespace Countenance.Cli;

/// <summary>An example in a command's help.</summary>
/// <param name="Line">What one types, beginning with <c>countenance</c>.</param>
/// <param name="Purpose">What it is for, in a few words.</param>
internal sealed record CommandExample(string Line, string Purpose);
