namespace Countenance.Reporting.Sections;

/// <summary>A row of the sub-space table.</summary>
/// <param name="Class">Class name.</param>
/// <param name="Subclasses">Number of sub-classes found in it.</param>
/// <param name="AdjustedMutualInformation">A figure an attribute, at most 1; NaN where the attribute does not vary in the class.</param>
public sealed record SubspaceAgreement(string Class, int Subclasses, IReadOnlyList<double> AdjustedMutualInformation);
