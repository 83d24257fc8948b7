using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Countenance.Vision.Tests;

/// <summary>Files that are damaged, that lie, or that are no images: each is an <see cref="ImageException"/>, none a crash.</summary>
public class HostileInputTests
{
    public static TheoryData<string> Files =>
        ["png", "baseline.jpg", "progressive.jpg", "rgb.webp", "alpha-lossy.webp", "lzw.tif", "rgb.tif", "rgb.bmp", "palette.bmp"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_anywhere_is_refused_or_decoded(string name)
    {
        byte[] file = Read(name);
        int refused = 0;
        for (int length = 0; length < file.Length; length++)
        {
            refused += Survives(file.AsSpan(0, length)) ? 0 : 1;
        }

        Assert.False(Survives(file.AsSpan(0, file.Length / 2)));
        Assert.InRange(refused, file.Length / 2, file.Length);
        Assert.True(Survives(file));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("baseline.jpg")]
    [InlineData("progressive.jpg")]
    public void A_PNG_or_JPEG_cut_anywhere_is_refused(string name)
    {
        byte[] file = Read(name);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.False(Survives(file.AsSpan(0, length)), $"{name} cut to {length} of {file.Length} bytes was decoded");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Random_damage_is_refused_or_decoded(string name)
    {
        byte[] file = Read(name);
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 500; round++)
        {
            byte[] damaged = [.. file];
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            refused += Survives(damaged) ? 0 : 1;
        }

        Assert.InRange(refused, 1, 500);
        Assert.True(Survives(file));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("bmp")]
    [InlineData("tiff")]
    [InlineData("tiled tiff")]
    [InlineData("webp")]
    public void A_claim_of_gigantic_size_is_refused_at_once_without_memory(string kind)
    {
        byte[] file = kind switch
        {
            "png" => PngBuilder.Build(60_000, 60_000, 8, 2, [], 1),
            "jpeg" => [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0xff, 0xdc, 0xff, 0xdc, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1,
                0xff, 0xda, 0, 2, 0xff, 0xd9],
            "bmp" => Bmp(60_000, -60_000),
            "tiff" => Tiff((256, 60_000), (257, 60_000)),
            "tiled tiff" => Tiff((256, 16), (257, 16), (322, 60_000), (323, 60_000)),
            _ => [.. "RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0"u8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        };

        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageException e = Assert.Throws<ImageException>(() => ImageCodec.Decode(file, ColorMode.Rgb, "bomb"));
        Assert.Equal(ImageError.TooLarge, e.Error);
        Assert.StartsWith("bomb: ", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 60_000); // milliseconds where nothing else runs
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(101, false)]
    public void A_JPEG_of_too_many_scans_is_refused(int extraScans, bool accepted)
    {
        // The last scan of a progressive file once more and once more: what a decoder must walk each time.
        byte[] file = Read("progressive.jpg");
        int lastScan = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xda]);
        byte[] scan = file[lastScan..^2];
        byte[] many = [.. file[..^2], .. Enumerable.Repeat(scan, extraScans).SelectMany(bytes => bytes), .. file[^2..]];
        if (accepted)
        {
            Assert.Equal(24, ImageCodec.Decode(many, ColorMode.Rgb, "t").Width);
        }
        else
        {
            ImageException e = Assert.Throws<ImageException>(() => ImageCodec.Decode(many, ColorMode.Rgb, "t"));
            Assert.Equal(ImageError.TooLarge, e.Error);
        }
    }

    [Fact]
    public void Limits_are_inclusive()
    {
        byte[] png = ImageCodec.Encode(Pattern.Image(1), ImageFormat.Png);
        ImageCodec.Decode(png, ColorMode.Gray, "t", new DecodeLimits(MaxPixels: 48, MaxSide: 8, MaxBytes: png.Length));
        foreach (DecodeLimits limits in new[]
            { new DecodeLimits(MaxPixels: 47), new DecodeLimits(MaxSide: 7), new DecodeLimits(MaxBytes: png.Length - 1) })
        {
            ImageException e = Assert.Throws<ImageException>(() => ImageCodec.Decode(png, ColorMode.Gray, "t", limits));
            Assert.Equal(ImageError.TooLarge, e.Error);
        }
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits(MaxPixels: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits(MaxSide: 2_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecodeLimits.Default with { MaxBytes = -1 });
    }

    [Fact]
    public void What_is_no_image_is_said_to_be_none()
    {
        byte[][] files =
        [
            [],
            [0],
            "class,votes\n"u8.ToArray(),
            "II\x2b\0\x08\0\0\0"u8.ToArray(), // BigTIFF
            Pattern.Fixture("rgb.gif"),
            Pattern.Fixture("animated.webp"),
        ];
        foreach (byte[] file in files)
        {
            ImageException e = Assert.Throws<ImageException>(() => ImageCodec.Decode(file, ColorMode.Gray, "a.zip/b.png"));
            Assert.Equal(ImageError.NotAnImage, e.Error);
            Assert.StartsWith("a.zip/b.png: ", e.Message, StringComparison.Ordinal);
            Assert.Equal("a.zip/b.png", e.ImageSource);
        }
    }

    [Fact]
    public void A_damaged_PNG_is_corrupt_and_named()
    {
        byte[] png = Read("png");
        png[45] ^= 0x40;
        ImageException e = Assert.Throws<ImageException>(() => ImageCodec.Decode(png, ColorMode.Gray, "f.zip/x.png"));
        Assert.Equal(ImageError.Corrupt, e.Error);
        Assert.StartsWith("f.zip/x.png: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_file_is_named()
    {
        string missing = Path.Combine(AppContext.BaseDirectory, "no-such.png");
        AssertUnreadable(missing);
        AssertUnreadable(AppContext.BaseDirectory);
        AssertUnreadable(Path.Combine(AppContext.BaseDirectory, "no-such-folder", "x.png"));

        static void AssertUnreadable(string path)
        {
            ImageException e = Assert.Throws<ImageException>(() => ImageCodec.Load(path, ColorMode.Gray));
            Assert.Equal(ImageError.Unreadable, e.Error);
            Assert.Equal(path, e.ImageSource);
            Assert.StartsWith(path + ": ", e.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Read(string name)
        => name == "png" ? ImageCodec.Encode(Pattern.Image(3), ImageFormat.Png) : Pattern.Fixture(name);

    // Small limits keep random sizes in damaged headers from costing time.
    private static bool Survives(ReadOnlySpan<byte> file)
    {
        var limits = new DecodeLimits(MaxPixels: 1_000_000);
        try
        {
            Image image = ImageCodec.Decode(file, ColorMode.Rgb, "t", limits);
            ImageCodec.Decode(file, ColorMode.Gray, "t", new byte[35], 7, 5);
            return image.Pixels.Length > 0;
        }
        catch (ImageException e)
        {
            Assert.StartsWith("t: ", e.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static byte[] Bmp(int width, int height)
    {
        byte[] file = new byte[60];
        Encoding.ASCII.GetBytes("BM").CopyTo(file, 0);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        return file;
    }

    // Big-endian, one directory of 32-bit values at byte 8.
    private static byte[] Tiff(params (ushort Tag, uint Value)[] entries)
    {
        byte[] file = new byte[8 + 2 + (12 * entries.Length) + 4];
        "MM\0\x2a\0\0\0\x08"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(8), (ushort)entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = file.AsSpan(10 + (12 * i), 12);
            BinaryPrimitives.WriteUInt16BigEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteUInt16BigEndian(entry[2..], 4);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], 1);
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], entries[i].Value);
        }

        return file;
    }
}
