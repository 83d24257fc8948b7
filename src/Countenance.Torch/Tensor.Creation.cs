namespace Countenance.Torch;

/// <content>Making tensors.</content>
public sealed partial class Tensor
{
    /// <summary>A tensor whose elements are not set.</summary>
    public static Tensor Empty(long[] shape, ScalarType type = ScalarType.Float32, Device? device = null)
        => Operators.Empty.Call(shape, type, OperatorArgument.None, device ?? Device.Cpu);

    /// <summary>
    /// A tensor whose elements are not set, in an order of memory. Unlike <see cref="Contiguous"/>, which leaves a single channel as it is
    /// because its elements lie alike in both orders, this also sets its strides, by which a convolution chooses its output's order.
    /// </summary>
    public static Tensor Empty(long[] shape, MemoryFormat format, ScalarType type = ScalarType.Float32)
        => Operators.Empty.Call(shape, type, OperatorArgument.None, Device.Cpu, OperatorArgument.None, format);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(long[] shape, ScalarType type = ScalarType.Float32, Device? device = null) => Full(shape, 0, type, device);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(long[] shape, ScalarType type = ScalarType.Float32, Device? device = null) => Full(shape, 1, type, device);

    /// <summary>A tensor with one value everywhere.</summary>
    public static Tensor Full(long[] shape, double value, ScalarType type = ScalarType.Float32, Device? device = null)
        => Operators.Full.Call(shape, value, type, OperatorArgument.None, device ?? Device.Cpu);

    /// <summary>start, start + 1, …, end − 1, [end − start].</summary>
    public static Tensor Arange(long start, long end, ScalarType type = ScalarType.Int64, Device? device = null)
        => Operators.Arange.Call(start, end, type, OperatorArgument.None, device ?? Device.Cpu);

    /// <summary>Uniform random numbers in [0, 1).</summary>
    public static Tensor Rand(long[] shape, RandomGenerator generator, ScalarType type = ScalarType.Float32, Device? device = null)
        => Operators.Rand.Call(shape, generator, type, OperatorArgument.None, device ?? Device.Cpu);

    /// <summary>Standard normal random numbers.</summary>
    public static Tensor Randn(long[] shape, RandomGenerator generator, ScalarType type = ScalarType.Float32, Device? device = null)
        => Operators.Randn.Call(shape, generator, type, OperatorArgument.None, device ?? Device.Cpu);

    /// <summary>0 … count − 1 in random order, int64 [count].</summary>
    public static Tensor RandomPermutation(long count, RandomGenerator generator)
        => Operators.RandomPermutation.Call(count, generator, ScalarType.Int64, OperatorArgument.None, Device.Cpu);

    /// <summary>Joins tensors along an existing dimension.</summary>
    public static Tensor Concatenate(Tensor[] tensors, int dimension = 0) => Operators.Concatenate.Call(tensors, dimension);

    /// <summary>Joins tensors of one shape along a new dimension.</summary>
    public static Tensor Stack(Tensor[] tensors, int dimension = 0) => Operators.Stack.Call(tensors, dimension);

    /// <summary>
    /// Takes an element of <paramref name="yes"/> where the condition holds and of <paramref name="no"/> elsewhere; shapes broadcast.
    /// </summary>
    public static Tensor Where(Tensor condition, Tensor yes, Tensor no) => Operators.Where.Call(condition, yes, no);

    /// <summary>Fills with uniform random numbers.</summary>
    public Tensor UniformInPlace(double from, double to, RandomGenerator generator)
    {
        Operators.Uniform.Run(this, from, to, generator);
        return this;
    }

    /// <summary>Fills with normal random numbers.</summary>
    public Tensor NormalInPlace(double mean, double standardDeviation, RandomGenerator generator)
    {
        Operators.Normal.Run(this, mean, standardDeviation, generator);
        return this;
    }

    /// <summary>Fills with ones, each with the given probability, and zeros.</summary>
    public Tensor BernoulliInPlace(double probability, RandomGenerator generator)
    {
        Operators.Bernoulli.Run(this, probability, generator);
        return this;
    }
}
