"""How fast plain PyTorch trains, beside which ours is put: the same network, loss, batch and images.

Needs a Python with torch and numpy. Prints a JSON object.

    python training.py MNIST_DIR IMAGES BATCH EPOCHS METHOD ARCH [TEACHER_ARCH] [--threads N]

METHOD is standard or pgd-at or, with TEACHER_ARCH, kd or rslad. ARCH is mlp:256,256 or cnn:16k4s2,32k4s2,100.
Written as one would by hand: images are in memory as one tensor, attacks ask for the gradient of the images alone.
"""

import argparse
import gzip
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

EPS = 0.05
STEPS = 7
TEMPERATURE = 4
SHARE = 0.9


def idx(folder, name):
    for path, opened in ((f"{name}.gz", gzip.open), (name, open)):
        path = os.path.join(folder, path)
        if os.path.exists(path):
            with opened(path, "rb") as file:
                return np.frombuffer(file.read(), np.uint8)
    raise SystemExit(f"no {name} in {folder}")


def mnist(folder, count):
    x = idx(folder, "train-images-idx3-ubyte")[16 : 16 + count * 784].reshape(count, 1, 28, 28)
    y = idx(folder, "train-labels-idx1-ubyte")[8 : 8 + count]
    return torch.tensor(x.astype(np.float32) / 255), torch.tensor(y.astype(np.int64))


def network(spec):
    family, _, layers = spec.partition(":")
    parts, shape = ([nn.Flatten()], (784,)) if family == "mlp" else ([], (1, 28, 28))
    for layer in layers.split(","):
        if "k" in layer:
            channels, rest = layer.split("k")
            kernel, stride = (int(n) for n in rest.split("s"))
            pad = (kernel - 1) // 2
            parts += [nn.Conv2d(shape[0], int(channels), kernel, stride, pad), nn.ReLU()]
            side = (shape[1] + 2 * pad - kernel) // stride + 1
            shape = (int(channels), side, side)
        else:
            if len(shape) > 1:
                parts.append(nn.Flatten())
                shape = (shape[0] * shape[1] * shape[2],)
            parts += [nn.Linear(shape[0], int(layer)), nn.ReLU()]
            shape = (int(layer),)
    return nn.Sequential(*parts, nn.Linear(shape[0], 10))


def divergence(told, said, t=1.0):
    return F.kl_div(F.log_softmax(said / t, 1), F.softmax(told / t, 1), reduction="batchmean")


def attack(x, eps, loss):
    lower, upper = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    found = torch.clamp(x + eps * (2 * torch.rand_like(x) - 1), lower, upper)
    for _ in range(STEPS):
        found.requires_grad_()
        (gradient,) = torch.autograd.grad(loss(found), found)
        found = torch.clamp(found.detach() + 2.5 * eps / STEPS * gradient.sign(), lower, upper)
    return found


def loss(method, model, teacher, x, y):
    if method == "standard":
        return F.cross_entropy(model(x), y)
    if method == "pgd-at":
        attacked = attack(x, EPS, lambda z: F.cross_entropy(model(z), y))
        with torch.no_grad():
            model(x)  # for the clean accuracy that is shown
        return F.cross_entropy(model(attacked), y)
    with torch.no_grad():
        told = teacher(x)
    if method == "kd":
        said = model(x)
        soft = TEMPERATURE**2 * divergence(told, said, TEMPERATURE)
        return SHARE * soft + (1 - SHARE) * F.cross_entropy(said, y)
    if method == "rslad":
        attacked = attack(x, EPS, lambda z: divergence(told, model(z)))
        return 5 / 6 * divergence(told, model(attacked)) + 1 / 6 * divergence(told, model(x))
    raise SystemExit(f"no method {method}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("images", type=int)
    parser.add_argument("batch", type=int)
    parser.add_argument("epochs", type=int)
    parser.add_argument("method")
    parser.add_argument("arch")
    parser.add_argument("teacher", nargs="?")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    x, y = mnist(args.folder, args.images)
    model = network(args.arch)
    teacher = network(args.teacher) if args.teacher else None
    adam = torch.optim.Adam(model.parameters(), 1e-3)
    walls, processors = [], []
    for _ in range(args.epochs):
        wall, processor = time.perf_counter(), time.process_time()
        total = 0.0
        for chosen in torch.randperm(args.images).split(args.batch):
            step = loss(args.method, model, teacher, x[chosen], y[chosen])
            adam.zero_grad()
            step.backward()
            adam.step()
            total += step.item() * len(chosen)
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    run = " ".join(filter(None, [args.method, args.arch, args.teacher]))
    print(
        json.dumps(
            {
                "tool": "pytorch",
                "run": run,
                "threads": args.threads,
                "imagesPerSecond": round(args.images / min(walls[1:])),
                "imagesPerProcessorSecond": round(args.images / min(processors[1:])),
                "loss": round(total / args.images, 6),
            }
        )
    )


main()
