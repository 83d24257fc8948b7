using System.Numerics;
using Countenance.Projection;

namespace Countenance.Tests.Projection;

public unsafe class FourierTransformTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(60)]
    [InlineData(144)]
    [InlineData(250)]
    public void Eight_transforms_are_those_of_the_definition(int length)
    {
        var transform = new LaneFourierTransform(length);
        var (sequences, values) = Draw(length);

        transform.Forward(sequences);

        for (var lane = 0; lane < LaneSequences.Lanes; lane++)
        {
            for (var k = 0; k < length; k++)
            {
                var expected = Complex.Zero;
                for (var j = 0; j < length; j++)
                {
                    expected += values[lane][j] * Complex.Exp(new Complex(0, -2 * Math.PI * j * k / length));
                }

                AssertEqual(expected, sequences, k, lane, 1e-6 * length);
            }
        }

        transform.Inverse(sequences);

        for (var lane = 0; lane < LaneSequences.Lanes; lane++)
        {
            for (var j = 0; j < length; j++)
            {
                AssertEqual(length * values[lane][j], sequences, j, lane, 2e-6 * length);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(22)]
    [InlineData(-4)]
    public void Other_lengths_are_refused(int length)
    {
        Assert.False(LaneFourierTransform.IsSupported(length));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LaneFourierTransform(length));
    }

    [Fact]
    public void A_block_is_turned_on_its_diagonal()
    {
        var source = stackalloc float[8 * 11];
        var target = stackalloc float[8 * 9];
        for (var i = 0; i < 8 * 11; i++)
        {
            source[i] = i;
        }

        LaneTransposition.Turn(source, 11, target, 9);

        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                Assert.Equal(source[(row * 11) + column], target[(column * 9) + row]);
            }
        }
    }

    private static (LaneSequences Sequences, Complex[][] Values) Draw(int length)
    {
        var random = new Random(length);
        var sequences = new LaneSequences(length);
        var values = new Complex[LaneSequences.Lanes][];
        for (var lane = 0; lane < LaneSequences.Lanes; lane++)
        {
            values[lane] = new Complex[length];
            for (var j = 0; j < length; j++)
            {
                values[lane][j] = new Complex(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
                sequences.Values[(j * LaneSequences.Element) + lane] = (float)values[lane][j].Real;
                sequences.Values[(j * LaneSequences.Element) + LaneSequences.Lanes + lane] = (float)values[lane][j].Imaginary;
            }
        }

        return (sequences, values);
    }

    private static void AssertEqual(Complex expected, LaneSequences sequences, int index, int lane, double tolerance)
    {
        Assert.Equal(expected.Real, sequences.Values[(index * LaneSequences.Element) + lane], tolerance);
        Assert.Equal(expected.Imaginary, sequences.Values[(index * LaneSequences.Element) + LaneSequences.Lanes + lane], tolerance);
    }
}
