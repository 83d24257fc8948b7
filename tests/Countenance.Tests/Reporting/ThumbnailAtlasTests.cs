using Countenance.Reporting;
using Countenance.Tests.Reporting.Figures;
using Countenance.Vision;

namespace Countenance.Tests.Reporting;

public class ThumbnailAtlasTests
{
    [Fact]
    public void Every_picture_is_at_its_place()
    {
        ThumbnailAtlas atlas = Atlas(900, i => FigurePixels.Even((byte)(i % 250), 24, 24));

        Assert.Equal((48, 1, 21), (atlas.Tile, atlas.Every, atlas.Columns));
        Assert.Equal(3, atlas.Sheets.Count); // 441 a sheet
        Image[] sheets = [.. atlas.Sheets.Select(sheet => ImageCodec.Decode(sheet, ColorMode.Gray, "sheet"))];
        Assert.Equal((21 * 48, 21 * 48), (sheets[0].Width, sheets[0].Height));
        Assert.Equal((21 * 48, 48), (sheets[2].Width, sheets[2].Height));
        for (int i = 0; i < 900; i++)
        {
            Image sheet = sheets[i / 441];
            int x = (i % 441 % 21 * 48) + 24;
            int y = (i % 441 / 21 * 48) + 24;
            Assert.Equal(i % 250, sheet.Pixels[(y * sheet.Width) + x], 6.0); // JPEG
        }
    }

    [Theory]
    [InlineData(3191, 48, 1)]
    [InlineData(25045, 32, 1)]
    [InlineData(41000, 24, 1)]
    [InlineData(400000, 24, 9)]
    public void Pictures_become_smaller_and_then_fewer_as_there_are_more(int count, int tile, int every)
    {
        int made = 0;
        Image small = FigurePixels.Even(9, tile, tile);

        ThumbnailAtlas atlas = Atlas(count, i =>
        {
            Assert.Equal(0, i % every);
            made++;
            return small;
        });

        Assert.Equal((count, tile, every), (atlas.Count, atlas.Tile, atlas.Every));
        Assert.Equal((count + every - 1) / every, made);
        Assert.True((long)made * tile * tile <= 28_100_000);
    }

    [Fact]
    public void Pictures_of_other_shapes_and_colours_keep_their_proportions()
    {
        var wide = new Image(100, 50, 3, [.. Enumerable.Repeat(new byte[] { 250, 10, 10 }, 5000).SelectMany(pixel => pixel)]);

        ThumbnailAtlas atlas = Atlas(2, i => i == 0 ? wide : FigurePixels.Even(120));

        Image sheet = ImageCodec.Decode(atlas.Sheets[0], ColorMode.Rgb, "sheet");
        Assert.InRange(sheet.At(24, 24).R, 230, 255);
        Assert.InRange(sheet.At(24, 4).R, 0, 20);
        Assert.InRange(sheet.At(48 + 24, 24).G, 110, 130);
    }

    [Fact]
    public void Nothing_gives_no_sheet()
    {
        Assert.Empty(Atlas(0, _ => throw new InvalidOperationException("none")).Sheets);
    }

    [Fact]
    public void A_thumbnail_of_a_large_picture_is_made_smaller()
    {
        Thumbnail large = Thumbnail.Of(FigurePixels.Even(77, 960, 480), "large.png");
        Thumbnail own = Thumbnail.Of(FigurePixels.Even(77), "own.png");

        Assert.Equal((96, 48), (large.Decode().Width, large.Decode().Height));
        Assert.Equal((48, 48), (own.Decode().Width, own.Decode().Height));
        Assert.Equal((77, 77, 77), own.Decode().At(5, 5));
        Assert.Equal("own.png", own.Description);
    }

    private static ThumbnailAtlas Atlas(int count, Func<int, Image> picture) =>
        ThumbnailAtlas.Create(count, picture, TestContext.Current.CancellationToken);
}
