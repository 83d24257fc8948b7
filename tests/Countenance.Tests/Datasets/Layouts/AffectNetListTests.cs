using Countenance.Datasets;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>AffectNet's official lists and photographs.</summary>
public sealed class AffectNetListTests : IDisposable
{
    private readonly AffectNetListFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void The_eight_expressions_are_read_and_the_others_counted()
    {
        using ImageDataset train = fixture.Open("train");
        using ImageDataset valid = fixture.Open("valid");

        Assert.Equal(("affectnet", "train", "annotator"), (train.Format, train.Split, train.LabelRule));
        Assert.Equal(
            ["neutral", "happiness", "sadness", "surprise", "fear", "disgust", "anger", "contempt"],
            train.Labels.Select(label => train.ClassNames[label]));
        Assert.Equal(AffectNetListFixture.Paths.Take(8).Select(path => $"Manually_Annotated_Images/{path}"), train.Names);
        Assert.Equal(
            [("images labelled none", 1), ("images labelled uncertain", 1), ("images labelled not a face", 1)],
            train.LeftOut.Select(left => (left.Reason, left.Count)));
        Assert.Equal(["anger"], valid.Labels.Select(label => valid.ClassNames[label]));
        Assert.Empty(valid.LeftOut);
        AssertFace(200, valid, 0);
    }

    [Fact]
    public void The_face_is_cut_out_of_the_photograph()
    {
        using ImageDataset train = fixture.Open("train");

        Assert.All(Enumerable.Range(0, 8), i => AssertFace(AffectNetListFixture.Level(i), train, i));
    }

    [Theory]
    [InlineData("-1,-1,-1,-1")]
    [InlineData("NULL,NULL,NULL,NULL")]
    [InlineData(",,,")]
    [InlineData("15,5,0,20")]
    [InlineData("300,5,20,20")] // beside the picture
    [InlineData("29,20,20,20")] // most of it beside the picture
    [InlineData("2000000000,2000000000,2000000000,2000000000")]
    public void Without_a_usable_box_the_middle_square_is_taken(string box)
    {
        WriteTrain([.. AffectNetListFixture.Rows((0, box))]);
        using ImageDataset train = fixture.Open("train", size: 6);

        // The middle square is (5, 0, 30, 30); the face is from (10, 5) to (30, 25) in it: rows 1–4 and columns 2–5 of six.
        byte[] pixels = train.Pixels(0).ToArray();
        byte level = AffectNetListFixture.Level(0);
        Assert.InRange(pixels[(2 * 6) + 3], level - 3, level + 3);
        Assert.InRange(pixels[0], 0, 3);
        Assert.InRange(pixels[(2 * 6) + 0], 0, 3);
        AssertFace(AffectNetListFixture.Level(1), train, 1);
    }

    [Theory]
    [InlineData("-5,-3,40,32")] // 35×29 of it are in the picture
    [InlineData("15.0,5.0,20.0,20.0")]
    public void A_box_over_the_edge_is_cut_at_the_edge(string box)
    {
        WriteTrain([.. AffectNetListFixture.Rows((2, box))]);
        using ImageDataset train = fixture.Open("train", size: 35);

        bool isWhole = box[0] != '-';
        Assert.Equal(isWhole, train.Pixels(2)[0] > 0);
        Assert.InRange(train.Pixels(2)[(20 * 35) + 25], AffectNetListFixture.Level(2) - 3, AffectNetListFixture.Level(2) + 3);
    }

