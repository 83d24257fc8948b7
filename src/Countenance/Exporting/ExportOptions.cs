using Countenance.Models;

namespace Countenance.Exporting;

/// <summary>How a trained model is made ready to be given away.</summary>
public sealed record ExportOptions
{
    /// <summary>Whether it embeds an image as the mean over it and its mirror image; null for as it was trained.</summary>
    public bool? MirroredViews { get; init; }

    /// <summary>Sub-classes of a class, found by a Gaussian mixture, for a model that has none of its own; 1 for none.</summary>
    public int Subclasses { get; init; } = 5;

    /// <summary>
    /// Share of the training images that were held out when it was trained; the temperature is fitted on them. A model that has learned
    /// them all the same gets one that is too sure.
    /// </summary>
    public double HoldOut { get; init; } = 0.05;

    /// <summary>Seed that chose them, and that of the mixtures; null for that of the model's card.</summary>
    public long? Seed { get; init; }

    /// <summary>Precision of the embedding.</summary>
    public ComputePrecision Precision { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Subclasses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Subclasses, 64);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HoldOut);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HoldOut, 0.5);
        if (Precision == ComputePrecision.EightBit)
        {
            throw new ArgumentException("int8 cannot be used here; export measures what int8 needs.");
        }
    }
}
