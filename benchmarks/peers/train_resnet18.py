#!/usr/bin/python3
"""The training step of `countenance train`, written in PyTorch: ResNet18 on FER+, SGM loss, everything a step needs included.

    /usr/bin/python3 benchmarks/peers/train_resnet18.py FERPLUS.zip [--steps 30] [--precision bf16] [--json]
    python3 train_resnet18.py ferplus.safetensors --device cuda [--compile] [--precision bf16] [--json]

A step draws a batch (classes by the inverse square root of their size), augments it as one tensor, goes forward and back through
torchvision's ResNet18 and takes an AdamW step. It is as fast as eager PyTorch gets: images wait decoded as one uint8 tensor, weights and
activations are channels_last (--memory-format compares), the optimiser is the foreach one, gradients are set to None, nothing is copied or
waited for in vain. On a GPU images and augmentation are there too, and nothing waits for it within --steps; ferplus.safetensors is what
`countenance pack` made.
Runs on Debian's python3-torch (`scripts/setup.sh --peers`), the same libtorch as the product's.
"""
import argparse
import csv
import io
import json
import math
import os
import statistics
import time
import zipfile
from pathlib import Path

# Threads that wait give their core away, as ./countenance has it; on a busy machine this is what matters most. Read when torch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "16")

import numpy
import torch
import torchvision
from PIL import Image
from torch.nn import functional

EMOTIONS = 8


def read_packed(path):
    """The same as read_ferplus of the training split, from `countenance pack`'s file."""
    import safetensors.torch

    tensors = safetensors.torch.load_file(path)
    return tensors["train.pixels"], tensors["train.labels"].long()


def read_ferplus(path):
    """Images [N, 1, 48, 48] uint8 and majority labels [N] of the training split; FERPlus's rule, 25045 images."""
    images, labels = [], []
    with zipfile.ZipFile(path) as archive:
        for row in csv.reader(io.StringIO(archive.read("FER2013Train/label.csv").decode())):
            votes = [vote if vote > 1 else 0 for vote in map(int, row[2:])]
            best = max(range(len(votes)), key=votes.__getitem__)
            if best < EMOTIONS and 2 * votes[best] > sum(votes):
                with archive.open(f"FER2013Train/{row[0]}") as file:
                    images.append(numpy.asarray(Image.open(file).convert("L")))
                labels.append(best)
    return torch.from_numpy(numpy.stack(images)).unsqueeze(1), torch.tensor(labels)


def augment(images, size, generator):
    """One affine resampling of a whole batch (rotation, scale, shift, mirror), then contrast and brightness: [N, 1, 48, 48] uint8 to
    [N, 1, size, size] float, about zero mean and unit range."""
    count = images.shape[0]

    def uniform(low, high):
        return torch.empty(count, device=images.device).uniform_(low, high, generator=generator)

    angle = uniform(-math.radians(12), math.radians(12))
    scale = 1 / uniform(0.88, 1.12)
    mirror = torch.randint(0, 2, (count,), generator=generator, device=images.device) * 2.0 - 1
    cosine, sine = torch.cos(angle) * scale, torch.sin(angle) * scale
    theta = torch.stack(
        [cosine * mirror, -sine, uniform(-0.16, 0.16), sine * mirror, cosine, uniform(-0.16, 0.16)], dim=1)  # ±8 % of a width of 2
    grid = functional.affine_grid(theta.view(count, 2, 3), [count, 1, size, size], align_corners=False)
    pixels = functional.grid_sample(images.float(), grid, mode="bilinear", padding_mode="border", align_corners=False)
    contrast = uniform(0.75, 1.25).div_(127.5).view(count, 1, 1, 1)
    brightness = uniform(-0.3, 0.3).view(count, 1, 1, 1)
    return pixels.sub_(127.5).mul_(contrast).add_(brightness)


