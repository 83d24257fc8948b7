using System.Globalization;
using System.Text;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>AffectNet's later layout: image i has expression i, stored as a text of one character or in another of NumPy's types.</summary>
public sealed class AffectNetArraysFixture : LayoutFixture
{
    public AffectNetArraysFixture()
    {
        // 8–10 do not come in this layout, but nothing forbids them.
        (string Type, string Value)[] expressions =
        [
            ("<U1", "0"), ("<U1", "1"), ("<U2", "2"), ("|S1", "3"), ("<i8", "4"), ("<i4", "5"), ("|u1", "6"), ("<f8", "7"), ("<U1", "8"),
            ("<U2", "10"),
        ];
        for (int i = 0; i < expressions.Length; i++)
        {
            Draw($"train_set/images/{i}.jpg", DrawnPictures.Flat(24, 24, (byte)(20 * (i + 1))));
            Write($"train_set/annotations/{i}_exp.npy", Npy(expressions[i].Type, expressions[i].Value));
            Write($"train_set/annotations/{i}_val.npy", Npy("<U5", "-0.25"));
        }

        Draw("train_set/images/99.jpg", DrawnPictures.Flat(24, 24, 255)); // without an expression file
        Draw("val_set/images/0.JPG", DrawnPictures.Flat(24, 24, 100));
        Write("val_set/annotations/0_exp.npy", Npy("<U1", "6"));
    }

    public override string Format => "affectnet";

    /// <summary>A NumPy file of one value.</summary>
    public static byte[] Npy(string type, string value, string shape = "")
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}".PadRight(117) + '\n';
        CultureInfo invariant = CultureInfo.InvariantCulture;
        int size = int.Parse(type[2..], invariant);
        byte[] data = type[1] switch
        {
            'U' => (type[0] == '>' ? new UTF32Encoding(true, false) : Encoding.UTF32).GetBytes(value.PadRight(size, '\0')),
            'S' => Encoding.ASCII.GetBytes(value.PadRight(size, '\0')),
            'f' => size == 4 ? BitConverter.GetBytes(float.Parse(value, invariant)) : BitConverter.GetBytes(double.Parse(value, invariant)),
            _ => BitConverter.GetBytes(long.Parse(value, invariant))[..size],
        };
        if (type[0] == '>' && type[1] != 'U')
        {
            Array.Reverse(data);
        }

        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
