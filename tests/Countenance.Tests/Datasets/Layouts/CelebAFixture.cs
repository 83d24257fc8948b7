namespace Countenance.Tests.Datasets.Layouts;

/// <summary>CelebA: four faces with three attributes; the second is in the validation and the third in the test partition.</summary>
public sealed class CelebAFixture : LayoutFixture
{
    public const string Attributes = "Anno/list_attr_celeba.txt";

    public CelebAFixture()
    {
        for (int i = 0; i < Names.Length; i++)
        {
            Draw($"Img/img_align_celeba/{Names[i]}", DrawnPictures.WithBox(178, 218, (29, 62, 120, 120), (byte)(50 * (i + 1))));
        }

        Write(Attributes, "4\n5_o_Clock_Shadow Smiling Young \n" + string.Concat(Names.Select((name, i) =>
            $"{name} {(i % 2 == 0 ? "-1" : " 1")} {(i < 2 ? " 1" : "-1")} -1\n")));
        Write("Eval/list_eval_partition.txt", $"{Names[0]} 0\n{Names[1]} 1\n{Names[2]} 2\n{Names[3]} 0\n");
    }

    public override string Format => "celeba";

    /// <summary>The pictures.</summary>
    public static string[] Names { get; } = ["000001.jpg", "000002.JPG", "000003.jpg", "000004.jpg"];
}
