using System.Globalization;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>
/// CK+: frames of 64×49. Frame f of sequence q of person p has the grey level 10 p + 3 q + f. Six people, so that one of them (S130) is in
/// the validation split.
/// </summary>
public sealed class CkPlusFixture : LayoutFixture
{
    public CkPlusFixture()
    {
        Sequence(1, "S005", "001", "png", frames: 4, emotion: 3);
        Sequence(2, "S010", "001", "PNG", frames: 3, emotion: 5);
        Sequence(2, "S010", "002", "png", frames: 3, emotion: null); // its folder of emotions is there and empty
        Directory.CreateDirectory(File("Emotion_labels/Emotion/S010/002"));
        Sequence(3, "S011", "001", "png", frames: 1, emotion: 1);
        Sequence(4, "S120", "004", "png", frames: 3, emotion: 2);
        Sequence(5, "S130", "001", "png", frames: 3, emotion: 6);
        Sequence(6, "S999", "001", "png", frames: 2, emotion: 7);
        Sequence(6, "S999", "002", "png", frames: 2, emotion: null); // without a folder of emotions
        Write($"{Frames}/S005/.DS_Store", "x");
        Write($"{Frames}/S005/001/Thumbs.db", "x");
        Write("FACS_labels/FACS/S005/001/S005_001_00000004_facs.txt", "   4.0000000e+00   3.0000000e+00");
    }

    public const string Frames = "extended-cohn-kanade-images/cohn-kanade-images";

    public override string Format => "ckplus";

    public static byte Level(int person, int sequence, int frame) => (byte)((10 * person) + (3 * sequence) + frame);

    /// <summary>The emotion file of a sequence.</summary>
    public static string EmotionFile(string subject, string sequence, int frame) =>
        $"Emotion_labels/Emotion/{subject}/{sequence}/{subject}_{sequence}_{frame:00000000}_emotion.txt";

    /// <summary>What an emotion file holds: <c>   3.0000000e+00</c>.</summary>
    public static string Emotion(int code) => $"   {code.ToString("0.0000000e+00", CultureInfo.InvariantCulture)}\n";

    private void Sequence(int person, string subject, string sequence, string extension, int frames, int? emotion)
    {
        for (int frame = 1; frame <= frames; frame++)
        {
            Draw(
                $"{Frames}/{subject}/{sequence}/{subject}_{sequence}_{frame:00000000}.{extension}",
                DrawnPictures.Flat(64, 49, Level(person, sequence[^1] - '0', frame)));
        }

        if (emotion is { } code)
        {
            Write(EmotionFile(subject, sequence, frames), Emotion(code));
        }
    }
}
