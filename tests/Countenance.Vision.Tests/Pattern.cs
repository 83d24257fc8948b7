namespace Countenance.Vision.Tests;

/// <summary>The 8 x 6 picture of the fixtures: red 31x, green 40y, blue 17(x + y), all modulo 256.</summary>
internal static class Pattern
{
    public const int Width = 8;
    public const int Height = 6;

    public static byte[] Rgb { get; } = Make(3);

    public static byte[] Red { get; } = Make(1);

    /// <summary>0.299 R + 0.587 G + 0.114 B of the pattern, in doubles.</summary>
    public static double[] Luminance { get; } =
        [.. Rgb.Chunk(3).Select(p => (0.299 * p[0]) + (0.587 * p[1]) + (0.114 * p[2]))];

    public static Image Image(int channels) => new(Width, Height, channels, channels == 1 ? Red : Rgb);

    public static byte[] Fixture(string name) => File.ReadAllBytes(FixturePath(name));

    public static string FixturePath(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    private static byte[] Make(int channels)
    {
        var pixels = new List<byte>();
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                byte[] rgb = [(byte)(31 * x), (byte)(40 * y), (byte)(17 * (x + y))];
                pixels.AddRange(rgb[..channels]);
            }
        }

        return [.. pixels];
    }
}
