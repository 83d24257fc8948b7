using Countenance.Clustering;
using Countenance.Datasets;

namespace Countenance.Subspaces;

/// <summary>What the sub-classes are measured against: k-means inside every class, as many clusters as the class has sub-classes.</summary>
public static class ClassClusters
{
    /// <summary>Clusters every class.</summary>
    /// <param name="embeddings">Embeddings of the data set, [N, D].</param>
    /// <param name="dataset">Images with classes.</param>
    /// <param name="partition">Gives the number of clusters of each class.</param>
    /// <param name="seed">Seed of k-means.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The result does not depend on it.</param>
    /// <returns>Cluster of each image, numbered like the partition's sub-classes, [N]; −1 where the image has no label.</returns>
    public static int[] Find(
        EmbeddingMatrix embeddings, ImageDataset dataset, SubclassPartition partition, long seed, int threads = -1)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(partition);
        var clusters = new int[dataset.Count];
        Array.Fill(clusters, -1);
        for (int c = 0; c < dataset.ClassNames.Count; c++)
        {
            (int first, int count) = partition.RangeOf(c);
            int[] members = [.. Enumerable.Range(0, dataset.Count).Where(i => dataset.Labels[i] == c)];
            if (members.Length == 0)
            {
                continue;
            }

            int[] found = KMeans.Run(embeddings.Rows(members), new KMeansOptions(count) { Seed = (ulong)seed, Threads = threads }).Labels;
            for (int i = 0; i < members.Length; i++)
            {
                clusters[members[i]] = first + found[i];
            }
        }

        return clusters;
    }
}
