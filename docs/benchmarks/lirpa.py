"""Bounds and times of auto_LiRPA, beside which ours are put.

Needs a Python with torch, numpy, onnx and auto_LiRPA. Prints one JSON object a line.

    python lirpa.py margins MODEL.onnx DATA COUNT EPS METHOD [--iterations N] [--repeats N]
    python lirpa.py pair TEACHER.onnx STUDENT.onnx DATA COUNT EPS METHOD [...]

DATA is a folder with MNIST's t10k files, or a CIFAR-10 test batch in its binary format. METHOD is IBP,
CROWN or CROWN-Optimized (alpha-CROWN).
"""

import argparse
import gzip
import json
import os
import time

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from auto_LiRPA import BoundedModule, BoundedTensor
from auto_LiRPA.perturbations import PerturbationLpNorm


def read_model(path):
    """A chain of Gemm, MatMul, Add, Sub, Relu, Conv and Flatten as a module; reshapes become flattening."""
    graph = onnx.load(path).graph
    constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    layers = []
    image = len(graph.input[0].type.tensor_type.shape.dim) == 4
    if not image:
        layers.append(torch.nn.Flatten())
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        given = [constants[i] for i in node.input if i in constants]
        if node.op_type == "Gemm":
            weights = given[0] if attributes.get("transB", 0) else given[0].T
            layers.append(linear(weights, given[1]))
        elif node.op_type == "MatMul":
            left = node.input[0] in constants
            layers.append(linear(given[0] if left else given[0].T, None))
        elif node.op_type == "Conv":
            layers.append(convolution(given, attributes))
        elif node.op_type == "Add":
            layers[-1].bias.data += torch.tensor(given[0].reshape(-1).copy())
        elif node.op_type == "Relu":
            layers.append(torch.nn.ReLU())
        elif node.op_type in ("Flatten", "Reshape"):
            if layers:
                layers.append(torch.nn.Flatten())
        elif node.op_type == "Sub" and not given[0].any():
            pass
        elif node.op_type not in ("Constant", "Identity", "Shape", "Gather", "Unsqueeze", "Concat"):
            raise SystemExit(f"{path}: {node.op_type} is not read by this script")
    return torch.nn.Sequential(*layers)


def linear(weights, bias):
    layer = torch.nn.Linear(weights.shape[1], weights.shape[0])
    layer.weight.data = torch.tensor(weights.copy())
    layer.bias.data = torch.zeros(weights.shape[0]) if bias is None else torch.tensor(bias.copy())
    return layer


def convolution(given, attributes):
    kernel = given[0]
    group = attributes.get("group", 1)
    layer = torch.nn.Conv2d(
        kernel.shape[1] * group,
        kernel.shape[0],
        kernel.shape[2:],
        stride=attributes.get("strides", [1, 1]),
        padding=attributes.get("pads", [0, 0, 0, 0])[:2],
        groups=group,
    )
    layer.weight.data = torch.tensor(kernel.copy())
    layer.bias.data = torch.tensor(given[1].copy()) if len(given) > 1 else torch.zeros(kernel.shape[0])
    return layer


class Difference(torch.nn.Module):
    """The student's confidences minus the teacher's."""

    def __init__(self, teacher, student):
        super().__init__()
        self.teacher = teacher
        self.student = student

    def forward(self, x):
        return torch.softmax(self.student(x), 1) - torch.softmax(self.teacher(x), 1)


def read_data(path, count):
    if os.path.isdir(path):
        with gzip.open(os.path.join(path, "t10k-images-idx3-ubyte.gz")) as file:
            x = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)[:count]
        with gzip.open(os.path.join(path, "t10k-labels-idx1-ubyte.gz")) as file:
            y = np.frombuffer(file.read(), np.uint8, offset=8)[:count]
    else:
        records = np.fromfile(path, np.uint8).reshape(-1, 3073)[:count]
        x, y = records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0]
    return torch.tensor(x / np.float32(255)), y.astype(int)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["margins", "pair"])
    parser.add_argument("words", nargs="+")
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    *models, data, count, eps, method = args.words
    x, labels = read_data(data, int(count))
    eps = float(eps)
    networks = [read_model(path) for path in models]
    pair = args.what == "pair"
    network = Difference(*networks) if pair else networks[0]
    classes = network(x[:1]).shape[1]
    if pair:
        rows = torch.zeros(len(x), 1, classes)
        for b, label in enumerate(labels):
            rows[b, 0, label] = 1
    else:
        rows = torch.zeros(len(x), classes - 1, classes)
        for b, label in enumerate(labels):
            for r, other in enumerate(j for j in range(classes) if j != label):
                rows[b, r, label] += 1
                rows[b, r, other] -= 1
    options = {"optimize_bound_args": {"iteration": args.iterations}}
    walls, processors = [], []
    for _ in range(args.repeats):
        bounded = BoundedModule(network, torch.empty_like(x), bound_opts=options)
        region = PerturbationLpNorm(norm=np.inf, x_L=(x - eps).clamp(0, 1), x_U=(x + eps).clamp(0, 1))
        wall, processor = time.time(), time.process_time()
        lower, upper = bounded.compute_bounds(
            x=(BoundedTensor(x, region),), C=rows, method=method, bound_upper=pair
        )
        walls.append(time.time() - wall)
        processors.append(time.process_time() - processor)
    result = {
        "tool": "auto_LiRPA",
        "what": args.what,
        "models": [os.path.basename(path) for path in models],
        "count": len(x),
        "eps": eps,
        "method": method,
        "iterations": args.iterations,
        "seconds": min(walls),
        "processor": min(processors),
    }
    if pair:
        result["meanBound"] = torch.maximum(upper, -lower).clamp(max=1).mean().item()
    else:
        result["meanMargin"] = lower.min(1)[0].mean().item()
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
