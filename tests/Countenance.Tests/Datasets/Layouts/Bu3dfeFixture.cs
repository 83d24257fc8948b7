namespace Countenance.Tests.Datasets.Layouts;

/// <summary>BU-3DFE: one folder per person, six people, of whom M0002 is in the validation split.</summary>
public sealed class Bu3dfeFixture : LayoutFixture
{
    public Bu3dfeFixture()
    {
        for (int i = 0; i < Names.Length; i++)
        {
            Draw($"BU_3DFE/{Names[i][..5].ToUpperInvariant()}/{Names[i]}", DrawnPictures.Flat(30, 30, (byte)(20 * (i + 1))));
        }

        Draw("BU_3DFE/F0001/F0001_AN01WH_F3D.bmp", DrawnPictures.Flat(30, 30, 250));
        Write("BU_3DFE/F0001/F0001_AN01WH_F3D.wrl", "#VRML V2.0 utf8");
        Write("BU_3DFE/F0001/F0001_AN01WH_RAW.pse", "x");
    }

    public override string Format => "bu3dfe";

    /// <summary>The frontal pictures.</summary>
    public static string[] Names { get; } =
    [
        "F0001_AN01WH_F2D.bmp", "F0001_AN04WH_F2D.bmp", "F0001_NE00WH_F2D.bmp", "F0002_DI02AE_F2D.BMP", "F0003_FE03BL_F2D.bmp",
        "M0001_HA01LA_F2D.bmp", "M0001_SA02LA_F2D.bmp", "M0002_SU04AM_F2D.bmp", "m0003_ne00in_f2d.bmp",
    ];
}
