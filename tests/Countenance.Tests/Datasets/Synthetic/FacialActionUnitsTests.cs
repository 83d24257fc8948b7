using Countenance.Datasets.Synthetic;

namespace Countenance.Tests.Datasets.Synthetic;

public class FacialActionUnitsTests
{
    [Fact]
    public void Values_survive_the_way_to_a_span_and_back()
    {
        var values = new double[FacialActionUnits.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (i + 1) / 20.0;
        }

        var copy = new double[FacialActionUnits.Count];
        FacialActionUnits.From(values).CopyTo(copy);

        Assert.Equal(values, copy);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void An_intensity_outside_its_range_is_refused(double value)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new FacialActionUnits { JawDrop = value });

        Assert.Contains("JawDrop must be from 0 to 1. Got", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FacialActionUnits { Asymmetry = value < 0 ? -1.01 : value });
    }

    [Fact]
    public void The_prototypes_differ_from_each_other_and_their_panel_recognises_each()
    {
        foreach (SyntheticExpression expression in Enum.GetValues<SyntheticExpression>())
        {
            double[] probabilities = AnnotatorPanel.Probabilities(FacialActionUnits.Prototype(expression));

            Assert.Equal(1, probabilities.Sum(), 1e-12);
            Assert.Equal((int)expression, Array.IndexOf(probabilities, probabilities.Max()));
            Assert.True(probabilities.Max() > 0.9, $"{expression}: {probabilities.Max()}");
        }
    }

    [Fact]
    public void A_face_between_two_expressions_splits_the_panel()
    {
        var between = new double[FacialActionUnits.Count];
        var other = new double[FacialActionUnits.Count];
        FacialActionUnits.Prototype(SyntheticExpression.Surprise).CopyTo(between);
        FacialActionUnits.Prototype(SyntheticExpression.Fear).CopyTo(other);
        for (int i = 0; i < between.Length; i++)
        {
            between[i] = (between[i] + other[i]) / 2;
        }

        double[] probabilities = AnnotatorPanel.Probabilities(FacialActionUnits.From(between));

        Assert.InRange(probabilities[(int)SyntheticExpression.Surprise], 0.2, 0.8);
        Assert.InRange(probabilities[(int)SyntheticExpression.Fear], 0.2, 0.8);
    }

    [Fact]
    public void One_sided_lips_are_judged_alike_on_either_side()
    {
        FacialActionUnits contempt = FacialActionUnits.Prototype(SyntheticExpression.Contempt);

        Assert.Equal(AnnotatorPanel.Probabilities(contempt), AnnotatorPanel.Probabilities(contempt with { Asymmetry = -1 }));
        Assert.Equal(0, contempt.LipShare(-1));
        Assert.Equal(1, contempt.LipShare(1));
    }
}