def sgm_loss(embeddings, labels, sigma, likelihood):
    """Squared error of the class posterior under Gaussians about the batch's class means (uniform priors), absent classes left out; and
    the likelihood of the samples under their own class's Gaussian, weighted."""
    one_hot = functional.one_hot(labels, EMOTIONS).to(embeddings.dtype)  # [N, K]
    counts = one_hot.sum(0)
    means = (one_hot.t() @ embeddings) / counts.clamp(min=1).unsqueeze(1)  # [K, D]
    squared = embeddings.square().sum(1, keepdim=True) - 2 * embeddings @ means.t() + means.square().sum(1)  # [N, K]
    logits = (-squared / (2 * sigma * sigma)).masked_fill(counts == 0, -math.inf)
    loss = (functional.softmax(logits, dim=1) - one_hot).square().sum(1).mean()
    if likelihood > 0:
        loss = loss + (squared * one_hot).sum(1).mean() * (likelihood / (2 * sigma * sigma))
    return loss


def main():
    parser = argparse.ArgumentParser(description="Throughput of one training step in PyTorch.")
    parser.add_argument("data", help="FER+ as a zip in the FERPlus tool's layout, or packed by `countenance pack`")
    parser.add_argument("--steps", type=int, default=30, help="steps that are measured")
    parser.add_argument("--warmup", type=int, default=3, help="steps before them")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--dim", type=int, default=64)
    parser.add_argument("--sigma", type=float, default=1.0)
    parser.add_argument("--likelihood", type=float, default=0.02, help="weight of the likelihood term")
    parser.add_argument("--average", type=float, default=0.998, help="decay of the moving average of the weights; 0 for none")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--memory-format", choices=["channels_last", "contiguous_format"], default="channels_last")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compile", action="store_true", help="through torch.compile")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    device = torch.device(arguments.device)
    on_gpu = device.type == "cuda"
    torch.backends.cudnn.benchmark = True
    generator = torch.Generator(device).manual_seed(arguments.seed)

    read = read_packed if Path(arguments.data).suffix == ".safetensors" else read_ferplus
    images, labels = (tensor.to(device) for tensor in read(arguments.data))
    weights = torch.bincount(labels, minlength=EMOTIONS).float().rsqrt()[labels]

    model = torchvision.models.resnet18(num_classes=arguments.dim)
    model.conv1 = torch.nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    memory_format = getattr(torch, arguments.memory_format)
    model = model.to(device, memory_format=memory_format).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.lr, weight_decay=0.02, foreach=True)
    parameters = [parameter.detach() for parameter in model.parameters()]
    averages = [parameter.clone() for parameter in parameters]
    forward = torch.compile(model) if arguments.compile else model
    autocast = torch.autocast(device.type, dtype=torch.bfloat16, enabled=arguments.precision == "bf16")

    seconds, processor_seconds, losses = [], [], []
    for step in range(arguments.warmup + arguments.steps):
        if on_gpu and step == arguments.warmup:
            torch.cuda.synchronize()
            measured_from = time.perf_counter()
        start, processor_start = time.perf_counter(), time.process_time()
        batch = torch.multinomial(weights, arguments.batch_size, replacement=True, generator=generator)
        pixels = augment(images[batch], arguments.image_size, generator).contiguous(memory_format=memory_format)
        with autocast:
            embeddings = forward(pixels)
        loss = sgm_loss(embeddings.float(), labels[batch], arguments.sigma, arguments.likelihood)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if arguments.average > 0:
            torch._foreach_mul_(averages, arguments.average)
            torch._foreach_add_(averages, parameters, alpha=1 - arguments.average)
        if step >= arguments.warmup:
            seconds.append(time.perf_counter() - start)
            processor_seconds.append(time.process_time() - processor_start)
            losses.append(loss.detach() if on_gpu else loss.item())
    if on_gpu:  # steps are queued, so only the whole can be timed
        torch.cuda.synchronize()
        seconds = [(time.perf_counter() - measured_from) / arguments.steps]
        losses = [loss.item() for loss in losses]

    figures = {
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name(device) if on_gpu else "cpu",
        "compiled": arguments.compile,
        "threads": arguments.threads,
        "images": len(labels),
        "batchSize": arguments.batch_size,
        "imageSize": arguments.image_size,
        "precision": arguments.precision,
        "memoryFormat": arguments.memory_format,
        "steps": arguments.steps,
        "imagesPerSecond": round(arguments.batch_size / statistics.median(seconds), 1),
        "imagesPerSecondBest": round(arguments.batch_size / min(seconds), 1),
        "processorSecondsPerStep": round(statistics.median(processor_seconds), 3),
        "loss": round(statistics.fmean(losses[-5:]), 4),
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
