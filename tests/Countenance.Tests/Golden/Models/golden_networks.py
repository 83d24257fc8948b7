"""What a golden file says of a network whose weights are given by a formula, in double precision; shared by the make_*.py beside it.

Values that look random but are the same everywhere: element number j of the tensor with key k is SplitMix64's mix of 2^32 k + j, read as
a number in [-1, 1), times a scale plus an offset. The key of a state dict's entry is its number; GoldenNetwork.cs writes the same.
"""
import numpy
import torch

torch.set_default_dtype(torch.float64)
BATCH, OUTPUTS = 3, 6
IMAGE_KEY, LOSS_KEY = 1000, 1001


def pattern(shape, key, scale=1.0, offset=0.0):
    count = int(numpy.prod(shape, dtype=numpy.int64))
    z = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64((key << 32) + 1)
    z *= numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z ^= z >> numpy.uint64(31)
    uniform = (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0 ** -52 - 1.0
    return torch.from_numpy(offset + scale * uniform).reshape(tuple(shape))


def fill(model):
    for k, (name, tensor) in enumerate(model.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            continue
        if name.endswith("running_var"):
            value = pattern(tensor.shape, k, 0.3, 1.0)
        elif tensor.dim() > 1:
            value = pattern(tensor.shape, k, (6.0 / tensor[0].numel()) ** 0.5)
        elif name.endswith("weight"):
            value = pattern(tensor.shape, k, 0.2, 1.0)
        else:
            value = pattern(tensor.shape, k, 0.1)
        tensor.copy_(value)


def rounded(tensor, count=None):
    return [float(f"{value:.12g}") for value in tensor.detach().flatten()[:count].tolist()]


def digest(tensor):
    """Norm and first elements: enough to tell one tensor from another."""
    return {"norm": rounded(tensor.detach().norm())[0], "first": rounded(tensor, 3)}


def run(architecture, head, model, channels, size, taps=()):
    """Evaluated, then trained; dropout, whose draws are no network's business, is off in both. taps: modules whose outputs are kept."""
    model = model.double()
    fill(model)
    image = pattern((BATCH, channels, size, size), IMAGE_KEY)
    activations = {}
    modules = dict(model.named_modules())
    hooks = [
        modules[name].register_forward_hook(lambda _, __, output, name=name: activations.update({name: digest(output)})) for name in taps
    ]
    model.eval()
    with torch.no_grad():
        evaluated = model(image)
    for hook in hooks:
        hook.remove()
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.eval()
    trained = model(image)
    loss = (trained * pattern(trained.shape, LOSS_KEY)).sum()
    parameters = dict(model.named_parameters())
    gradients = torch.autograd.grad(loss, list(parameters.values()))
    return {
        "architecture": architecture, "head": head, "channels": channels, "imageSize": size, "outputs": OUTPUTS,
        "state": {name: list(tensor.shape) for name, tensor in model.state_dict().items()},
        "activations": activations, "evaluated": rounded(evaluated), "trained": rounded(trained), "loss": rounded(loss)[0],
        "gradients": {name: digest(gradient) for name, gradient in zip(parameters, gradients)},
        "buffers": {name: digest(buffer.double()) for name, buffer in model.named_buffers()},
    }
