using System.Buffers.Binary;
using Countenance.Vision;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>Pictures for fixtures, drawn here: one level of grey, or a box of it on black, in the file types that data sets use.</summary>
internal static class DrawnPictures
{
    /// <summary>A picture of one level of grey.</summary>
    public static Image Flat(int width, int height, byte level)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, level);
        return new Image(width, height, 1, pixels);
    }

    /// <summary>A black picture with a box of one level of grey.</summary>
    public static Image WithBox(int width, int height, (int Left, int Top, int Width, int Height) box, byte level)
    {
        Image image = Flat(width, height, 0);
        for (int y = box.Top; y < box.Top + box.Height; y++)
        {
            image.Pixels.AsSpan((y * width) + box.Left, box.Width).Fill(level);
        }

        return image;
    }

    /// <summary>The picture as a PNG, or in the type that the extension of a name says.</summary>
    public static byte[] Encode(Image image, string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".JPG" or ".JPEG" => ImageCodec.Encode(image, ImageFormat.Jpeg, 100),
        ".BMP" => Bmp(image),
        ".TIF" or ".TIFF" => Tiff(image),
        _ => ImageCodec.Encode(image, ImageFormat.Png),
    };

    /// <summary>24 bits per pixel, rows from the bottom up and filled to four bytes.</summary>
    private static byte[] Bmp(Image image)
    {
        const int Header = 54;
        int row = ((image.Width * 3) + 3) / 4 * 4;
        var file = new byte[Header + (row * image.Height)];
        "BM"u8.CopyTo(file);
        int[] fields = [file.Length, 0, Header, 40, image.Width, image.Height, 1 | (24 << 16)];
        for (int i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2 + (4 * i)), fields[i]);
        }

        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                file.AsSpan(Header + ((image.Height - 1 - y) * row) + (3 * x), 3).Fill(image.Pixels[(y * image.Width) + x]);
            }
        }

        return file;
    }

    /// <summary>Baseline TIFF: eight bits of grey, one strip, nothing compressed.</summary>
    private static byte[] Tiff(Image image)
    {
        const int Header = 8;
        int directory = Header + ((image.Pixels.Length + 1) / 2 * 2);
        (ushort Tag, int Value)[] entries =
        [
            (256, image.Width), (257, image.Height), (258, 8), (259, 1), (262, 1), (273, Header), (277, 1), (278, image.Height),
            (279, image.Pixels.Length),
        ];
        var file = new byte[directory + 2 + (12 * entries.Length) + 4];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), directory);
        image.Pixels.CopyTo(file, Header);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(directory), (ushort)entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = file.AsSpan(directory + 2 + (12 * i));
            bool isLong = entries[i].Tag is 273 or 279;
            BinaryPrimitives.WriteUInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)(isLong ? 4 : 3));
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], entries[i].Value);
        }

        return file;
    }
}
