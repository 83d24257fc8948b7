"""Golden outputs and gradients of torchvision's ResNet18.

Run with a Python that has torch and torchvision: python3 make_resnet18.py > resnet18.json
"""
import json

import torch
import torchvision

from golden_networks import OUTPUTS, run


def resnet18(channels):
    model = torchvision.models.resnet18(num_classes=OUTPUTS)
    model.conv1 = torch.nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
    return model


cases = [run("resnet18", "embedding", resnet18(1), 1, 48), run("resnet18", "classifier", resnet18(3), 3, 64)]
print(json.dumps(cases, separators=(",", ":")))
