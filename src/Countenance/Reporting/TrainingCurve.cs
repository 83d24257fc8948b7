namespace Countenance.Reporting;

/// <summary>A quantity followed over the epochs of a training.</summary>
public sealed record TrainingCurve
{
    /// <summary>Creates the curve.</summary>
    /// <param name="name">Name in the legend, such as <c>validation</c>.</param>
    /// <param name="quantity">What is measured, such as <c>Loss</c>: the axis name; curves of one quantity share a chart.</param>
    /// <param name="epochs">Epochs, ascending; may be fractional when measured inside an epoch.</param>
    /// <param name="values">One value per epoch; NaN and infinities are gaps.</param>
    /// <param name="format">How the values are written.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the epochs do not ascend.</exception>
    public TrainingCurve(
        string name, string quantity, IReadOnlyList<double> epochs, IReadOnlyList<double> values, ValueFormat format = ValueFormat.Number)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(quantity);
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(values);
        if (epochs.Count != values.Count)
        {
            throw new ArgumentException(
                $"A curve must have one value per epoch. Got {epochs.Count} epochs and {values.Count} values.", nameof(values));
        }

        for (var i = 1; i < epochs.Count; i++)
        {
            if (!(epochs[i] > epochs[i - 1]))
            {
                throw new ArgumentException($"Epochs must ascend. Got {epochs[i]} after {epochs[i - 1]}.", nameof(epochs));
            }
        }

        Name = name;
        Quantity = quantity;
        Epochs = epochs;
        Values = values;
        Format = format;
    }

    /// <summary>Name in the legend.</summary>
    public string Name { get; }

    /// <summary>What is measured; the axis name.</summary>
    public string Quantity { get; }

    /// <summary>Epochs, ascending.</summary>
    public IReadOnlyList<double> Epochs { get; }

    /// <summary>One value per epoch; NaN and infinities are gaps.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>How the values are written.</summary>
    public ValueFormat Format { get; }
}
