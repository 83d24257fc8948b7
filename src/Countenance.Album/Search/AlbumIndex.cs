using Countenance.Album.Storage;
using Countenance.Retrieval;

namespace Countenance.Album.Search;

/// <summary>The faces of an album as one model sees them, in memory: searched by likeness, by expression, by folder and date.</summary>
public sealed class AlbumIndex
{
    private readonly LabelledFace[] faces;
    private readonly Lazy<VectorIndex> vectors;

    private AlbumIndex(
        string location, AlbumModel model, LabelledFace[] faces, EmbeddingMatrix embeddings, Lazy<VectorIndex> vectors)
    {
        Location = location;
        Model = model;
        this.faces = faces;
        Embeddings = embeddings;
        this.vectors = vectors;
    }

    /// <summary>What names the album in messages.</summary>
    public string Location { get; }

    /// <summary>The model.</summary>
    public AlbumModel Model { get; }

    /// <summary>The faces, in the order of their numbers; their vectors are rows of <see cref="Embeddings"/> and empty here.</summary>
    public IReadOnlyList<LabelledFace> Faces => faces;

    /// <summary>The embeddings, [N, D].</summary>
    public EmbeddingMatrix Embeddings { get; }

    /// <summary>Loads an album.</summary>
    /// <param name="store">The album.</param>
    /// <param name="model">One of its models.</param>
    /// <param name="threads">Threads of a search; −1 for all of the machine's.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <exception cref="AlbumException">The album cannot be read, or a vector has a wrong length.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static AlbumIndex Load(IAlbumStore store, AlbumModel model, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(model);
        var labels = new CorrectedLabels(store.Corrections());

        // As many as there will be, unless the model has not embedded some, or some are added in the meantime.
        long expected = store.Counts().Faces;
        var faces = new List<LabelledFace>((int)Math.Min(expected, Array.MaxLength));
        var values = new float[Math.Min(expected * model.Dimension, Array.MaxLength)];
        int filled = 0;
        store.VisitFaces(model.Id, face =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (face.Embedding.Vector.Length != model.Dimension || face.Embedding.Class >= model.Classes.Count)
            {
                throw new AlbumException(store.Location, $"the embedding of face {face.Id} does not fit model {model.Name}");
            }

            if (values.Length - filled < model.Dimension)
            {
                Array.Resize(ref values, checked((2 * values.Length) + model.Dimension));
            }

            face.Embedding.Vector.CopyTo(values, filled);
            filled += model.Dimension;
            faces.Add(Label(face with { Embedding = face.Embedding with { Vector = [] } }, model, labels));
        });
        Array.Resize(ref values, filled);
        var embeddings = new EmbeddingMatrix(values, model.Dimension);
        var vectors = new Lazy<VectorIndex>(() => new VectorIndex(embeddings, threads));
        return new AlbumIndex(store.Location, model, [.. faces], embeddings, vectors);
    }

    /// <summary>The same faces and vectors, which are shared, with what persons say of them by now.</summary>
    /// <param name="labels">The corrections that hold.</param>
    public AlbumIndex Relabel(CorrectedLabels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new AlbumIndex(Location, Model, [.. faces.Select(face => Label(face.Face, Model, labels))], Embeddings, vectors);
    }

    /// <summary>The faces nearest to a vector, nearest first; exact.</summary>
    /// <param name="vector">The query, [D], finite.</param>
    /// <param name="count">The most faces, at least 1.</param>
    /// <param name="filter">Which faces; <see cref="FaceFilter.None"/> when null.</param>
    /// <exception cref="ArgumentException">The vector has another dimension or is not finite.</exception>
    public IReadOnlyList<FaceHit> Nearest(ReadOnlySpan<float> vector, int count, FaceFilter? filter = null)
    {
        Func<LabelledFace, bool>? passes = filter is null || filter == FaceFilter.None ? null : filter.ToPredicate();
        NeighborLists found = vectors.Value.Search(vector, count, passes is null ? null : index => passes(faces[index]));
        var hits = new FaceHit[found.K];
        for (int i = 0; i < hits.Length; i++)
        {
            hits[i] = new FaceHit(found.Indices[i], faces[found.Indices[i]], Math.Sqrt(found.SquaredDistances[i]));
        }

        return hits;
    }

    /// <summary>Faces in an order of their own.</summary>
    /// <param name="order">The order; equals in the order of their numbers.</param>
    /// <param name="count">The most faces, at least 1.</param>
    /// <param name="filter">Which faces; <see cref="FaceFilter.None"/> when null.</param>
    public IReadOnlyList<FaceHit> Ranked(FaceOrder order, int count, FaceFilter? filter = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Func<LabelledFace, bool> passes = (filter ?? FaceFilter.None).ToPredicate();
        IEnumerable<int> passing = Enumerable.Range(0, faces.Length).Where(i => passes(faces[i]));
        IEnumerable<int> ordered = order switch // equals stay as they were
        {
            FaceOrder.Typical => passing.OrderByDescending(i => faces[i].Face.Embedding.LogLikelihood),
            FaceOrder.Unusual => passing.OrderBy(i => faces[i].Face.Embedding.LogLikelihood),
            FaceOrder.Newest => passing.OrderByDescending(i => faces[i].Face.Time),
            _ => throw new ArgumentOutOfRangeException(nameof(order), $"The order must be Typical, Unusual or Newest. Got {order}."),
        };
        return [.. ordered.Take(count).Select(i => new FaceHit(i, faces[i], null))];
    }

    private static LabelledFace Label(AlbumFace face, AlbumModel model, CorrectedLabels labels)
    {
        string? said = labels.Find(face.PhotoHash, face.Region)?.Label;
        return new LabelledFace(face, said ?? model.Classes[face.Embedding.Class], said is not null);
    }
}
