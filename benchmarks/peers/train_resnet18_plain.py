#!/usr/bin/python3
"""A training step of ResNet18 on FER+ as most scripts have it: the peer of a user who has not tuned anything.

    /usr/bin/python3 benchmarks/peers/train_resnet18_plain.py FERPLUS.zip [--steps 10] [--json]

A Dataset decodes each PNG with PIL, torchvision's transforms augment it image by image (rotation, scale, shift, mirror, contrast,
brightness) and bring it to 64 pixels, a DataLoader with a worker a core makes batches of 256; torchvision's ResNet18 in NCHW, cross-entropy,
Adam. The loss is lighter than ours and there is no average of the weights: the peer does less.
Runs on Debian's python3-torch (`scripts/setup.sh --peers`), the same libtorch as the product's.
"""
import argparse
import csv
import io
import json
import os
import statistics
import time
import zipfile

import torch
import torchvision
from PIL import Image
from torchvision import transforms

EMOTIONS = 8


class Faces(torch.utils.data.Dataset):
    """The images whose majority of votes is an emotion, as the product takes them."""

    def __init__(self, path, size):
        self.path, self.archive, self.items = path, None, []
        with zipfile.ZipFile(path) as archive:
            for row in csv.reader(io.StringIO(archive.read("FER2013Train/label.csv").decode())):
                votes = [vote if vote > 1 else 0 for vote in map(int, row[2:])]
                best = max(range(len(votes)), key=votes.__getitem__)
                if best < EMOTIONS and 2 * votes[best] > sum(votes):
                    self.items.append((row[0], best))
        self.transform = transforms.Compose([
            transforms.RandomAffine(12, translate=(0.08, 0.08), scale=(0.88, 1.12)),
            transforms.RandomHorizontalFlip(),
            transforms.Resize((size, size)),
            transforms.ColorJitter(brightness=0.15, contrast=0.25),
            transforms.ToTensor(),
            transforms.Normalize([0.5], [0.25]),
        ])

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        if self.archive is None:  # one a worker
            self.archive = zipfile.ZipFile(self.path)
        name, label = self.items[index]
        with self.archive.open(f"FER2013Train/{name}") as file:
            return self.transform(Image.open(file).convert("L")), label


def main():
    parser = argparse.ArgumentParser(description="Throughput of a training step in plain PyTorch.")
    parser.add_argument("data", help="FER+ as a zip in the FERPlus tool's layout")
    parser.add_argument("--steps", type=int, default=10, help="steps that are measured")
    parser.add_argument("--warmup", type=int, default=3, help="steps before them")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    arguments = parser.parse_args()

    torch.manual_seed(1)
    faces = Faces(arguments.data, arguments.image_size)
    loader = torch.utils.data.DataLoader(faces, arguments.batch_size, shuffle=True, num_workers=arguments.workers, drop_last=True)
    model = torchvision.models.resnet18(num_classes=EMOTIONS)
    model.conv1 = torch.nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = torch.nn.CrossEntropyLoss()

    seconds = []
    started = time.perf_counter()
    for step, (images, labels) in enumerate(loader):
        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        now = time.perf_counter()
        if step >= arguments.warmup:
            seconds.append(now - started)
        started = now
        if len(seconds) == arguments.steps:
            break

    figures = {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "workers": arguments.workers,
        "steps": len(seconds),
        "imagesPerSecond": round(arguments.batch_size / statistics.median(seconds), 1),
    }
    print(json.dumps(figures) if arguments.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
