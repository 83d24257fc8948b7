using System.Globalization;
using System.Text;
using System.Text.Json;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Benchmarks;

/// <summary>
/// Photos to load an album with: JPEGs of about 1600 × 1200 pixels, each another background with one to six FER+ faces pasted into it, 80 to
/// 300 pixels wide, one in three turned by up to 20°. <c>album_add.sh</c> indexes them.
/// </summary>
internal static class AlbumPhotosScenario
{
    private const int FaceSide = 48;
    private const int SmallestFace = 80;
    private const int LargestFace = 300;
    private const int Tries = 60;

    /// <summary>
    /// Runs <c>FOLDER COUNT SEED FERPLUS.zip TRUTH.csv</c>: photos <c>FOLDER/NNNNN.jpg</c>, and where each face was pasted in shares of the
    /// photo's width and height: <c>photo,left,top,width,height,degrees</c>.
    /// </summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 5)
        {
            Console.Error.WriteLine("usage: album-photos FOLDER COUNT SEED FERPLUS.zip TRUTH.csv");
            return 2;
        }

        string folder = Directory.CreateDirectory(arguments[0]).FullName;
        int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        int seed = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        using ImageDataset faces = DatasetFormats.Open(new DatasetRequest(arguments[3], "train"));
        var truth = new string[count];
        long bytes = 0;
        Parallel.For(0, count, i =>
        {
            var random = new Random(HashOf(seed, i));
            Image photo = Background(random);
            string name = $"{i:00000}.jpg";
            truth[i] = Paste(photo, faces, random, name);
            byte[] jpeg = ImageCodec.Encode(photo, ImageFormat.Jpeg, 88);
            File.WriteAllBytes(Path.Combine(folder, name), jpeg);
            Interlocked.Add(ref bytes, jpeg.Length);
        });

