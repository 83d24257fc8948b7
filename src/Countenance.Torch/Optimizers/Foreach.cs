namespace Countenance.Torch.Optimizers;

/// <summary>Operators over whole lists of tensors: one call for all parameters.</summary>
/// <remarks>libtorch refuses empty lists; where one is possible (no parameter decays), nothing is done for it.</remarks>
internal static class Foreach
{
    private static readonly Operator AddListInPlace = new("aten::_foreach_add_", "List");
    private static readonly Operator AddScalarInPlace = new("aten::_foreach_add_", "Scalar");
    private static readonly Operator MultiplyScalarInPlace = new("aten::_foreach_mul_", "Scalar");
    private static readonly Operator DivideScalarInPlace = new("aten::_foreach_div_", "Scalar");
    private static readonly Operator AddProductInPlace = new("aten::_foreach_addcmul_", "Scalar");
    private static readonly Operator AddQuotientInPlace = new("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Operator SquareRootOf = new("aten::_foreach_sqrt");
    private static readonly Operator MaximumOf = new("aten::_foreach_maximum", "List");
    private static readonly Operator AddListOf = new("aten::_foreach_add", "List");
    private static readonly Operator ZerosLikeOf = new("aten::zeros_like");

    public static Tensor ZerosLike(Tensor tensor) => ZerosLikeOf.Call(tensor);

    /// <summary>target += factor · source.</summary>
    public static void Add(Tensor[] target, Tensor[] source, double factor = 1)
    {
        if (target.Length > 0)
        {
            AddListInPlace.Run(target, source, factor);
        }
    }

    /// <summary>target += value.</summary>
    public static void Add(Tensor[] target, double value) => AddScalarInPlace.Run(target, value);

    /// <summary>target *= factor.</summary>
    public static void Multiply(Tensor[] target, double factor)
    {
        if (target.Length > 0)
        {
            MultiplyScalarInPlace.Run(target, factor);
        }
    }

    /// <summary>target /= divisor.</summary>
    public static void Divide(Tensor[] target, double divisor) => DivideScalarInPlace.Run(target, divisor);

    /// <summary>target += factor · first · second.</summary>
    public static void AddProduct(Tensor[] target, Tensor[] first, Tensor[] second, double factor)
        => AddProductInPlace.Run(target, first, second, factor);

    /// <summary>target += factor · numerator / denominator.</summary>
    public static void AddQuotient(Tensor[] target, Tensor[] numerator, Tensor[] denominator, double factor)
        => AddQuotientInPlace.Run(target, numerator, denominator, factor);

    /// <summary>√source.</summary>
    public static Tensor[] SquareRoot(Tensor[] source) => SquareRootOf.CallMany(source);

    /// <summary>max(first, second).</summary>
    public static Tensor[] Maximum(Tensor[] first, Tensor[] second) => MaximumOf.CallMany(first, second);

    /// <summary>first + factor · second.</summary>
    public static Tensor[] Sum(Tensor[] first, Tensor[] second, double factor) => AddListOf.CallMany(first, second, factor);
}
