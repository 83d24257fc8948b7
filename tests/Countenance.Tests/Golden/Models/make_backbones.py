"""Golden activations, outputs and gradients of the other backbones, defined here in plain PyTorch as method and papers describe them.

Run with a Python that has torch and torchvision: python3 make_backbones.py > backbones.json
AlexNet's names and shapes are checked against torchvision's own.
"""
import json

import torch
import torchvision
from torch import nn
from torch.nn import functional

from golden_networks import OUTPUTS, run

SEED = 7


class FractionalPool(nn.Module):
    """3x3 windows to half the side: samples of one half in evaluation, drawn from the pools' shared, seeded generator in training."""

    def __init__(self, generator):
        super().__init__()
        self.generator = generator

    def forward(self, images):
        shape = (images.shape[0], images.shape[1], 2)
        drawn = torch.rand(shape, generator=self.generator, dtype=torch.float32).double() if self.training else torch.full(shape, 0.5)
        return functional.fractional_max_pool2d(images, 3, output_ratio=0.5, _random_samples=drawn)


def convolution(inputs, outputs, kernel=3):
    return [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.ReLU()]


class FMPNet(nn.Module):
    def __init__(self, channels, size):
        super().__init__()
        generator = torch.Generator().manual_seed(SEED)
        self.features = nn.Sequential(
            *convolution(channels, 64, 5), FractionalPool(generator), nn.BatchNorm2d(64),
            *convolution(64, 64), *convolution(64, 64), FractionalPool(generator), nn.BatchNorm2d(64),
            *convolution(64, 128), *convolution(128, 128), FractionalPool(generator), nn.BatchNorm2d(128))
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Linear(128 * (size // 8) ** 2, 1024), nn.ReLU(),
            nn.Dropout(0.5), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, OUTPUTS))

    def forward(self, images):
        return self.classifier(torch.flatten(self.features(images), 1))


class CVGG13(nn.Module):
    def __init__(self, channels, size, head):
        super().__init__()
        layers = []
        for block in ((64, 64), (128, 128), (256, 256, 256), (256, 256, 256)):
            for outputs in block:
                layers += convolution(channels, outputs)
                channels = outputs
            layers += [nn.MaxPool2d(2), nn.Dropout(0.25)]
        self.features = nn.Sequential(*layers)
        flat = 256 * (size // 16) ** 2
        second = [nn.Linear(1024, 1024), nn.ReLU(), nn.Dropout(0.5)] if head == "classifier" else []
        self.classifier = nn.Sequential(nn.Linear(flat, 1024), nn.ReLU(), nn.Dropout(0.5), *second, nn.Linear(1024, OUTPUTS))

    def forward(self, images):
        return self.classifier(torch.flatten(self.features(images), 1))


class AlexNet(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(channels, 64, 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
            *convolution(64, 192, 5), nn.MaxPool2d(3, 2),
            *convolution(192, 384), *convolution(384, 256), *convolution(256, 256), nn.MaxPool2d(3, 2))
        self.classifier = nn.Sequential(
            nn.Dropout(), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(),
            nn.Linear(4096, OUTPUTS))
        peer = torchvision.models.alexnet(num_classes=OUTPUTS).state_dict()
        own = self.state_dict()
        assert list(peer) == list(own)
        assert all(own[name].shape == tensor.shape for name, tensor in peer.items() if name != "features.0.weight")

    def forward(self, images):
        return self.classifier(torch.flatten(functional.adaptive_avg_pool2d(self.features(images), 6), 1))


class PreActBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False))

    def forward(self, images):
        activated = functional.relu(self.bn1(images))
        skipped = self.shortcut(activated) if hasattr(self, "shortcut") else images
        return self.conv2(functional.relu(self.bn2(self.conv1(activated)))) + skipped


class PreActResNet18(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 64, 3, 1, 1, bias=False)
        inputs = 64
        for i, (outputs, stride) in enumerate(((64, 1), (128, 2), (256, 2), (512, 2)), 1):
            setattr(self, f"layer{i}", nn.Sequential(PreActBlock(inputs, outputs, stride), PreActBlock(outputs, outputs, 1)))
            inputs = outputs
        self.linear = nn.Linear(512, OUTPUTS)

    def forward(self, images):
        maps = self.layer4(self.layer3(self.layer2(self.layer1(self.conv1(images)))))
        return self.linear(maps.mean((2, 3)))


def features(*numbers):
    return [f"features.{number}" for number in numbers]


PREACT = ["conv1", *(f"layer{i}.{j}" for i in (1, 2, 3, 4) for j in (0, 1))]
print(json.dumps([
    run("fmpnet", "embedding", FMPNet(1, 48), 1, 48, features(0, 3, 4, 5, 9, 10, 11, 15)),
    run("fmpnet", "classifier", FMPNet(3, 21), 3, 21, features(3, 9, 15)),
    run("cvgg13", "embedding", CVGG13(1, 64, "embedding"), 1, 64, features(0, 1, 2, 5, 6, 11, 13, 18, 20, 27)),
    run("cvgg13", "classifier", CVGG13(3, 40, "classifier"), 3, 40, features(5, 11, 19, 27)),
    run("alexnet", "embedding", AlexNet(1), 1, 227, features(0, 2, 3, 5, 6, 7, 8, 10, 12)),
    run("preactresnet18", "embedding", PreActResNet18(1), 1, 32, PREACT),
    run("preactresnet18", "classifier", PreActResNet18(3), 3, 17, PREACT),
], separators=(",", ":")))
