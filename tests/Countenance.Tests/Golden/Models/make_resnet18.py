"""Golden outputs and gradients of torchvision's ResNet18 with weights given by a formula, in double precision.

Run with a Python that has torch and torchvision: python3 make_resnet18.py > resnet18.json
Entry number k of the state dict has the elements scale * sin(0.731 j + k) for j = 0, 1, ... in row-major order; the product's test writes
the same weights.
"""
import json

import torch
import torchvision

torch.set_default_dtype(torch.float64)


def pattern(shape, phase, scale, offset=0.0):
    count = 1
    for size in shape:
        count *= size
    return (offset + scale * torch.sin(0.731 * torch.arange(count, dtype=torch.float64) + phase)).reshape(shape)


def fill(model):
    for k, (name, tensor) in enumerate(model.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            continue
        if name.endswith("running_var"):
            value = pattern(tensor.shape, k, 0.3, 1.0)
        elif tensor.dim() > 1:
            value = pattern(tensor.shape, k, (2.0 / tensor[0].numel()) ** 0.5)
        elif name.endswith("weight"):
            value = pattern(tensor.shape, k, 0.2, 1.0)
        else:
            value = pattern(tensor.shape, k, 0.1)
        tensor.copy_(value)


def run(channels, size):
    model = torchvision.models.resnet18(num_classes=6)
    model.conv1 = torch.nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
    model = model.double()
    fill(model)
    image = pattern((3, channels, size, size), 0.25, 1.0)
    model.eval()
    with torch.no_grad():
        evaluated = model(image)
    model.train()
    trained = model(image)
    loss = (trained * pattern(trained.shape, 0.5, 1.0)).sum()
    names = [name for name, _ in model.named_parameters()]
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    return {
        "channels": channels, "size": size, "names": list(model.state_dict()), "evaluated": evaluated.flatten().tolist(),
        "trained": trained.flatten().tolist(), "loss": loss.item(),
        "gradients": {
            name: {"norm": gradient.norm().item(), "first": gradient.flatten()[:4].tolist()} for name, gradient in zip(names, gradients)
        },
        "runningMean": model.layer4[1].bn2.running_mean[:4].tolist(),
    }


print(json.dumps([run(1, 48), run(3, 64)], separators=(",", ":")))
