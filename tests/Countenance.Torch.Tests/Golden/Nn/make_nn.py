"""Golden outputs, gradients and buffers of PyTorch's layers, in double precision, and the names of a nested module's state dict.

Run with a Python that has torch: python3 make_nn.py > nn.json
Inputs and weights are given by a formula (Pattern.cs writes the same): entry k of the state dict has the elements
offset + scale * sin(0.731 j + k), the input sin(0.731 j + 0.25). The loss is the sum of the output times sin(0.731 j + 0.5).
"""
import json

import torch

torch.set_default_dtype(torch.float64)


def pattern(shape, phase, scale=1.0, offset=0.0):
    count = 1
    for size in shape:
        count *= size
    return (offset + scale * torch.sin(0.731 * torch.arange(count, dtype=torch.float64) + phase)).reshape(shape)


def fill(module):
    for k, (name, tensor) in enumerate(module.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            continue
        positive = name.endswith("running_var")
        tensor.copy_(pattern(tensor.shape, k, 0.4, 1.0 if positive else 0.0))


class FractionalPool(torch.nn.Module):
    """The placement that Countenance fixes in evaluation: every sample one half."""

    def forward(self, input):
        samples = torch.full((input.shape[0], input.shape[1], 2), 0.5)
        return torch.nn.functional.fractional_max_pool2d(input, 2, output_ratio=0.7, _random_samples=samples)


class GlobalAverage(torch.nn.Module):
    def forward(self, input):
        return torch.nn.functional.adaptive_avg_pool2d(input, 1).flatten(1)


class AdaptiveAverage(torch.nn.Module):
    def forward(self, input):
        return torch.nn.functional.adaptive_avg_pool2d(input, 3)


class Branches(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(2, 3)
        self.register_buffer("steps", torch.zeros(1))
        self.scale = torch.nn.Parameter(torch.ones(3))
        self.body = torch.nn.Sequential(
            torch.nn.Conv2d(1, 2, 3, bias=False), torch.nn.BatchNorm2d(2), torch.nn.Sequential(torch.nn.Linear(2, 2)))


def rounded(tensor):
    return [float(f"{value:.13g}") for value in tensor.detach().flatten().tolist()]


def run(name, module, shape, training=True, batches=1):
    fill(module)
    module.train(training)
    for batch in range(batches):
        values = pattern(shape, 0.25 + batch).requires_grad_()
        output = module(values)
    loss = (output * pattern(output.shape, 0.5)).sum()
    parameters = dict(module.named_parameters())
    gradients = torch.autograd.grad(loss, [values, *parameters.values()])
    return {
        "name": name, "inputShape": shape, "training": training, "batches": batches, "outputShape": list(output.shape),
        "output": rounded(output), "inputGradient": rounded(gradients[0]),
        "gradients": {key: rounded(gradient) for key, gradient in zip(parameters, gradients[1:])},
        "buffers": {key: rounded(buffer) for key, buffer in module.named_buffers()},
    }


nn = torch.nn
branches = Branches()
print(json.dumps({
    "stateNames": list(branches.state_dict()),
    "parameterNames": [name for name, _ in branches.named_parameters()],
    "bufferNames": [name for name, _ in branches.named_buffers()],
    "cases": [
        run("conv", nn.Conv2d(2, 3, 3), [2, 2, 5, 6]),
        run("conv strided and padded, no bias", nn.Conv2d(3, 2, 3, stride=2, padding=1, bias=False), [2, 3, 7, 6]),
        run("conv of one pixel", nn.Conv2d(3, 2, 1, stride=2), [1, 3, 5, 4]),
        run("linear", nn.Linear(4, 3), [5, 4]),
        run("linear over the last of three dimensions", nn.Linear(4, 3), [2, 3, 4]),
        run("batch norm in training", nn.BatchNorm2d(3), [3, 3, 2, 2], batches=3),
        run("batch norm in evaluation", nn.BatchNorm2d(3), [3, 3, 2, 2], training=False, batches=2),
        run("batch norm, other constants", nn.BatchNorm2d(2, eps=0.1, momentum=0.5), [2, 2, 3, 2], batches=2),
        run("max pool", nn.MaxPool2d(3, stride=2, padding=1), [2, 2, 6, 5]),
        run("global average pool", GlobalAverage(), [2, 3, 3, 4]),
        run("adaptive average pool", AdaptiveAverage(), [2, 2, 7, 4]),
        run("adaptive average pool of a smaller image", AdaptiveAverage(), [2, 2, 2, 1]),
        run("conv, then ReLU", nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU()), [2, 2, 5, 6]),
        run("fractional max pool in evaluation", FractionalPool(), [2, 2, 7, 6], training=False),
    ],
}, separators=(",", ":")))
