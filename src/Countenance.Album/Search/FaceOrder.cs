namespace Countenance.Album.Search;

/// <summary>The order of faces that are not looked for by their likeness.</summary>
public enum FaceOrder
{
    /// <summary>The most typical of their expression first: highest likelihood under its Gaussian.</summary>
    Typical,

    /// <summary>The least typical of their expression first.</summary>
    Unusual,

    /// <summary>The latest photos first.</summary>
    Newest,
}
