namespace Countenance.Album.Storage;

/// <summary>How far a file is on its way into the album. The numbers are part of the schema.</summary>
public enum FileState
{
    /// <summary>New or changed, waiting for a worker.</summary>
    Pending = 0,

    /// <summary>Its photo is in the album, be it as one that could not be decoded.</summary>
    Stored = 1,

    /// <summary>It could not be read, so that nothing is known of its contents; it is tried again whenever it is seen.</summary>
    Unreadable = 2,

    /// <summary>It was in the album and lies no longer where it was.</summary>
    Gone = 3,
}
