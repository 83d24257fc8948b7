using Countenance.Datasets.Synthetic;

namespace Countenance.Tests.Datasets.Synthetic;

public class SyntheticFaceTests
{
    private static readonly SyntheticFace[] faces = [.. Enumerable.Range(0, 4000).Select(i => SyntheticFace.Draw(42, i))];

    [Fact]
    public void Every_run_of_eight_holds_every_expression()
    {
        foreach (SyntheticFace[] run in faces.Chunk(8))
        {
            Assert.Equal(8, run.Select(face => face.Expression).Distinct().Count());
        }
    }

    [Fact]
    public void Most_of_the_ten_votes_go_to_the_label_and_some_faces_are_hard()
    {
        Assert.All(faces, face => Assert.Equal(10, face.Votes.Sum()));
        Assert.All(faces, face => Assert.True(face.Votes[(int)face.Expression] > 5));
        double agreement = faces.Average(face => face.Votes[(int)face.Expression] / 10.0);
        double contested = faces.Average(face => face.Votes[(int)face.Expression] <= 8 ? 1.0 : 0);
        Assert.InRange(agreement, 0.85, 0.97);
        Assert.InRange(contested, 0.08, 0.4);
    }

    [Fact]
    public void Attributes_are_independent_of_the_label()
    {
        for (int a = 0; a < FaceAttributes.Names.Count; a++)
        {
            int values = faces.Max(face => face.Description.Attributes.Values()[a]) + 1;
            var counts = new double[8, values];
            foreach (SyntheticFace face in faces)
            {
                counts[(int)face.Expression, face.Description.Attributes.Values()[a]]++;
            }

            // Pearson's statistic has (8 − 1)(values − 1) degrees of freedom; four standard deviations above is a wide bound.
            double chiSquare = 0;
            for (int v = 0; v < values; v++)
            {
                double expected = Enumerable.Range(0, 8).Sum(k => counts[k, v]) / 8;
                Assert.True(expected > 20, $"{FaceAttributes.Names[a]} = {v} is too rare: {expected} per class.");
                chiSquare += Enumerable.Range(0, 8).Sum(k => (counts[k, v] - expected) * (counts[k, v] - expected) / expected);
            }

            double freedom = 7 * (values - 1);
            Assert.InRange(chiSquare, 0, freedom + (4 * Math.Sqrt(2 * freedom)));
        }
    }

    [Fact]
    public void An_open_mouth_is_a_dropped_jaw_in_every_class()
    {
        Assert.All(faces, face =>
        {
            FacialActionUnits units = face.Description.ActionUnits;
            Assert.Equal(face.Description.Attributes.OpenMouth, units.JawDrop + units.MouthStretch >= 0.3);
        });
    }

    [Fact]
    public void A_face_depends_on_seed_and_index_alone()
    {
        SyntheticFace again = SyntheticFace.Draw(42, 1234);

        Assert.Equal(faces[1234].Description, again.Description);
        Assert.Equal(faces[1234].Votes, again.Votes);
        Assert.NotEqual(faces[1234].Description, SyntheticFace.Draw(43, 1234).Description);
        Assert.Equal(faces.Length, faces.Select(face => face.Description).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticFace.Draw(42, -1));
    }
}
