using System.Security.Cryptography;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Web.Albums;

/// <summary>The last pictures that were searched by. They are kept in memory only, without the pictures themselves.</summary>
internal sealed class QueryPictures(PictureReader reader)
{
    private const int Most = 32;

    private readonly Lock gate = new();
    private readonly LinkedList<QueryPicture> kept = [];

    /// <summary>A name that cannot be guessed.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>Reads a picture and keeps its faces, or why it cannot be used.</summary>
    public async Task<QueryPicture> AddAsync(byte[] contents, CancellationToken cancellation)
    {
        QueryPicture picture;
        try
        {
            picture = await reader.ReadAsync(contents, cancellation);
        }
        catch (Exception problem) when (IsExpected(problem))
        {
            picture = new QueryPicture(NewKey(), "", IsWhole: false, [], problem.Message);
        }

        lock (gate)
        {
            kept.AddFirst(picture);
            if (kept.Count > Most)
            {
                kept.RemoveLast();
            }
        }

        return picture;
    }

    // The picture, the model, or what finds faces; anything else is a mistake of ours, and logged.
    private static bool IsExpected(Exception problem) =>
        problem is QueryException or CountenanceException or TorchException or FaceWeightsException or TypeLoadException
            or TypeInitializationException or BadImageFormatException;

    /// <summary>A picture by its key; null when it was forgotten or never there.</summary>
    public QueryPicture? Find(string? key)
    {
        lock (gate)
        {
            return kept.FirstOrDefault(picture => picture.Key == key);
        }
    }
}
