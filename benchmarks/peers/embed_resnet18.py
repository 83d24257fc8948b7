#!/usr/bin/python3
"""Faces of a FER+ zip to embeddings as PyTorch's users write it: a Dataset that opens PNGs with PIL, a DataLoader with workers, torchvision's
resnet18 in eval mode without gradients.

    /usr/bin/python3 benchmarks/peers/embed_resnet18.py MODEL.safetensors FERPLUS.zip OUT.npy [--folder FER2013Valid] [--decoded]

MODEL is a model file of ours without mirrored views. With --decoded the images are decoded first and not counted, and the figure is
images a second of the network alone; without, the wall-clock time of the whole program counts (take it from outside).
"""
import argparse
import csv
import io
import json
import os
import statistics
import time
import zipfile

import numpy
import torch
import torchvision
from PIL import Image
from torch.nn import functional

PASSES = 3
TYPES = {"F32": numpy.float32, "F16": numpy.float16, "I64": numpy.int64}


def read_model(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    card = json.loads(header.pop("__metadata__")["countenance"])
    model = torchvision.models.resnet18(num_classes=card["outputs"])
    model.conv1 = torch.nn.Conv2d(card["channels"], 64, kernel_size=7, stride=2, padding=3, bias=False)
    if card["architecture"] == "resnet18-fine":
        model.maxpool = torch.nn.Identity()
    names = model.state_dict().keys()
    model.load_state_dict({
        name: torch.from_numpy(
            numpy.frombuffer(data[slice(*entry["data_offsets"])], TYPES[entry["dtype"]]).reshape(entry["shape"]).astype(
                numpy.int64 if entry["dtype"] == "I64" else numpy.float32))
        for name, entry in header.items() if name in names
    })
    return model.eval(), card


class Faces(torch.utils.data.Dataset):
    """The images whose majority of votes is an emotion, as the product takes them."""

    def __init__(self, path, folder, card):
        self.path, self.folder, self.archive = path, folder, None
        self.mean, self.deviation = card["normalization"]["mean"], card["normalization"]["deviation"]
        with zipfile.ZipFile(path) as archive:
            rows = csv.reader(io.StringIO(archive.read(f"{folder}/label.csv").decode()))
            votes = [(row[0], [vote if vote > 1 else 0 for vote in map(int, row[2:])]) for row in rows]
        self.names = [name for name, v in votes if v.index(max(v)) < 8 and 2 * max(v) > sum(v)]

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        if self.archive is None:  # one a worker
            self.archive = zipfile.ZipFile(self.path)
        with self.archive.open(f"{self.folder}/{self.names[index]}") as file:
            pixels = torch.from_numpy(numpy.asarray(Image.open(file).convert("L")).copy())
        return (pixels.unsqueeze(0).float() / 255 - self.mean) / self.deviation


def embed(model, batch, size):
    return model(functional.interpolate(batch, size=(size, size), mode="bilinear", align_corners=False))


def main():
    parser = argparse.ArgumentParser(description="Faces of a FER+ zip to embeddings, in PyTorch.")
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--folder", default="FER2013Valid")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--decoded", action="store_true")
    arguments = parser.parse_args()

    model, card = read_model(arguments.model)
    faces = Faces(arguments.data, arguments.folder, card)
    loader = torch.utils.data.DataLoader(faces, batch_size=arguments.batch_size, num_workers=arguments.workers)
    with torch.no_grad():
        if arguments.decoded:
            batches = list(loader)
            embed(model, batches[0], card["imageSize"])
            seconds = []
            for _ in range(PASSES):
                started = time.perf_counter()
                found = torch.cat([embed(model, batch, card["imageSize"]) for batch in batches])
                seconds.append(time.perf_counter() - started)
            print(json.dumps({"images": len(faces), "imagesPerSecond": round(len(faces) / statistics.median(seconds), 1)}))
        else:
            found = torch.cat([embed(model, batch, card["imageSize"]) for batch in loader])
    numpy.save(arguments.out, found.numpy())


main()
