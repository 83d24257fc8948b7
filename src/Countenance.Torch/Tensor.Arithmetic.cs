namespace Countenance.Torch;

/// <content>Arithmetic, element by element with broadcasting, and reductions.</content>
public sealed partial class Tensor
{
#pragma warning disable CS1591, CA2225 // operators mean what they mean in mathematics
    public static Tensor operator +(Tensor left, Tensor right) => Operators.Add.Call(left, right);

    public static Tensor operator +(Tensor left, double right) => Operators.AddScalar.Call(left, right);

    public static Tensor operator +(double left, Tensor right) => right + left;

    public static Tensor operator -(Tensor left, Tensor right) => Operators.Subtract.Call(left, right);

    public static Tensor operator -(Tensor left, double right) => Operators.SubtractScalar.Call(left, right);

    public static Tensor operator -(double left, Tensor right) => Operators.ReverseSubtract.Call(right, left);

    public static Tensor operator -(Tensor operand) => Operators.Negative.Call(operand);

    public static Tensor operator *(Tensor left, Tensor right) => Operators.Multiply.Call(left, right);

    public static Tensor operator *(Tensor left, double right) => Operators.MultiplyScalar.Call(left, right);

    public static Tensor operator *(double left, Tensor right) => right * left;

    public static Tensor operator /(Tensor left, Tensor right) => Operators.Divide.Call(left, right);

    public static Tensor operator /(Tensor left, double right) => Operators.DivideScalar.Call(left, right);
#pragma warning restore CS1591, CA2225

    /// <summary>xᵖ.</summary>
    public Tensor Pow(double exponent) => Operators.PowerScalar.Call(this, exponent);

    /// <summary>xᵖ with a power for each element.</summary>
    public Tensor Pow(Tensor exponent) => Operators.Power.Call(this, exponent);

    /// <summary>x².</summary>
    public Tensor Square() => Operators.Square.Call(this);

    /// <summary>√x.</summary>
    public Tensor Sqrt() => Operators.SquareRoot.Call(this);

    /// <summary>eˣ.</summary>
    public Tensor Exp() => Operators.Exponential.Call(this);

    /// <summary>ln x.</summary>
    public Tensor Log() => Operators.Logarithm.Call(this);

    /// <summary>|x|.</summary>
    public Tensor Abs() => Operators.AbsoluteValue.Call(this);

    /// <summary>cos x, x in radians.</summary>
    public Tensor Cos() => Operators.Cosine.Call(this);

    /// <summary>sin x, x in radians.</summary>
    public Tensor Sin() => Operators.Sine.Call(this);

    /// <summary>x limited to [minimum, maximum].</summary>
    public Tensor Clamp(double minimum, double maximum) => Operators.Clamp.Call(this, minimum, maximum);

    /// <summary>x, or the minimum where x is less.</summary>
    public Tensor ClampMinimum(double minimum) => Operators.Clamp.Call(this, minimum);

    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => Operators.Relu.Call(this);

    /// <summary>max(x, 0), written over x; the gradient needs only the result, so training may use it after a normalisation.</summary>
    public Tensor ReluInPlace()
    {
        Operators.ReluInPlace.Run(this);
        return this;
    }

    /// <summary>Matrix product over the last two dimensions, the leading ones broadcast.</summary>
    public Tensor Matmul(Tensor right) => Operators.MatrixMultiply.Call(this, right);

    /// <summary>x + factor · other, written over x.</summary>
    public Tensor AddInPlace(Tensor other, double factor = 1)
    {
        Operators.AddInPlace.Run(this, other, factor);
        return this;
    }

    /// <summary>x · factor, written over x.</summary>
    public Tensor MultiplyInPlace(double factor)
    {
        Operators.MultiplyScalarInPlace.Run(this, factor);
        return this;
    }

    /// <summary>x · other, written over x.</summary>
    public Tensor MultiplyInPlace(Tensor other)
    {
        Operators.MultiplyInPlace.Run(this, other);
        return this;
    }

    /// <summary>Writes another tensor's elements over this one's, converting type and device.</summary>
    public Tensor CopyInPlace(Tensor source)
    {
        Operators.CopyInPlace.Run(this, source);
        return this;
    }

    /// <summary>Writes one value everywhere.</summary>
    public Tensor FillInPlace(double value)
    {
        Operators.FillInPlace.Run(this, value);
        return this;
    }

    /// <summary>Sum of all elements, a scalar.</summary>
    public Tensor Sum() => Operators.Sum.Call(this);

    /// <summary>Sum over a dimension.</summary>
    public Tensor Sum(int dimension, bool keepDimension = false) => Operators.SumDimensions.Call(this, (long[])[dimension], keepDimension);

    /// <summary>Mean of all elements, a scalar.</summary>
    public Tensor Mean() => Operators.Mean.Call(this);

    /// <summary>Mean over dimensions.</summary>
    public Tensor Mean(long[] dimensions, bool keepDimension = false) => Operators.MeanDimensions.Call(this, dimensions, keepDimension);

    /// <summary>Index of the largest element along a dimension, int64.</summary>
    public Tensor ArgMax(int dimension) => Operators.ArgMax.Call(this, dimension);

    /// <summary>The largest element, a scalar.</summary>
    public Tensor Max() => Operators.Maximum.Call(this);

    /// <summary>The smallest element, a scalar.</summary>
    public Tensor Min() => Operators.Minimum.Call(this);

    /// <summary>exp(x) over its sum along a dimension, computed without overflow.</summary>
    public Tensor Softmax(int dimension) => Operators.Softmax.Call(this, dimension);

    /// <summary>ln softmax along a dimension, computed without overflow.</summary>
    public Tensor LogSoftmax(int dimension) => Operators.LogSoftmax.Call(this, dimension);

    /// <summary>Whether every element is finite.</summary>
    public bool IsFinite()
    {
        using var scope = new TensorScope();
        return Operators.All.Call(Operators.IsFinite.Call(this)).Item() != 0;
    }

    /// <summary>x = value, bool.</summary>
    public Tensor EqualTo(double value) => Operators.EqualScalar.Call(this, value);

    /// <summary>x = other, bool.</summary>
    public Tensor EqualTo(Tensor other) => Operators.Equal.Call(this, other);

    /// <summary>x &lt; other, bool.</summary>
    public Tensor LessThan(Tensor other) => Operators.Less.Call(this, other);

    /// <summary>x &lt; value, bool.</summary>
    public Tensor LessThan(double value) => Operators.LessScalar.Call(this, value);

    /// <summary>x &gt; value, bool.</summary>
    public Tensor GreaterThan(double value) => Operators.GreaterScalar.Call(this, value);

    /// <summary>x ≥ other, bool.</summary>
    public Tensor GreaterOrEqual(Tensor other) => Operators.GreaterOrEqual.Call(this, other);

    /// <summary>Both hold, bool.</summary>
    public Tensor And(Tensor other) => Operators.And.Call(this, other);

    /// <summary>x, with one value where the mask holds.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => Operators.MaskedFill.Call(this, mask, value);
}
