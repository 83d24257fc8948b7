namespace Countenance.Torch;

/// <summary>The ATen operators the engine uses, each found once.</summary>
internal static class Operators
{
    public static readonly Operator Empty = new("aten::empty", "memory_format");
    public static readonly Operator Full = new("aten::full");
    public static readonly Operator Arange = new("aten::arange", "start");
    public static readonly Operator Rand = new("aten::rand", "generator");
    public static readonly Operator Randn = new("aten::randn", "generator");
    public static readonly Operator RandomPermutation = new("aten::randperm", "generator");
    public static readonly Operator Uniform = new("aten::uniform_");
    public static readonly Operator Normal = new("aten::normal_");
    public static readonly Operator Bernoulli = new("aten::bernoulli_", "float");
    public static readonly Operator LocalScalarDense = new("aten::_local_scalar_dense");

    public static readonly Operator Add = new("aten::add", "Tensor");
    public static readonly Operator AddScalar = new("aten::add", "Scalar");
    public static readonly Operator Subtract = new("aten::sub", "Tensor");
    public static readonly Operator SubtractScalar = new("aten::sub", "Scalar");
    public static readonly Operator ReverseSubtract = new("aten::rsub", "Scalar");
    public static readonly Operator Multiply = new("aten::mul", "Tensor");
    public static readonly Operator MultiplyScalar = new("aten::mul", "Scalar");
    public static readonly Operator Divide = new("aten::div", "Tensor");
    public static readonly Operator DivideScalar = new("aten::div", "Scalar");
    public static readonly Operator Negative = new("aten::neg");
    public static readonly Operator PowerScalar = new("aten::pow", "Tensor_Scalar");
    public static readonly Operator Power = new("aten::pow", "Tensor_Tensor");
    public static readonly Operator Square = new("aten::square");
    public static readonly Operator SquareRoot = new("aten::sqrt");
    public static readonly Operator Exponential = new("aten::exp");
    public static readonly Operator Logarithm = new("aten::log");
    public static readonly Operator AbsoluteValue = new("aten::abs");
    public static readonly Operator Clamp = new("aten::clamp");
    public static readonly Operator Cosine = new("aten::cos");
    public static readonly Operator Sine = new("aten::sin");
    public static readonly Operator Relu = new("aten::relu");
    public static readonly Operator ReluInPlace = new("aten::relu_");
    public static readonly Operator MatrixMultiply = new("aten::matmul");

    public static readonly Operator AddInPlace = new("aten::add_", "Tensor");
    public static readonly Operator AddScalarInPlace = new("aten::add_", "Scalar");
    public static readonly Operator MultiplyInPlace = new("aten::mul_", "Tensor");
    public static readonly Operator MultiplyScalarInPlace = new("aten::mul_", "Scalar");
    public static readonly Operator CopyInPlace = new("aten::copy_");
    public static readonly Operator FillInPlace = new("aten::fill_", "Scalar");

    public static readonly Operator Sum = new("aten::sum");
    public static readonly Operator SumDimensions = new("aten::sum", "dim_IntList");
    public static readonly Operator Mean = new("aten::mean");
    public static readonly Operator MeanDimensions = new("aten::mean", "dim");
    public static readonly Operator ArgMax = new("aten::argmax");
    public static readonly Operator Maximum = new("aten::max");
    public static readonly Operator Minimum = new("aten::min");
    public static readonly Operator Softmax = new("aten::softmax", "int");
    public static readonly Operator LogSoftmax = new("aten::log_softmax", "int");
    public static readonly Operator IsFinite = new("aten::isfinite");
    public static readonly Operator All = new("aten::all");
    public static readonly Operator EqualScalar = new("aten::eq", "Scalar");
    public static readonly Operator Equal = new("aten::eq", "Tensor");
    public static readonly Operator Less = new("aten::lt", "Tensor");
    public static readonly Operator LessScalar = new("aten::lt", "Scalar");
    public static readonly Operator GreaterScalar = new("aten::gt", "Scalar");
    public static readonly Operator GreaterOrEqual = new("aten::ge", "Tensor");
    public static readonly Operator And = new("aten::logical_and");
    public static readonly Operator Where = new("aten::where", "self");
    public static readonly Operator MaskedFill = new("aten::masked_fill", "Scalar");

    public static readonly Operator Reshape = new("aten::reshape");
    public static readonly Operator Flatten = new("aten::flatten", "using_ints");
    public static readonly Operator Transpose = new("aten::transpose", "int");
    public static readonly Operator Unsqueeze = new("aten::unsqueeze");
    public static readonly Operator Squeeze = new("aten::squeeze", "dim");
    public static readonly Operator Expand = new("aten::expand");
    public static readonly Operator Slice = new("aten::slice", "Tensor");
    public static readonly Operator Select = new("aten::select", "int");
    public static readonly Operator IndexSelect = new("aten::index_select");
    public static readonly Operator Gather = new("aten::gather");
    public static readonly Operator Concatenate = new("aten::cat");
    public static readonly Operator Stack = new("aten::stack");
    public static readonly Operator OneHot = new("aten::one_hot");
    public static readonly Operator Flip = new("aten::flip");

    public static readonly Operator Contiguous = new("aten::contiguous");
    public static readonly Operator Clone = new("aten::clone");
    public static readonly Operator Dequantize = new("aten::dequantize", "self");
    public static readonly Operator Detach = new("aten::detach");
    public static readonly Operator RequiresGradInPlace = new("aten::requires_grad_");
    public static readonly Operator ToType = new("aten::to", "dtype");
    public static readonly Operator ToDevice = new("aten::to", "device");
    public static readonly Operator PinMemory = new("aten::pin_memory");
}
