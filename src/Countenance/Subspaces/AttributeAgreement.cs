using Countenance.Clustering;
using Countenance.Datasets;

namespace Countenance.Subspaces;

/// <summary>How well a partition of each class agrees with attributes that are known.</summary>
/// <param name="Class">Class name.</param>
/// <param name="Parts">Number of parts of the class.</param>
/// <param name="AdjustedMutualInformation">
/// One figure per attribute, in the order asked for: 0 by chance, 1 for the same partition; NaN where it does not vary in the class.
/// </param>
public sealed record AttributeAgreement(string Class, int Parts, IReadOnlyList<double> AdjustedMutualInformation)
{
    /// <summary>The highest figure: the agreement with the attribute that dominates the class; NaN if none varies.</summary>
    public double Highest => AdjustedMutualInformation.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();

    /// <summary>Measures every class that has more than one part.</summary>
    /// <param name="dataset">Images with classes and known attributes.</param>
    /// <param name="parts">Part of each image, [N]; −1 for none.</param>
    /// <exception cref="ArgumentException">The data set has no attributes, or the lengths differ.</exception>
    public static IReadOnlyList<AttributeAgreement> Measure(ImageDataset dataset, ReadOnlySpan<int> parts)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        IReadOnlyDictionary<string, int[]> attributes = dataset.Attributes
            ?? throw new ArgumentException($"The data set must have known attributes. Got {dataset.Format}, which has none.", nameof(dataset));
        if (parts.Length != dataset.Count)
        {
            throw new ArgumentException($"There must be a part for each of the {dataset.Count} images. Got {parts.Length}.", nameof(parts));
        }

        List<AttributeAgreement> rows = [];
        for (int c = 0; c < dataset.ClassNames.Count; c++)
        {
            List<int> members = [];
            for (int i = 0; i < dataset.Count; i++)
            {
                if (dataset.Labels[i] == c && parts[i] >= 0)
                {
                    members.Add(i);
                }
            }

            int[] found = new int[members.Count];
            for (int i = 0; i < found.Length; i++)
            {
                found[i] = parts[members[i]];
            }

            int count = found.Distinct().Count();
            if (count > 1)
            {
                rows.Add(new AttributeAgreement(
                    dataset.ClassNames[c], count, [.. attributes.Values.Select(values => Agreement(found, values, members))]));
            }
        }

        return rows;
    }

    private static double Agreement(int[] found, int[] attribute, List<int> members)
    {
        int[] known = [.. members.Select(index => attribute[index])];
        return known.Distinct().Count() > 1 ? ClusteringMetrics.AdjustedMutualInformation(known, found) : double.NaN;
    }
}
