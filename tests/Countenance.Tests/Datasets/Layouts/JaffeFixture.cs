namespace Countenance.Tests.Datasets.Layouts;

/// <summary>JAFFE with its irregular names: five people, of whom YM is in the validation split.</summary>
public sealed class JaffeFixture : LayoutFixture
{
    public JaffeFixture()
    {
        for (int i = 0; i < Names.Length; i++)
        {
            Draw($"jaffe/{Names[i]}", DrawnPictures.Flat(32, 32, (byte)(20 * (i + 1))));
        }

        Draw("jaffe/KA.AN1.39.PNG", DrawnPictures.Flat(32, 32, 250)); // a converted copy, before the original by name
        Draw("jaffe/sheet.png", DrawnPictures.Flat(32, 32, 250));
        Write("jaffe/README_FIRST.txt", "x");
    }

    public override string Format => "jaffe";

    /// <summary>The pictures.</summary>
    public static string[] Names { get; } =
    [
        "KA.AN1.39.tiff", "KA.DI10.42.tif", "KL.FE3.176.TIFF", "KM.HA4.7.tiff", "NA.NE.202.TIF", "NA.SU1.79.tiff", "km.sa2.10.tiff",
        "YM-SA2-11.jpg",
    ];
}
