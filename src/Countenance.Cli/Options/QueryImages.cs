using Countenance.Datasets;

namespace Countenance.Cli.Options;

/// <summary>
/// What the queries of <c>retrieve</c> mean: an image file, or an image of the data set by its name. A file that lies in the data set's
/// folder is that image of it, so that it does not find itself.
/// </summary>
internal static class QueryImages
{
    private const int NamesShown = 3;

    /// <summary>The index in the data set of each query, or −1 for an image file of its own.</summary>
    /// <param name="queries">What was typed.</param>
    /// <param name="dataset">The images searched.</param>
    /// <param name="root">Where they lie: a folder, or anything else that holds no files one could name.</param>
    /// <exception cref="CountenanceException">There is neither such a file nor exactly one such image.</exception>
    public static int[] Resolve(IReadOnlyList<string> queries, ImageDataset dataset, string root)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < dataset.Count; i++)
        {
            byName.TryAdd(dataset.Names[i], i);
        }

        return [.. queries.Select(query => Resolve(query, dataset, byName, root))];
    }

    private static int Resolve(string query, ImageDataset dataset, Dictionary<string, int> byName, string root)
    {
        if (File.Exists(query))
        {
            string inside = Path.GetRelativePath(root, query).Replace(Path.DirectorySeparatorChar, '/');
            return Directory.Exists(root) ? byName.GetValueOrDefault(inside, -1) : -1;
        }

        if (byName.TryGetValue(query, out int exact))
        {
            return exact;
        }

        int[] found = [.. Enumerable.Range(0, dataset.Count).Where(i => dataset.Names[i].EndsWith("/" + query, StringComparison.Ordinal))];
        return found switch
        {
            [var only] => only,
            [] => throw new CountenanceException(
                $"{query}: there is no such file, and no image of {dataset.Format} {dataset.Split} has that name."),
            _ => throw new CountenanceException(
                $"{query}: {found.Length} images of {dataset.Format} {dataset.Split} have that name; give more of the path: "
                + $"{string.Join(", ", found.Take(NamesShown).Select(i => dataset.Names[i]))}{(found.Length > NamesShown ? ", …" : "")}"),
        };
    }
}
