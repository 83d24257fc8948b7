"""Golden trajectories of torch.optim, in double precision.

Run with a Python that has torch: python3 make_optimizers.py > optimizers.json
Three parameters, a matrix, a kernel and a vector, start at sin(0.731 j + k); the gradient of step t = 0, 1, ... is
p / 2 + sin(0.731 j + 10 k + t) / (1 + t), the learning rate 0.1 / (1 + t / 10). Countenance spares vectors from weight decay: here a
parameter group says so.
"""
import json

import torch

SHAPES = [[3, 2], [2, 2, 2, 2], [3]]
STEPS = 6


def pattern(shape, phase):
    count = 1
    for size in shape:
        count *= size
    return torch.sin(0.731 * torch.arange(count, dtype=torch.float64) + phase).reshape(shape)


def run(name, make, decay=0.0):
    parameters = [pattern(shape, k).requires_grad_() for k, shape in enumerate(SHAPES)]
    optimizer = make([{"params": parameters[:2], "weight_decay": decay}, {"params": parameters[2:], "weight_decay": 0.0}])
    steps = []
    for t in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 0.1 / (1 + t / 10)
        for k, parameter in enumerate(parameters):
            parameter.grad = 0.5 * parameter.detach() + pattern(parameter.shape, 10 * k + t) / (1 + t)
        optimizer.step()
        steps.append([float(f"{value:.13g}") for parameter in parameters for value in parameter.detach().flatten().tolist()])
    return {"name": name, "steps": steps}


optim = torch.optim
print(json.dumps([
    run("adam", lambda groups: optim.Adam(groups, lr=0.1)),
    run("adam, other constants", lambda groups: optim.Adam(groups, lr=0.1, betas=(0.7, 0.9), eps=1e-2)),
    run("adam with decay", lambda groups: optim.Adam(groups, lr=0.1), 0.2),
    run("adamw", lambda groups: optim.AdamW(groups, lr=0.1), 0.2),
    run("amsgrad", lambda groups: optim.Adam(groups, lr=0.1, betas=(0.5, 0.6), amsgrad=True)),
    run("amsgrad with decoupled decay", lambda groups: optim.AdamW(groups, lr=0.1, betas=(0.5, 0.6), amsgrad=True), 0.2),
    run("sgd", lambda groups: optim.SGD(groups, lr=0.1)),
    run("sgd with momentum", lambda groups: optim.SGD(groups, lr=0.1, momentum=0.9)),
    run("sgd with momentum and decay", lambda groups: optim.SGD(groups, lr=0.1, momentum=0.8), 0.2),
    run("sgd with nesterov", lambda groups: optim.SGD(groups, lr=0.1, momentum=0.9, nesterov=True)),
    run("sgd with nesterov and decay", lambda groups: optim.SGD(groups, lr=0.1, momentum=0.9, nesterov=True), 0.2),
], separators=(",", ":")))
