using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>
/// One ATen operator, found in libtorch's dispatcher by name and called boxed: the generic call through which every tensor operation
/// goes, with gradients recorded as usual. Keep it in a static field; the look-up happens once, at the first call.
/// </summary>
/// <param name="name">Qualified name, such as <c>aten::conv2d</c>.</param>
/// <param name="overload">Overload, such as <c>Tensor</c>; empty for the operator's only or default one.</param>
public sealed class Operator(string name, string overload = "")
{
    private const int StackScratchBytes = 2048;
    private const int StackResults = 256;

    private nint handle;

    /// <summary>Qualified name with its overload.</summary>
    public string Name { get; } = overload.Length == 0 ? name : $"{name}.{overload}";

    /// <summary>Calls the operator; it must return one tensor.</summary>
    /// <param name="arguments">Arguments in the schema's order; those missing at the end take their defaults.</param>
    /// <returns>The result, owned by the current <see cref="TensorScope"/> or else by the caller.</returns>
    /// <exception cref="TorchException">libtorch lacks the operator, or refused the arguments.</exception>
    [SkipLocalsInit]
    public unsafe Tensor Call(params ReadOnlySpan<OperatorArgument> arguments)
    {
        NativeValue result;
        int count = Invoke(arguments, &result, 1);
        return count == 1 && result.Tag == ValueTag.Tensor
            ? new Tensor(result.Pointer)
            : throw new TorchException($"{Name}: one tensor was expected as the result.");
    }

    /// <summary>Calls an operator for what it does to its arguments; results are dropped.</summary>
    /// <inheritdoc cref="Call" path="/param|/exception"/>
    [SkipLocalsInit]
    public unsafe void Run(params ReadOnlySpan<OperatorArgument> arguments) => Invoke(arguments, null, 0);

    /// <summary>Calls an operator that returns several tensors, or lists of tensors (laid out one after the other).</summary>
    /// <inheritdoc cref="Call" path="/param|/exception"/>
    /// <returns>The result tensors, each owned as with <see cref="Call"/>.</returns>
    [SkipLocalsInit]
    public unsafe Tensor[] CallMany(params ReadOnlySpan<OperatorArgument> arguments)
    {
        NativeValue* stack = stackalloc NativeValue[StackResults];
        int capacity = ResultCapacity(arguments);
        NativeValue* results = capacity <= StackResults
            ? stack
            : (NativeValue*)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(NativeValue));
        try
        {
            int count = Invoke(arguments, results, capacity);
            var tensors = new List<Tensor>(count);
            for (int i = 0; i < count; i++)
            {
                if (results[i].Tag == ValueTag.Tensor)
                {
                    tensors.Add(new Tensor(results[i].Pointer));
                }
            }

            if (tensors.Count != count)
            {
                tensors.ForEach(tensor => tensor.Dispose());
                throw new TorchException($"{Name}: only tensors were expected as results.");
            }

            return [.. tensors];
        }
        finally
        {
            if (results != stack)
            {
                NativeMemory.Free(results);
            }
        }
    }

    /// <summary>Calls an operator that returns one object, such as packed weights.</summary>
    /// <inheritdoc cref="Call" path="/param|/exception"/>
    /// <returns>The object, owned by the caller.</returns>
    [SkipLocalsInit]
    public unsafe TorchObject CallObject(params ReadOnlySpan<OperatorArgument> arguments)
    {
        NativeValue result;
        int count = Invoke(arguments, &result, 1);
        return count == 1 && result.Tag == ValueTag.Object
            ? new TorchObject(result.Pointer)
            : throw new TorchException($"{Name}: one object was expected as the result.");
    }

    /// <summary>Calls an operator that returns one number or truth value.</summary>
    /// <inheritdoc cref="Call" path="/param|/exception"/>
    [SkipLocalsInit]
    public unsafe double CallScalar(params ReadOnlySpan<OperatorArgument> arguments)
    {
        NativeValue result;
        int count = Invoke(arguments, &result, 1);
        return count != 1
            ? throw new TorchException($"{Name}: one number was expected as the result.")
            : result.Tag == ValueTag.Double ? result.Real : result.Integer;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    [SkipLocalsInit]
    private unsafe int Invoke(ReadOnlySpan<OperatorArgument> arguments, NativeValue* results, int capacity)
    {
        TorchRuntime.FollowThreadCount();
        int scratchBytes = 0;
        foreach (ref readonly OperatorArgument argument in arguments)
        {
            scratchBytes += argument.ScratchBytes;
        }

        NativeValue* values = stackalloc NativeValue[arguments.Length];
        byte* stack = stackalloc byte[Math.Min(scratchBytes, StackScratchBytes)];
        byte* scratch = scratchBytes <= StackScratchBytes ? stack : (byte*)NativeMemory.Alloc((nuint)scratchBytes);
        try
        {
            byte* next = scratch;
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i].Write(&values[i], ref next);
            }

            int resultCount = 0;
            int status = NativeMethods.ct_operator_call(Handle(), values, arguments.Length, results, capacity, &resultCount);
            KeepAlive(arguments);
            NativeMethods.Check(status, Name);
            return resultCount;
        }
        finally
        {
            if (scratch != stack)
            {
                NativeMemory.Free(scratch);
            }
        }
    }

    private nint Handle()
    {
        if (handle == 0)
        {
            NativeMethods.Check(NativeMethods.ct_operator_find(name, overload, out nint found));
            handle = found;
        }

        return handle;
    }

    // Operators over lists return as many tensors as they take.
    private static int ResultCapacity(ReadOnlySpan<OperatorArgument> arguments)
    {
        int capacity = StackResults;
        foreach (ref readonly OperatorArgument argument in arguments)
        {
            capacity = argument.Tag == ValueTag.TensorList ? Math.Max(capacity, argument.Length) : capacity;
        }

        return capacity;
    }

    // The collector may not take an argument while native code works on it.
    private static void KeepAlive(ReadOnlySpan<OperatorArgument> arguments)
    {
        foreach (ref readonly OperatorArgument argument in arguments)
        {
            GC.KeepAlive(argument.Reference);
        }
    }
}
