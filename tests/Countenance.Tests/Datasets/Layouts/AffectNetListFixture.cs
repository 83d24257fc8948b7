namespace Countenance.Tests.Datasets.Layouts;

/// <summary>
/// AffectNet's official layout. Photographs are 40×30 with a face of 20×20 at (15, 5) that has a grey level of its own, 20 times the row's
/// number, on black.
/// </summary>
public sealed class AffectNetListFixture : LayoutFixture
{
    public const string Header =
        "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal";

    public const string TrainList = "Manually_Annotated_file_lists/training.csv";

    private const string Landmarks = "18.5;11.25;18.75;13.5";

    public AffectNetListFixture()
    {
        for (int i = 0; i < Paths.Length; i++)
        {
            Draw($"Manually_Annotated_Images/{Paths[i]}", DrawnPictures.WithBox(40, 30, (15, 5, 20, 20), Level(i)));
        }

        Write(TrainList, $"{Header}\n{string.Join('\n', Rows())}\n");
        Draw("Manually_Annotated_Images/9/v.jpg", DrawnPictures.WithBox(40, 30, (15, 5, 20, 20), 200));
        Write("Manually_Annotated_file_lists/validation.csv", $"9/v.jpg,15,5,20,20,{Landmarks},6,-0.4,0.7\r\n"); // comes without a header
        Write("Manually_Annotated_file_lists/automatically_annotated.csv", "not read");
    }

    public override string Format => "affectnet";

    /// <summary>The pictures of the training list, in its order: row i has expression i.</summary>
    public static string[] Paths { get; } =
        ["1/a.jpg", "1/b.JPG", "2/c.png", "2/d.PNG", "2/e.jpeg", "3/f.jpg", "3/g.bmp", "3/h.tif", "4/i.jpg", "4/j.jpg", "4/k.jpg"];

    /// <summary>Grey level of the face in a picture.</summary>
    public static byte Level(int row) => (byte)(20 * (row + 1));

    /// <summary>The rows of the training list; the boxes may be replaced.</summary>
    public static string[] Rows(params (int Row, string Box)[] boxes) =>
    [
        .. Paths.Select((path, i) =>
            $"{path},{boxes.FirstOrDefault(box => box.Row == i).Box ?? "15,5,20,20"},{Landmarks},{i},{(i > 7 ? -2 : 0.5)},0.1"),
    ];
}
