namespace Countenance.Torch.Nn;

/// <summary>Modules one after the other, named 0, 1, 2, ….</summary>
public sealed class Sequential : Module
{
    private readonly Module[] modules;

    /// <summary>Chains modules; takes them over.</summary>
    public Sequential(params Module[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        this.modules = modules;
        for (int i = 0; i < modules.Length; i++)
        {
            Child($"{i}", modules[i]);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        foreach (Module module in modules)
        {
            input = module.Forward(input);
        }

        return input;
    }
}
