using System.Runtime.ExceptionServices;
using Countenance.Datasets.Files;

namespace Countenance.Datasets.AffectNet;

/// <summary>
/// The later layout: <c>train_set</c> and <c>val_set</c>, at the top or up to three folders down, each with <c>images/ID.jpg</c>, which
/// show the face alone, and <c>annotations/ID_exp.npy</c> with its expression (and others, which are not read).
/// </summary>
/// <remarks>An image without its expression file is left out and counted.</remarks>
/// <param name="tree">The files.</param>
/// <param name="root">The folder in which the splits' folders are.</param>
internal sealed class AffectNetArrays(FileTree tree, string root)
{
    private const string Images = "images";
    private const string Annotations = "annotations";
    private const string Suffix = "_exp.npy";

    /// <summary>The folder in which the splits' folders are, or null when there is none.</summary>
    public static string? FindIn(FileTree tree) => tree.LayoutFolders().FirstOrDefault(folder => SplitFolders(tree, folder).Any());

    public FaceFiles Read(AffectNetSplit split, CancellationToken cancellation)
    {
        string folder = SplitFolders(tree, root).FirstOrDefault(name => IsCalled(name, split.Folder))
            ?? throw new DatasetException(tree.Place(root), $"has no {split.Folder}, so no split '{split.Name}'");
        FileEntry[] images = [.. tree.Files(Child(folder, Images), recursive: false).Where(entry => entry.IsImage)];
        string annotations = Child(folder, Annotations);
        int?[] codes = ReadCodes(images, annotations, cancellation);

        var expressions = new AffectNetExpressions();
        var entries = new List<FileEntry>();
        var labels = new List<int>();
        int unlabelled = 0;
        for (int i = 0; i < images.Length; i++)
        {
            if (codes[i] is not { } code)
            {
                unlabelled++;
            }
            else if (expressions.Take(code) is var label and >= 0)
            {
                entries.Add(images[i]);
                labels.Add(label);
            }
        }

        return new FaceFiles(ExpressionClasses.Eight, entries, [.. labels], new PixelBox[entries.Count])
        {
            LeftOut = [.. expressions.LeftOut, new LeftOut($"images without a file ID{Suffix}", unlabelled)],
        };
    }

    private static IEnumerable<string> SplitFolders(FileTree tree, string folder) => tree.Folders(folder).Where(name =>
        AffectNetSplit.All.Any(split => IsCalled(name, split.Folder))
        && tree.Folders(name) is var inside
        && inside.Any(child => IsCalled(child, Images)) && inside.Any(child => IsCalled(child, Annotations)));

    private static bool IsCalled(string folder, string name) =>
        FileTree.LastSegment(folder).Equals(name, StringComparison.OrdinalIgnoreCase);

    private string Child(string folder, string name) => tree.Folders(folder).First(child => IsCalled(child, name));

    // Hundreds of thousands of tiny files, four an image: to look up the one that is needed takes less memory than to list them all.
    private int?[] ReadCodes(FileEntry[] images, string annotations, CancellationToken cancellation)
    {
        var codes = new int?[images.Length];
        var parallel = new ParallelOptions { CancellationToken = cancellation };
        try
        {
            Parallel.For(0, images.Length, parallel, tree.OpenReader, (i, _, reader) =>
            {
                if (tree.Find($"{annotations}/{images[i].Stem}{Suffix}") is { } file)
                {
                    codes[i] = ReadCode(reader, file);
                }

                return reader;
            }, reader => reader.Dispose());
        }
        catch (AggregateException exception)
        {
            // Of several the first by name, so that the message depends as little on the threads as may be.
            Exception? first = exception.InnerExceptions.OfType<DatasetException>().MinBy(problem => problem.Path, StringComparer.Ordinal);
            ExceptionDispatchInfo.Throw(first ?? exception);
        }

        return codes;
    }

    private int ReadCode(FileTreeReader reader, FileEntry file)
    {
        try
        {
            int code = NpyWholeNumber.Read(reader.Read(file));
            return code >= 0 && code < AffectNetExpressions.Count
                ? code
                : throw new FormatException($"the expression must be from 0 to {AffectNetExpressions.Count - 1}. Got {code}");
        }
        catch (FormatException exception)
        {
            throw new DatasetException(tree.Place(file.Name), exception.Message, exception);
        }
    }
}
