using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Tests.Indexing;

/// <summary>Finds the faces that <see cref="AlbumPages"/> pasted: the cells that are not paper.</summary>
internal sealed class PastedFaceFinder(string name = "pasted 1") : IFaceFinder
{
    private int searched;

    public string Name { get; } = name;

    /// <summary>Added to every search, so that a test can stop a run in its middle.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Photos searched.</summary>
    public int Searched => searched;

    /// <summary>Called at the begin of every search with the number of photos searched before.</summary>
    public Action<int>? OnSearch { get; init; }

    public IReadOnlyList<FoundFace> Find(Image photo, CancellationToken cancellation = default)
    {
        int number = Interlocked.Increment(ref searched) - 1;
        OnSearch?.Invoke(number);
        cancellation.ThrowIfCancellationRequested();
        Thread.Sleep(Latency);
        var found = new List<FoundFace>();
        for (int top = 0; top + AlbumPages.Cell <= photo.Height; top += AlbumPages.Cell)
        {
            for (int left = 0; left + AlbumPages.Cell <= photo.Width; left += AlbumPages.Cell)
            {
                Image cell = Cut(photo, left + 16, top + 16);
                if (cell.Pixels.Max() - cell.Pixels.Min() > 30)
                {
                    var region = new FaceRegion(
                        (left + 16f) / photo.Width, (top + 16f) / photo.Height, 96f / photo.Width, 96f / photo.Height);
                    found.Add(new FoundFace(region, [0, 0, 0, 0, 0, 0, 0, 0], 0.9f, ImageTransform.Resize(cell, 48, 48)));
                }
            }
        }

        return found;
    }

    private static Image Cut(Image photo, int left, int top)
    {
        var grey = new byte[AlbumPages.FaceSide * AlbumPages.FaceSide];
        for (int i = 0; i < grey.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, AlbumPages.FaceSide);
            grey[i] = photo.Pixels[((((top + y) * photo.Width) + left + x) * 3) + 1];
        }

        return new Image(AlbumPages.FaceSide, AlbumPages.FaceSide, 1, grey);
    }
}
