using Countenance.Datasets;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>JAFFE and BU-3DFE, whose labels are in the names of the files.</summary>
public sealed class PosedFacesTests
{
    [Fact]
    public void Jaffe_is_read_under_all_its_names()
    {
        using var fixture = new JaffeFixture();
        using ImageDataset all = fixture.Open("all");

        Assert.Equal(("jaffe", "all", "posed"), (all.Format, all.Split, all.LabelRule));
        Assert.Equal(["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"], all.ClassNames);
        Assert.Equal(
            [
                ("KA.AN1.39.PNG", "anger", 0, 1), ("KA.DI10.42.tif", "disgust", 0, 10), ("KL.FE3.176.TIFF", "fear", 1, 3),
                ("KM.HA4.7.tiff", "happiness", 2, 4), ("NA.NE.202.TIF", "neutral", 3, 0), ("NA.SU1.79.tiff", "surprise", 3, 1),
                ("YM-SA2-11.jpg", "sadness", 4, 2), ("km.sa2.10.tiff", "sadness", 2, 2),
            ],
            Enumerable.Range(0, all.Count).Select(i => (
                Path.GetFileName(all.Names[i]), all.ClassNames[all.Labels[i]], all.Attributes!["subject"][i], all.Attributes["take"][i])));
        Assert.Equal([new LeftOut("images with other names", 1), new LeftOut("second files of an image", 1)], all.LeftOut);
        Assert.All(all.Pixels(1).ToArray(), pixel => Assert.Equal(40, pixel)); // a TIFF
    }

    [Fact]
    public void Jaffe_may_lie_at_the_top_or_in_folders()
    {
        using var fixture = new JaffeFixture();
        foreach (string name in JaffeFixture.Names)
        {
            File.Move(fixture.File($"jaffe/{name}"), fixture.File(name));
        }

        Directory.Delete(fixture.File("jaffe"), recursive: true);
        using ImageDataset top = fixture.Open("all");
        Assert.Equal(JaffeFixture.Names.Order(StringComparer.Ordinal), top.Names);

        Directory.CreateDirectory(fixture.File("data/KA"));
        File.Move(fixture.File("KA.AN1.39.tiff"), fixture.File("data/KA/KA.AN1.39.tiff"));
        using ImageDataset folders = fixture.Open("all");
        Assert.Equal(JaffeFixture.Names.Length, folders.Count);
        Assert.Contains("data/KA/KA.AN1.39.tiff", folders.Names);
    }

    [Fact]
    public void Bu3dfe_is_read_from_the_frontal_pictures()
    {
        using var fixture = new Bu3dfeFixture();
        using ImageDataset all = fixture.Open("all");

        Assert.Equal(("bu3dfe", "all", "posed"), (all.Format, all.Split, all.LabelRule));
        Assert.Equal(
            [
                ("F0001_AN01WH_F2D.bmp", "anger", 0, 1), ("F0001_AN04WH_F2D.bmp", "anger", 0, 4), ("F0001_NE00WH_F2D.bmp", "neutral", 0, 0),
                ("F0002_DI02AE_F2D.BMP", "disgust", 1, 2), ("F0003_FE03BL_F2D.bmp", "fear", 2, 3),
                ("M0001_HA01LA_F2D.bmp", "happiness", 3, 1), ("M0001_SA02LA_F2D.bmp", "sadness", 3, 2),
                ("M0002_SU04AM_F2D.bmp", "surprise", 4, 4), ("m0003_ne00in_f2d.bmp", "neutral", 5, 0),
            ],
            Enumerable.Range(0, all.Count).Select(i => (
                Path.GetFileName(all.Names[i]),
                all.ClassNames[all.Labels[i]],
                all.Attributes!["subject"][i],
                all.Attributes["intensity"][i])));
        Assert.All(Enumerable.Range(0, all.Count), i => Assert.Equal(20 * (i + 1), all.Pixels(i)[0]));
        Assert.Empty(all.LeftOut);
    }

    [Theory]
    [InlineData("F0004/F0004_HA05WH_F2D.bmp", "the intensity must be 01 to 04. Got 05")]
    [InlineData("F0004/F0004_HA00WH_F2D.bmp", "the intensity must be 01 to 04. Got 00")]
    [InlineData("F0004/F0004_NE01WH_F2D.bmp", "the intensity must be 00 for a neutral face. Got 01")]
    public void An_intensity_that_does_not_exist_is_named(string name, string problem)
    {
        using var fixture = new Bu3dfeFixture();
        fixture.Draw($"BU_3DFE/{name}", DrawnPictures.Flat(8, 8, 1));

        Assert.Equal($"set/BU_3DFE/{name}: {problem}", fixture.Message("all"));
    }
}
