using System.Globalization;
using System.Net;
using Countenance.Album.Indexing;
using Countenance.Datasets;

namespace Countenance.Web;

/// <summary>How the page is served.</summary>
public sealed record PageOptions
{
    /// <summary>The address listened on; the loopback by default, which only programs of this machine reach.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0–65,535; 0 for any that is free.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside this range.</exception>
    public int Port
    {
        get;
        init => field = value is >= 0 and <= 65_535
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Port), $"The port must be from 0 to 65535. Got {value}.");
    }

    /// <summary>What a browser must show to be let in; needed wherever other machines reach the page. Null for none.</summary>
    public string? Token { get; init; }

    /// <summary>The model file that embeds pictures that are searched by, and new photos; null when there is none.</summary>
    public string? ModelFile { get; init; }

    /// <summary>How faces are found in them; the first of <see cref="FaceFinders"/> by default.</summary>
    public FaceFinderEntry Finder { get; init; } = FaceFinders.All[0];

    /// <summary>The data set that the album was made of; null for an album of photos.</summary>
    public LabelledData? Data { get; init; }

    /// <summary>The folders that the page may index; no others, whatever a browser asks for.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>The longest picture taken for a search, in bytes; 32 MiB by default.</summary>
    public int MostUploadBytes { get; init; } = 32 << 20;

    /// <summary>The same in words.</summary>
    internal string MostUpload => MostUploadBytes >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{MostUploadBytes / (double)(1 << 20):0.##} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{MostUploadBytes:N0} bytes");

    /// <summary>The folder that keeps the maps of albums that are no files of this machine; the user's cache by default.</summary>
    public string CacheFolder { get; init; } = DatasetRequest.UserCacheDirectory();

    /// <summary>Whether only this machine reaches the page.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Host);
}
