"""Golden values and gradients of the structured Gaussian loss, computed with PyTorch from the authors' formula.

Run with a Python that has torch: python3 make_losses.py > losses.json
The formula is written out as in the paper (a quotient of exponentials), not as the product computes it (a softmax).
"""
import json

import torch

torch.set_default_dtype(torch.float64)


def posterior(z, means, sigma, priors):
    squared = ((z[:, None, :] - means[None, :, :]) ** 2).sum(2)
    density = priors * torch.exp(-squared / (2 * sigma**2))
    return density / density.sum(1, keepdim=True)


def sgm(z, labels, classes, sigma, priors, targets, leave_one_out, likelihood):
    present = [c for c in range(classes) if (labels == c).any()]
    means = torch.stack([z[labels == c].mean(0) for c in present])
    known = targets[:, present]
    known = known / known.sum(1, keepdim=True)
    chosen = torch.tensor([priors[c] for c in present])
    if leave_one_out:
        rows = []
        own_distance = []
        for i in range(len(z)):
            others = (labels == labels[i]) & (torch.arange(len(z)) != i)
            own = z[others].mean(0) if others.any() else z[i]
            mine = torch.stack([own if c == labels[i] else means[j] for j, c in enumerate(present)])
            rows.append(posterior(z[i : i + 1], mine, sigma, chosen)[0])
            own_distance.append(((z[i] - own) ** 2).sum())
        p = torch.stack(rows)
        own_distance = torch.stack(own_distance)
    else:
        p = posterior(z, means, sigma, chosen)
        own_distance = torch.stack([((z[i] - means[present.index(int(labels[i]))]) ** 2).sum() for i in range(len(z))])
    loss = ((p - known) ** 2).sum(1).mean()
    return loss + likelihood * own_distance.mean() / (2 * sigma**2)


def case(name, count, dimension, classes, sigma, priors=None, soft=False, leave_one_out=False, likelihood=0.0, used=None, spread=1.0):
    generator = torch.Generator().manual_seed(len(name) * 7 + count)
    z = (torch.randn(count, dimension, generator=generator) * spread).requires_grad_()
    labels = torch.arange(count) % (used or classes)
    onehot = torch.nn.functional.one_hot(labels, classes).double()
    targets = onehot
    if soft:
        noise = torch.rand(count, classes, generator=generator)
        targets = 0.6 * onehot + 0.4 * noise / noise.sum(1, keepdim=True)
    loss = sgm(z, labels, classes, sigma, priors or [1.0 / classes] * classes, targets, leave_one_out, likelihood)
    (gradient,) = torch.autograd.grad(loss, z)
    return {
        "name": name, "classes": classes, "dimension": dimension, "sigma": sigma, "priors": priors, "leaveOneOut": leave_one_out,
        "likelihood": likelihood, "embeddings": z.detach().flatten().tolist(), "labels": labels.tolist(),
        "targets": targets.flatten().tolist() if soft else None, "loss": loss.item(), "gradient": gradient.flatten().tolist(),
    }


cases = [
    case("paper", 24, 5, 4, 0.5),
    case("wide sigma", 12, 3, 3, 2.0),
    case("priors", 12, 3, 3, 1.0, priors=[0.7, 0.2, 0.1]),
    case("vote distribution", 16, 4, 4, 1.0, soft=True),
    case("absent classes", 12, 3, 6, 1.0, soft=True, used=3),
    case("leave one out", 12, 3, 3, 1.0, leave_one_out=True),
    case("likelihood", 12, 3, 3, 0.8, likelihood=0.05),
    case("all options", 15, 4, 5, 0.9, priors=[0.3, 0.1, 0.2, 0.25, 0.15], soft=True, leave_one_out=True, likelihood=0.02),
]
print(json.dumps(cases, separators=(",", ":")).replace('},{', '},\n{'))
