using System.Text.Json;

namespace Countenance.Vision.Tests;

/// <summary>
/// The six group photos that <c>scripts/fetch_faces.sh --photos</c> fetches, 22 people, and where the middle between the eyes of each is:
/// read off the photos by a person, relative to width and height.
/// </summary>
internal static class GroupPhotos
{
    public const int People = 22;

    private const string Missing = "the group photos are not here; scripts/fetch_faces.sh --photos fetches them";

    public static IReadOnlyDictionary<string, ImagePoint[]> EyeMiddles { get; } =
        JsonSerializer.Deserialize<Dictionary<string, float[][]>>(Pattern.Fixture("group-photos.json"))!
            .ToDictionary(photo => photo.Key, photo => photo.Value.Select(point => new ImagePoint(point[0], point[1])).ToArray());

    /// <summary>The path of a photo; skips the test when it is not here.</summary>
    public static string PathOf(string name)
    {
        string? path = Find(Path.Combine("faces", "photos", name));
        Assert.SkipWhen(path is null, Missing);
        return path!;
    }

    /// <summary>Skips the test when the weights are not here.</summary>
    public static void RequireWeights()
        => Assert.SkipWhen(
            Find(Path.Combine("faces", "face_detection_back_256x256_barracuda.onnx")) is null,
            "the weights are not here; scripts/fetch_faces.sh fetches them");

    /// <summary>
    /// Which person each face is, by the middle between the eyes; null for a hit that is none, or that another face was nearer to.
    /// </summary>
    public static int?[] Match(string name, Image photo, IReadOnlyList<DetectedFace> faces)
    {
        var people = new int?[faces.Count];
        ImagePoint[] middles = EyeMiddles[name];
        for (int person = 0; person < middles.Length; person++)
        {
            int nearest = Enumerable.Range(0, faces.Count)
                .Where(i => people[i] is null)
                .OrderBy(i => Distance(faces[i], middles[person], photo))
                .FirstOrDefault(-1);
            if (nearest >= 0 && Distance(faces[nearest], middles[person], photo) < 0.25 * faces[nearest].Box.Width * photo.Width)
            {
                people[nearest] = person;
            }
        }

        return people;
    }

    private static double Distance(DetectedFace face, ImagePoint middle, Image photo)
        => Math.Sqrt(
            Math.Pow((((face.RightEye.X + face.LeftEye.X) / 2) - middle.X) * photo.Width, 2)
            + Math.Pow((((face.RightEye.Y + face.LeftEye.Y) / 2) - middle.Y) * photo.Height, 2));

    private static string? Find(string path)
    {
        for (DirectoryInfo? place = new(AppContext.BaseDirectory); place is not null; place = place.Parent)
        {
            string file = Path.Combine(place.FullName, path);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
