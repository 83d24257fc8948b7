namespace Countenance.Reporting;

/// <summary>A key fact of a report.</summary>
/// <param name="Name">What it is, such as <c>Seed</c>.</param>
/// <param name="Value">Its value as it is to be read, units included.</param>
public sealed record ReportFact(string Name, string Value);
