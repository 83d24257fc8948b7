"""Golden learning rates of torch.optim.lr_scheduler, for a base rate of 1.

Run with a Python that has torch: python3 make_schedules.py > schedules.json
OneCycleLR ends its rise at step pct_start * total - 1 and its fall at step total - 1; Countenance's cycle ends its rise at rise * total and
its fall at total, as its other schedules do. So a Countenance cycle of T steps with rise r is PyTorch's of T + 1 steps with
pct_start (r T + 1) / (T + 1).
"""
import json

import torch

sched = torch.optim.lr_scheduler


def rates(make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def one_cycle(steps, rise, division, final_division):
    return rates(lambda optimizer: sched.OneCycleLR(
        optimizer, max_lr=1.0, total_steps=steps + 1, pct_start=(rise * steps + 1) / (steps + 1), anneal_strategy="cos",
        div_factor=division, final_div_factor=final_division, cycle_momentum=False), steps)


warmup = rates(lambda optimizer: sched.LinearLR(optimizer, start_factor=1 / 5, total_iters=4), 5)
print(json.dumps({
    "constant": rates(lambda optimizer: sched.LambdaLR(optimizer, lambda step: 1.0), 40),
    "step": rates(lambda optimizer: sched.StepLR(optimizer, 7, gamma=0.3), 40),
    "cosine": rates(lambda optimizer: sched.CosineAnnealingLR(optimizer, 40, eta_min=0.01), 40),
    "cosine after warm-up": warmup + rates(lambda optimizer: sched.CosineAnnealingLR(optimizer, 35), 35),
    "one cycle": one_cycle(40, 0.3, 25.0, 1e4),
    "one cycle, other constants": one_cycle(40, 0.45, 10.0, 100.0),
}, separators=(",", ":")))
