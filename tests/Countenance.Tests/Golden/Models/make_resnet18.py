"""Golden outputs and gradients of torchvision's ResNet18, with its max-pool and without.

Run with a Python that has torch and torchvision: python3 make_resnet18.py > resnet18.json
"""
import json

import torch
import torchvision

from golden_networks import OUTPUTS, run


def resnet18(channels, fine=False):
    model = torchvision.models.resnet18(num_classes=OUTPUTS)
    model.conv1 = torch.nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
    if fine:
        model.maxpool = torch.nn.Identity()
    return model


cases = [
    run("resnet18", "embedding", resnet18(1), 1, 48),
    run("resnet18", "classifier", resnet18(3), 3, 64),
    run("resnet18-fine", "embedding", resnet18(1, fine=True), 1, 32),
    run("resnet18-fine", "classifier", resnet18(3, fine=True), 3, 24),
]
print(json.dumps(cases, separators=(",", ":")))
