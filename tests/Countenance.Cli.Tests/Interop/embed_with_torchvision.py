"""Embeds images with torchvision's resnet18 and the weights of one of our model files; writes the embeddings as .npy.

    python3 embed_with_torchvision.py MODEL.safetensors OUT.npy IMAGE...

The file is opened with the safetensors package where it is installed, and otherwise with the few lines that the public format takes.
"""
import json
import sys

import numpy
import torch
import torchvision
from PIL import Image
from torch.nn import functional


def read(path):
    try:
        from safetensors import safe_open

        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, file.metadata()
    except ImportError:
        types = {"F32": numpy.float32, "I64": numpy.int64}
        with open(path, "rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            data = file.read()
        metadata = header.pop("__metadata__")
        return {
            name: torch.from_numpy(
                numpy.frombuffer(data[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"]).copy())
            for name, entry in header.items()
        }, metadata


def main():
    model_path, out, *images = sys.argv[1:]
    tensors, metadata = read(model_path)
    card = json.loads(metadata["countenance"])
    model = torchvision.models.resnet18(num_classes=card["outputs"])
    model.conv1 = torch.nn.Conv2d(card["channels"], 64, kernel_size=7, stride=2, padding=3, bias=False)
    if card["architecture"] == "resnet18-fine":
        model.maxpool = torch.nn.Identity()
    model.load_state_dict({name: tensor for name, tensor in tensors.items() if not name.startswith("gaussians.")})
    model.eval()
    pixels = torch.stack([torch.from_numpy(numpy.asarray(Image.open(image).convert("L")).copy()) for image in images])
    x = pixels.unsqueeze(1).float()
    size = card["imageSize"]
    shrinks = x.shape[-1] > size
    x = functional.interpolate(x, size=(size, size), mode="bilinear", align_corners=False, antialias=shrinks) / 255
    x = (x - card["normalization"]["mean"]) / card["normalization"]["deviation"]
    with torch.no_grad():
        numpy.save(out, model(x).numpy())


main()