        File.WriteAllText(arguments[4], "photo,left,top,width,height,degrees\n" + string.Concat(truth));
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["photos"] = count,
            ["faces"] = truth.Sum(lines => lines.Count(letter => letter == '\n')),
            ["megabytes"] = Math.Round(bytes / 1e6, 1),
        }));
        return 0;
    }

    // Another sequence for every photo, whatever thread draws it.
    private static int HashOf(int seed, int photo) => unchecked((seed * 1_000_003) + (photo * 7919));

    // Clouds of several sizes and a few plain shapes, drawn at half the size; then grain, as a sensor has it.
    private static Image Background(Random random)
    {
        bool isUpright = random.Next(4) == 0;
        (int longer, int shorter) = (random.Next(1400, 1801) & ~1, random.Next(1050, 1351) & ~1);
        (int width, int height) = isUpright ? (shorter, longer) : (longer, shorter);
        Image half = Clouds(random, width / 2, height / 2);
        for (int shape = random.Next(12); shape > 0; shape--)
        {
            Block(random, half);
        }

        Image photo = ImageTransform.Resize(half, width, height, Interpolation.Cubic);
        int grain = random.Next(2, 9);
        byte[] pixels = photo.Pixels;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            int noise = random.Next(-grain, grain + 1);
            for (int channel = i; channel < i + 3; channel++)
            {
                pixels[channel] = (byte)Math.Clamp(pixels[channel] + noise, 0, 255);
            }
        }

        return photo;
    }

    private static Image Clouds(Random random, int width, int height)
    {
        var sum = new double[width * height * 3];
        double weight = random.Next(80, 180); // averages of three channels are greyer and weaker
        double fade = 0.35 + (0.4 * random.NextDouble());
        for (int cells = 3; cells <= 192; cells *= 4)
        {
            var coarse = new Image(cells, cells, 3, new byte[cells * cells * 3]);
            random.NextBytes(coarse.Pixels);
            Fade(coarse);
            byte[] fine = ImageTransform.Resize(coarse, width, height, Interpolation.Cubic).Pixels;
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += weight * ((fine[i] / 127.5) - 1);
            }

            weight *= fade;
        }

        double light = random.Next(70, 180);
        return new Image(width, height, 3, [.. sum.Select(value => (byte)Math.Clamp(light + value, 0, 255))]);
    }

    // Towards grey: the colours of rooms and streets, not of paint.
    private static void Fade(Image image)
    {
        for (int i = 0; i < image.Pixels.Length; i += 3)
        {
            Span<byte> pixel = image.Pixels.AsSpan(i, 3);
            int grey = (pixel[0] + pixel[1] + pixel[2]) / 3;
            for (int channel = 0; channel < 3; channel++)
            {
                pixel[channel] = (byte)((pixel[channel] + (3 * grey)) / 4);
            }
        }
    }

    private static void Block(Random random, Image image)
    {
        (int left, int top) = (random.Next(image.Width), random.Next(image.Height));
        int right = Math.Min(image.Width, left + random.Next(20, 300));
        int bottom = Math.Min(image.Height, top + random.Next(20, 300));
        byte[] colour = new byte[3];
        random.NextBytes(colour);
        Fade(new Image(1, 1, 3, colour));
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                colour.CopyTo(image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3));
            }
        }
    }

    // Faces of one photo do not overlap; one that finds no room is left out.
    private static string Paste(Image photo, ImageDataset faces, Random random, string name)
    {
        var places = new List<(int Left, int Top, int Side)>();
        var lines = new StringBuilder();
        for (int face = random.Next(1, 7); face > 0; face--)
        {
            int side = random.Next(SmallestFace, LargestFace + 1);
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                (int left, int top) = (random.Next(photo.Width - side), random.Next(photo.Height - side));
                if (places.Any(other => left < other.Left + other.Side && other.Left < left + side
                    && top < other.Top + other.Side && other.Top < top + side))
                {
                    continue;
                }

                places.Add((left, top, side));
                double degrees = random.Next(3) == 0 ? random.Next(-20, 21) : 0;
                Paste(photo, Upscaled(faces, random.Next(faces.Count), side, degrees), left, top, random);
                lines.Append(CultureInfo.InvariantCulture, $"{name},{(double)left / photo.Width:F5},{(double)top / photo.Height:F5},");
                lines.Append(CultureInfo.InvariantCulture, $"{(double)side / photo.Width:F5},{(double)side / photo.Height:F5},{degrees}\n");
                break;
            }
        }

        return lines.ToString();
    }

    private static Image Upscaled(ImageDataset faces, int index, int side, double degrees)
    {
        var face = new Image(FaceSide, FaceSide, 1, faces.Pixels(index)[..(FaceSide * FaceSide)].ToArray());
        double scale = (double)side / FaceSide;
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        (double a, double b) = (scale * cos, scale * sin);
        (double from, double to) = ((FaceSide - 1) / 2.0, (side - 1) / 2.0);
        double[] matrix = [a, -b, to - (a * from) + (b * from), b, a, to - (b * from) - (a * from)];
        return ImageTransform.WarpAffine(face, matrix, side, side, Interpolation.Cubic, BorderMode.Replicate);
    }

    // Tinted like skin, the edge of the square faded into the background.
    private static void Paste(Image photo, Image face, int left, int top, Random random)
    {
        double warmth = 0.05 + (0.2 * random.NextDouble());
        double[] tint = [1 + (warmth / 2), 1 - (warmth / 2), 1 - warmth];
        int side = face.Width;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                (double across, double down) = (((2.0 * x) + 1 - side) / side, ((2.0 * y) + 1 - side) / side);
                double distance = Math.Sqrt(Math.Sqrt(Math.Pow(across, 4) + Math.Pow(down, 4)));
                double share = Math.Clamp((1.05 - distance) / 0.2, 0, 1);
                Span<byte> pixel = photo.Pixels.AsSpan((((top + y) * photo.Width) + left + x) * 3, 3);
                for (int channel = 0; channel < 3; channel++)
                {
                    double value = Math.Min(255, tint[channel] * face.Pixels[(y * side) + x]);
                    pixel[channel] = (byte)Math.Round(pixel[channel] + (share * (value - pixel[channel])));
                }
            }
        }
    }
}
