namespace Countenance.Datasets.Synthetic;

/// <summary>
/// A data set of drawn faces: eight expressions by facial action units, and inside each class the same known sub-classes (glasses, baby
/// proportions, open mouth, …), so that what an embedding finds can be compared with what is there.
/// </summary>
public static class SyntheticFaces
{
    /// <summary>Name of the format.</summary>
    public const string Format = "synthetic";

    /// <summary>The eight classes, in the order of FER+ and of <see cref="SyntheticExpression"/>.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        [.. Enum.GetNames<SyntheticExpression>().Select(name => name.ToLowerInvariant())];

    /// <summary>
    /// Draws the faces on all processors; the result does not depend on how many there are. Labels are the expressions meant, votes the
    /// shares of ten imagined annotators, attributes those of <see cref="FaceAttributes.Names"/>.
    /// </summary>
    /// <param name="options">Which faces.</param>
    /// <param name="cancellation">Ends the drawing early.</param>
    /// <returns>A data set in memory, uint8 [Count, 1 or 3, Size, Size], owned by the caller.</returns>
    /// <exception cref="ArgumentException">The pixels would not fit into one array of 2 GiB.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static ImageDataset Create(SyntheticFacesOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        int channels = options.Colour ? 3 : 1;
        int area = channels * options.Size * options.Size;
        if ((long)area * options.Count > Array.MaxLength)
        {
            throw new ArgumentException(
                $"Count × channels × Size² must be at most {Array.MaxLength} bytes. Got {(long)area * options.Count}.", nameof(options));
        }

        var faces = new SyntheticFace[options.Count];
        byte[] pixels = GC.AllocateUninitializedArray<byte>(area * options.Count, pinned: true);
        ulong seed = SplitSeed(options.Seed, options.Split);
        var parallel = new ParallelOptions { CancellationToken = cancellation };
        Parallel.For(0, options.Count, parallel, () => new FaceRenderer(options.Size, channels), (i, _, renderer) =>
        {
            faces[i] = SyntheticFace.Draw(seed, i);
            renderer.Render(faces[i].Description, pixels.AsSpan(i * area, area));
            return renderer;
        }, _ => { });

        return ImageDataset.FromPixels(
            new DatasetIdentity(Format, options.Split, options.LabelRule, ClassNames),
            Describe(faces, options.Split), pixels, channels, options.Size, options.Size);
    }

    /// <summary>
    /// The seed with which <see cref="SyntheticFace.Draw"/> gives the faces of a split: a bijection of the seed for each split, and
    /// different between splits.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public static ulong SplitSeed(ulong seed, string split)
    {
        for (int i = 0; i < SyntheticFacesOptions.Splits.Count; i++)
        {
            if (SyntheticFacesOptions.Splits[i] == split)
            {
                return StableRandom.Mix(seed) ^ StableRandom.Mix((ulong)i + 1);
            }
        }

        throw new ArgumentException(
            $"Split must be one of {string.Join(", ", SyntheticFacesOptions.Splits)}. Got '{split}'.", nameof(split));
    }

    private static DatasetLabels Describe(SyntheticFace[] faces, string split)
    {
        var votes = new float[faces.Length * ClassNames.Count];
        var attributes = FaceAttributes.Names.ToDictionary(name => name, _ => new int[faces.Length]);
        for (int i = 0; i < faces.Length; i++)
        {
            for (int k = 0; k < ClassNames.Count; k++)
            {
                votes[(i * ClassNames.Count) + k] = faces[i].Votes[k] / (float)AnnotatorPanel.Votes;
            }

            int[] values = faces[i].Description.Attributes.Values();
            for (int a = 0; a < values.Length; a++)
            {
                attributes[FaceAttributes.Names[a]][i] = values[a];
            }
        }

        return new DatasetLabels(
            [.. Enumerable.Range(0, faces.Length).Select(i => $"{split}/face{i:D6}")],
            [.. faces.Select(face => (int)face.Expression)], votes, attributes);
    }
}
