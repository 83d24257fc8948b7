#!/usr/bin/python3
"""The convolutions of ResNet18 and nothing else: the ceiling of a training step.

    /usr/bin/python3 benchmarks/peers/convolutions.py [--steps 5] [--precision bf16] [--json]

Every convolution of the network at the sizes of a batch, channels last: forward, gradient of the weights, and gradient of the input except
for the first. No norm, no ReLU, no sum, no optimiser.
Runs on Debian's python3-torch (`scripts/setup.sh --peers`), the same libtorch as the product's.
"""
import argparse
import json
import os
import statistics
import time

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "16")

import torch
import torchvision


def main():
    parser = argparse.ArgumentParser(description="Throughput of ResNet18's bare convolutions.")
    parser.add_argument("--steps", type=int, default=5, help="steps that are measured")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    arguments = parser.parse_args()

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.manual_seed(1)
    dtype = torch.bfloat16 if arguments.precision == "bf16" else torch.float32
    network = torchvision.models.resnet18(num_classes=64)
    network.conv1 = torch.nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    layers = []

    def remember(module, inputs, output):
        layers.append((module, inputs[0].shape, output.shape))

    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(remember)
    with torch.no_grad():
        network.eval()(torch.zeros(arguments.batch_size, 1, arguments.image_size, arguments.image_size))

    def tensor(shape):
        return torch.randn(shape).to(dtype).contiguous(memory_format=torch.channels_last)

    pairs = []
    for index, (module, inputs, outputs) in enumerate(layers):
        layer = torch.nn.Conv2d(
            module.in_channels, module.out_channels, module.kernel_size, module.stride, module.padding, bias=False)
        layer = layer.to(dtype).to(memory_format=torch.channels_last)
        pairs.append((layer, tensor(inputs).requires_grad_(index > 0), tensor(outputs)))

    seconds = []
    for step in range(arguments.steps + 1):
        started = time.perf_counter()
        for layer, inputs, gradient in pairs:
            sources = [layer.weight] + ([inputs] if inputs.requires_grad else [])
            torch.autograd.grad(layer(inputs), sources, gradient)
        seconds.append(time.perf_counter() - started)

    figures = {
        "torch": torch.__version__,
        "convolutions": len(pairs),
        "precision": arguments.precision,
        "imagesPerSecond": round(arguments.batch_size / statistics.median(seconds[1:]), 1),
    }
    print(json.dumps(figures) if arguments.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
