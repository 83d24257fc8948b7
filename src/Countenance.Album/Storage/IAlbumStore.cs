namespace Countenance.Album.Storage;

/// <summary>
/// Where an album is kept. Every method may be called from several threads, and by several processes on one album; each call is one
/// transaction: all of it is there afterwards, or nothing.
/// </summary>
/// <exception cref="AlbumException">Any method: the store cannot be read or written; the message names it.</exception>
public interface IAlbumStore : IDisposable
{
    /// <summary>What names the store in messages: a path, or host and data base.</summary>
    string Location { get; }

    /// <summary>What is known of the files under a folder, by full path; files that are gone included.</summary>
    /// <param name="folder">Full path, without a separator at its end.</param>
    IReadOnlyDictionary<string, KnownFile> KnownFiles(string folder);

    /// <summary>Puts new or changed files into the queue; whoever had claimed an older state of one has it no longer.</summary>
    void Enqueue(IReadOnlyCollection<FoundFile> files);

    /// <summary>Marks files that lie no longer where they were. Their photos and faces stay, unseen.</summary>
    void MarkGone(IReadOnlyCollection<string> paths);

    /// <summary>Takes files from the queue, in the order they entered it. No other worker gets them before the lease ends.</summary>
    /// <param name="worker">Who; any name that no other running worker has.</param>
    /// <param name="count">The most files.</param>
    /// <param name="lease">How long they are this worker's.</param>
    IReadOnlyList<FoundFile> Claim(string worker, int count, TimeSpan lease);

    /// <summary>Who has files claimed.</summary>
    IReadOnlyList<string> Workers();

    /// <summary>Gives back what a worker claimed and did not finish.</summary>
    void ReleaseClaims(string worker);

    /// <summary>
    /// The finder that looked at these contents; null when the album does not know them, or knows only that they could not be decoded:
    /// a later version of this program may decode them.
    /// </summary>
    /// <param name="hash">SHA-256, 64 lower-case hexadecimal digits.</param>
    string? FinderOf(string hash);

    /// <summary>The finder that looked at most photos of the album, gone ones included; null when there are none.</summary>
    string? UsualFinder();

    /// <summary>
    /// Stores what came of files. Contents that the album knows from the same finder stay as they are; from another finder, and where they
    /// could not be decoded before, they are replaced. A file that changed after it was claimed stays in the queue.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="model">Number of the model of their embeddings.</param>
    void Save(IReadOnlyCollection<ProcessedFile> files, long model);

    /// <summary>
    /// Registers a model, unless one with its digest is registered, and makes it the one used last. Nothing is written when it is that.
    /// </summary>
    /// <returns>The model as the album knows it.</returns>
    AlbumModel AddModel(string digest, string name, int dimension, IReadOnlyList<string> classes);

    /// <summary>The models, in the order of their last use by <see cref="AddModel"/>.</summary>
    IReadOnlyList<AlbumModel> Models();

    /// <summary>Faces that a model has not embedded: their numbers and crops, uint8 [48, 48], in the order of the numbers.</summary>
    /// <param name="model">Number of the model.</param>
    /// <param name="count">The most faces.</param>
    /// <param name="after">Only faces of higher numbers come; the last number of the call before saves looking at those again.</param>
    IReadOnlyList<(long Face, byte[] Crop)> FacesWithout(long model, int count, long after = 0);

    /// <summary>Number of faces that a model has not embedded.</summary>
    long CountWithout(long model);

    /// <summary>Stores embeddings of faces whose crops were embedded again; faces that are no longer there are passed over.</summary>
    void SaveEmbeddings(long model, IReadOnlyCollection<(long Face, FaceEmbedding Embedding)> embeddings);

    /// <summary>Visits the faces of photos that are there, as a model sees them, in the order of their numbers.</summary>
    void VisitFaces(long model, Action<AlbumFace> visit);

    /// <summary>A face's thumbnail, JPEG; null when there is no such face.</summary>
    byte[]? Thumbnail(long face);

    /// <summary>Thumbnails of some faces, JPEG, by their numbers; of those that there are.</summary>
    IReadOnlyDictionary<long, byte[]> Thumbnails(IReadOnlyCollection<long> faces);

    /// <summary>Stores what a person said of some faces: of all of them, or of none.</summary>
    /// <returns>The corrections, one per face, in their order.</returns>
    /// <exception cref="AlbumException">There is no such face.</exception>
    IReadOnlyList<Correction> Correct(IReadOnlyCollection<long> faces, string label, DateTime time);

    /// <summary>Stores what a person said of a face.</summary>
    /// <returns>The correction.</returns>
    /// <exception cref="AlbumException">There is no such face.</exception>
    Correction Correct(long face, string label, DateTime time) => Correct([face], label, time)[0];

    /// <summary>Takes corrections back, all or none; they stay on record.</summary>
    /// <returns>The rows that take them back, in their order.</returns>
    /// <exception cref="AlbumException">There is no such correction, or it takes another back itself.</exception>
    IReadOnlyList<Correction> Undo(IReadOnlyCollection<long> corrections, DateTime time);

    /// <summary>Takes a correction back; it stays on record.</summary>
    /// <exception cref="AlbumException">There is no such correction, or it takes another back itself.</exception>
    Correction Undo(long correction, DateTime time) => Undo([correction], time)[0];

    /// <summary>All that was ever said, in the order it was said.</summary>
    IReadOnlyList<Correction> Corrections();

    /// <summary>How much there is.</summary>
    AlbumCounts Counts();

    /// <summary>The files under no photo, and why, by path.</summary>
    IReadOnlyList<RefusedFile> Refused();
}