    [Fact]
    public void Pictures_that_were_cut_out_before_are_left_as_they_are()
    {
        // Faces of 24×24, under boxes of the photographs they came from: most boxes reach far out of them.
        for (int i = 0; i < 8; i++)
        {
            fixture.Draw(
                $"Manually_Annotated_Images/{AffectNetListFixture.Paths[i]}", DrawnPictures.WithBox(24, 24, (12, 0, 12, 24), 200));
        }

        (int, string)[] boxes = [(0, "0,0,12,12"), .. Enumerable.Range(1, 7).Select(i => (i, $"{20 * i},{20 * i},{100 * i},{100 * i}"))];
        WriteTrain([.. AffectNetListFixture.Rows(boxes)]);
        using ImageDataset train = fixture.Open("train", size: 2);

        Assert.All(Enumerable.Range(0, 8), i =>
        {
            Assert.InRange(train.Pixels(i)[0], 0, 3);
            Assert.InRange(train.Pixels(i)[1], 197, 203);
        });
    }

    [Fact]
    public void Columns_may_come_in_another_order_and_lists_beside_the_folders()
    {
        fixture.Remove(AffectNetListFixture.TrainList);
        fixture.Write(
            "Training/training.csv",
            "expression,face_x,face_y,face_width,face_height,subDirectory_filePath\n6,15,5,20,20,1\\A.JPG\n1,15,5,20,20,2/c.png\n");
        using ImageDataset train = fixture.Open("train");

        Assert.Equal(["Manually_Annotated_Images/1/a.jpg", "Manually_Annotated_Images/2/c.png"], train.Names);
        Assert.Equal([4, 1], train.Labels);
        AssertFace(AffectNetListFixture.Level(0), train, 0);
    }

    [Theory]
    [InlineData("1/a.jpg,15,5,20,20,1;2,11,0,0", "the expression must be a whole number from 0 to 10. Got '11'")]
    [InlineData("1/a.jpg,15,5,20,20,1;2,glad,0,0", "the expression must be a whole number from 0 to 10. Got 'glad'")]
    [InlineData("1/a.jpg,15,5,20,20,1;2", "6 fields, expected 9")]
    [InlineData("1/a.jpg,15,5,wide,20,1;2,3,0,0", "face_width must be a number of pixels. Got 'wide'")]
    [InlineData("1/z.jpg,15,5,20,20,1;2,3,0,0", "the image 1/z.jpg is missing")]
    public void A_bad_row_is_named(string row, string problem)
    {
        WriteTrain([.. AffectNetListFixture.Rows().Take(1), row]);

        Assert.Equal($"set/{AffectNetListFixture.TrainList} line 3: {problem}", fixture.Message("train"));
    }

    [Fact]
    public void Missing_images_are_counted_and_columns_demanded()
    {
        WriteTrain([.. AffectNetListFixture.Rows().Select((row, i) => i is 2 or 4 or 9 ? $"x{row}" : row)]);
        Assert.Equal(
            $"set/{AffectNetListFixture.TrainList} line 4: the image x2/c.png is missing; and 1 more",
            fixture.Message("train"));

        fixture.Write(AffectNetListFixture.TrainList, "subDirectory_filePath,expression\n1/a.jpg,1\n");
        Assert.Equal(
            $"set/{AffectNetListFixture.TrainList} line 1: the header must have the columns subDirectory_filePath, face_x, face_y, "
            + "face_width, face_height, expression. Got subDirectory_filePath, expression",
            fixture.Message("train"));

        fixture.Write(AffectNetListFixture.TrainList, AffectNetListFixture.Header + "\n");
        Assert.Equal("set: has no labelled images in the split 'train'", fixture.Message("train"));

        fixture.Remove(AffectNetListFixture.TrainList);
        Assert.Equal("set: has no training.csv, so no split 'train'", fixture.Message("train"));
    }

    private static void AssertFace(byte level, ImageDataset dataset, int index) =>
        Assert.All(dataset.Pixels(index).ToArray(), pixel => Assert.InRange(pixel, level - 8, level + 8)); // a JPEG's edges ring

    private void WriteTrain(string[] rows) =>
        fixture.Write(AffectNetListFixture.TrainList, $"{AffectNetListFixture.Header}\n{string.Join('\n', rows)}\n");
}
