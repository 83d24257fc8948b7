using System.Globalization;
using Countenance.Datasets;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>CK+: sequences, peaks, first frames.</summary>
public sealed class CkPlusTests : IDisposable
{
    private readonly CkPlusFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void First_frames_are_neutral_and_peaks_have_the_emotion()
    {
        using ImageDataset all = fixture.Open("all");

        Assert.Equal(("ckplus", "all", "peak"), (all.Format, all.Split, all.LabelRule));
        Assert.Equal(
            [
                ("S005_001_00000001.png", "neutral"), ("S005_001_00000004.png", "disgust"),
                ("S010_001_00000001.PNG", "neutral"), ("S010_001_00000003.PNG", "happiness"),
                ("S011_001_00000001.png", "anger"),
                ("S120_004_00000001.png", "neutral"), ("S120_004_00000003.png", "contempt"),
                ("S130_001_00000001.png", "neutral"), ("S130_001_00000003.png", "sadness"),
                ("S999_001_00000001.png", "neutral"), ("S999_001_00000002.png", "surprise"),
            ],
            all.Names.Zip(all.Labels, (name, label) => (Path.GetFileName(name), all.ClassNames[label])));
        Assert.Equal([0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5], all.Attributes!["subject"]);
        Assert.Equal(CkPlusFixture.Level(1, 1, 1), all.Pixels(0)[0]);
        Assert.Equal(CkPlusFixture.Level(1, 1, 4), all.Pixels(1)[0]);
    }

    [Fact]
    public void Sequences_without_an_emotion_file_are_left_out_and_counted()
    {
        fixture.Write(CkPlusFixture.EmotionFile("S777", "001", 9), CkPlusFixture.Emotion(1));
        using ImageDataset all = fixture.Open("all");

        Assert.Equal(
            [new LeftOut("sequences without an emotion file", 2), new LeftOut("emotion files without a sequence", 1)], all.LeftOut);
        Assert.DoesNotContain(all.Names, name => name.Contains("S010/002", StringComparison.Ordinal));
    }

    [Fact]
    public void Classes_are_seven_where_nobody_shows_contempt()
    {
        using (ImageDataset eight = fixture.Open("valid"))
        {
            Assert.Equal(8, eight.ClassNames.Count); // whoever shows it is in another split
        }

        fixture.Remove(CkPlusFixture.EmotionFile("S120", "004", 3));
        using ImageDataset seven = fixture.Open("all");

        Assert.Equal(["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"], seven.ClassNames);
    }

    [Fact]
    public void The_peak_is_the_frame_that_the_emotion_file_names()
    {
        fixture.Remove(CkPlusFixture.EmotionFile("S005", "001", 4));
        fixture.Write(CkPlusFixture.EmotionFile("S005", "001", 3), CkPlusFixture.Emotion(4));
        using (ImageDataset named = fixture.Open("all"))
        {
            Assert.EndsWith("S005_001_00000003.png", named.Names[1], StringComparison.Ordinal);
            Assert.Equal("fear", named.ClassNames[named.Labels[1]]);
        }

        fixture.Remove(CkPlusFixture.EmotionFile("S005", "001", 3));
        fixture.Write(CkPlusFixture.EmotionFile("S005", "001", 29), CkPlusFixture.Emotion(0));
        using ImageDataset last = fixture.Open("all");
        Assert.EndsWith("S005_001_00000004.png", last.Names[1], StringComparison.Ordinal);
        Assert.Equal("neutral", last.ClassNames[last.Labels[1]]);
    }

    [Fact]
    public void Landmarks_bound_the_face()
    {
        // The face of the peak of S005 is the square of 20 about (40, 22); points 10 around it in extent 16 make a side of 19.2.
        fixture.Draw(
            $"{CkPlusFixture.Frames}/S005/001/S005_001_00000004.png", DrawnPictures.WithBox(64, 49, (30, 12, 20, 20), 240));
        fixture.Write(
            "Landmarks/Landmarks/S005/001/S005_001_00000004_landmarks.txt",
            $"{Point(32, 20)}{Point(48, 24)}{Point(40, 16)}{Point(40, 28)}\n");
        using ImageDataset all = fixture.Open("all");

        Assert.All(all.Pixels(1).ToArray(), pixel => Assert.Equal(240, pixel));
        Assert.Equal(CkPlusFixture.Level(1, 1, 1), all.Pixels(0)[0]); // without landmarks: the middle square
    }

    [Theory]
    [InlineData("   2.4502000e+02\n", "line 1: a point must be two numbers. Got '2.4502000e+02'")]
    [InlineData("1 2\n3 x\n", "line 2: a point must be two numbers. Got '3 x'")]
    [InlineData("\n", "holds no points, or only one")]
    [InlineData("1 2\n", "holds no points, or only one")]
    public void Bad_landmarks_are_named(string content, string problem)
    {
        fixture.Write("Landmarks/S005/001/S005_001_00000004_landmarks.txt", content);

        string separator = problem.StartsWith("line", StringComparison.Ordinal) ? " " : ": ";
        Assert.Equal($"set/Landmarks/S005/001/S005_001_00000004_landmarks.txt{separator}{problem}", fixture.Message("all"));
    }

    [Theory]
    [InlineData("", "Got ''")]
    [InlineData("   8.0000000e+00\n", "Got '8.0000000e+00'")]
    [InlineData("   2.5000000e+00\n", "Got '2.5000000e+00'")]
    [InlineData("angry", "Got 'angry'")]
    public void A_bad_emotion_file_is_named(string content, string problem)
    {
        string file = CkPlusFixture.EmotionFile("S130", "001", 3);
        fixture.Write(file, content);

        Assert.Equal($"set/{file} line 1: the emotion must be a whole number from 0 to 7. {problem}", fixture.Message("all"));
    }

    [Fact]
    public void Emotions_must_be_there_and_one_per_sequence()
    {
        string second = CkPlusFixture.EmotionFile("S005", "001", 2);
        fixture.Write(second, CkPlusFixture.Emotion(1));
        string first = CkPlusFixture.EmotionFile("S005", "001", 4);
        Assert.Equal($"set/{first}: is the second emotion file of its sequence", fixture.Message("all"));

        Directory.Delete(fixture.File("Emotion_labels"), recursive: true);
        Assert.Equal("set: has no folder Emotion; without it nothing is labelled", fixture.Message("all"));
    }

    private static string Point(double x, double y) =>
        string.Create(CultureInfo.InvariantCulture, $"   {x:0.0000000e+00}   {y:0.0000000e+00}\n");
}
