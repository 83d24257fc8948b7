using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Vision;

namespace Countenance.Tests.Reporting.Figures;

public class SheetImageTests
{
    private static readonly Thumbnail Dark = Thumbnail.Of(FigurePixels.Even(40), "FER2013Valid/dark.png");
    private static readonly Thumbnail Light = Thumbnail.Of(FigurePixels.Even(200), "FER2013Valid/light.png");

    [Fact]
    public void A_neighbour_of_the_class_has_a_whole_green_frame_and_another_a_broken_red_one()
    {
        var row = new NeighbourRow(Dark, "fear", null, null, [new(Light, "fear", 0.5), new(Dark, "anger", 0.75), new(Light, null, 1)]);

        Image sheet = RetrievalSheetImage.Draw([row]);

        (int X, int Y)[] same = [.. sheet.Of(FigureInk.Same).Where(pixel => pixel.Y < 34 + 106)];
        (int X, int Y)[] other = [.. sheet.Of(FigureInk.Other).Where(pixel => pixel.Y < 34 + 106)];
        Assert.Equal((106 * 106) - (100 * 100), same.Length);
        Assert.InRange(other.Length, (int)(0.4 * same.Length), (int)(0.75 * same.Length));
        Assert.True(same.Max(pixel => pixel.X) < other.Min(pixel => pixel.X));
        Assert.Equal((200, 200, 200), sheet.At(166 + 53, 34 + 53));
        Assert.Equal((40, 40, 40), sheet.At(166 + 120 + 53, 34 + 53));
    }

    [Fact]
    public void A_face_of_48_pixels_is_enlarged_twice()
    {
        var row = new NeighbourRow(Dark, "fear", null, null, []);

        Image sheet = RetrievalSheetImage.Draw([row]);

        Assert.Equal(96 * 96, sheet.Of(Countenance.Drawing.Colour.Of(40, 40, 40)).Length);
    }

    [Fact]
    public void Without_labels_nothing_is_marked()
    {
        var row = new NeighbourRow(Dark, null, null, null, [new(Light, "fear", 0.5), new(Dark, null, 0.75)]);

        Image sheet = RetrievalSheetImage.Draw([row, row]);

        Assert.Empty(sheet.Of(FigureInk.Same));
        Assert.Empty(sheet.Of(FigureInk.Other));
        Assert.Equal(34 + (2 * 158) + 6, sheet.Height);
    }

    [Fact]
    public void A_group_shows_its_medoid_large_and_marks_members_that_are_labelled_otherwise()
    {
        GroupMember[] top = [.. Enumerable.Range(0, 16).Select(i => new GroupMember(Light, i == 5 ? "anger" : i == 7 ? null : "fear"))];
        var group = new GroupSheet(7, 412, "fear", 0.93, new GroupMember(Dark, "fear"), top);

        Image sheet = GroupSheetImage.Draw(group);

        Assert.Equal(192 * 192, sheet.Of(Countenance.Drawing.Colour.Of(40, 40, 40)).Length);
        Assert.Equal(16 * 96 * 96, sheet.Of(Countenance.Drawing.Colour.Of(200, 200, 200)).Length);
        (int X, int Y)[] frames = [.. sheet.Of(FigureInk.Other).Where(pixel => pixel.Y < 54 + 106)];
        Assert.InRange(frames.Min(pixel => pixel.X), 242 + (5 * 116), 242 + (5 * 116) + 6);
        Assert.True(frames.Max(pixel => pixel.X) < 242 + (6 * 116));
        Assert.Equal("Group 7: fear, 93\u202f%", group.Heading);
    }

    [Fact]
    public void Cards_of_suspects_stand_in_columns()
    {
        LabelSuspect[] suspects =
        [
            .. Enumerable.Range(0, 5).Select(i => new LabelSuspect(i < 4 ? Light : Dark, "fear", "surprise", 0.971, "10 of 11 nearest are surprise")),
        ];

        Image sheet = SuspectSheetImage.Draw(suspects, columns: 4);

        Assert.Equal(((2 * 16) + (4 * 300) - 12, 16 + (2 * 126)), (sheet.Width, sheet.Height));
        (int X, int Y)[] last = sheet.Of(Countenance.Drawing.Colour.Of(40, 40, 40));
        Assert.Equal((16 + 5, 16 + 126 + 5), (last.Min(pixel => pixel.X), last.Min(pixel => pixel.Y)));
        Assert.Equal(4 * 96 * 96, sheet.Of(Countenance.Drawing.Colour.Of(200, 200, 200)).Length);
    }

    [Fact]
    public void Empty_sheets_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RetrievalSheetImage.Draw([]));
        Assert.Throws<ArgumentException>(() => SuspectSheetImage.Draw([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => GroupSheetImage.Draw(new GroupSheet(1, 1, null, null, new(Dark, null), []), 0));
    }

    [Fact]
    public void A_group_without_labels_or_members_can_be_drawn()
    {
        Image sheet = GroupSheetImage.Draw(new GroupSheet(1, 1, null, null, new GroupMember(Dark, null), []));

        Assert.Equal(192 * 192, sheet.Of(Countenance.Drawing.Colour.Of(40, 40, 40)).Length);
    }

    [Fact]
    public void A_figure_is_written_as_PNG_over_an_earlier_one()
    {
        using var folder = new TemporaryFolder();
        string path = folder["sheet.png"];
        File.WriteAllText(path, "earlier");
        Image sheet = RetrievalSheetImage.Draw([new NeighbourRow(Dark, "fear", null, null, [])]);

        FigureFile.Write(sheet, path);

        Assert.Equal(sheet.Pixels, ImageCodec.Load(path, ColorMode.Rgb).Pixels);
        Assert.Equal([path], Directory.GetFiles(folder.Root));
        string missing = Path.Combine(folder.Root, "none", "sheet.png");
        Assert.Equal(missing, Assert.Throws<ReportException>(() => FigureFile.Write(sheet, missing)).Path);
    }
}
