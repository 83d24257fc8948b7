namespace Countenance.Vision;

/// <summary>What finds faces.</summary>
public enum FaceDetectorKind
{
    /// <summary>Two small neural networks over windows of the photo; they see eyes, nose and mouth.</summary>
    BlazeFace,

    /// <summary>
    /// A cascade of Haar features: slower, finds fewer faces and more that are none, and its eyes and mouth are only where they
    /// usually are in a box. For machines that cannot fetch the weights.
    /// </summary>
    Haar,
}
