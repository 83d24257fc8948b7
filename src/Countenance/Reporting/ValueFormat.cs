namespace Countenance.Reporting;

/// <summary>How a figure is written.</summary>
public enum ValueFormat
{
    /// <summary>As a number, four significant digits.</summary>
    Number,

    /// <summary>A fraction (0–1), written as a percentage.</summary>
    Share,
}
