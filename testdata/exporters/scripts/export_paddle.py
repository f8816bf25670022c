"""PaddlePaddle networks through paddle2onnx."""

import numpy as np
import onnx
import paddle
from paddle import nn
from paddle.nn import functional as F

import digits
from record import HERE, record

FOLDER = HERE / "paddle"
PACKAGES = ["paddlepaddle", "paddle2onnx", "onnx", "onnxruntime", "numpy"]
FLAT, IMAGE = (64,), (1, 8, 8)


def mlp():
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 24), nn.ReLU(), nn.Linear(24, 10))


def mlp_softmax():
    return nn.Sequential(nn.Linear(64, 32), nn.Hardswish(), nn.Linear(32, 10), nn.Softmax())


def cnn():
    return nn.Sequential(
        nn.Conv2D(1, 6, 3, padding=1), nn.BatchNorm2D(6), nn.ReLU(), nn.MaxPool2D(2),
        nn.Conv2D(6, 12, 3, padding=1), nn.BatchNorm2D(12), nn.ReLU(), nn.AvgPool2D(2),
        nn.Flatten(), nn.Linear(48, 10),
    )


def main():
    paddle.seed(digits.SEED)
    FOLDER.mkdir(exist_ok=True)
    model = train(mlp, FLAT, epochs=30)
    for opset, batch in ((11, None), (17, 1)):
        export("mlp", model, "MLP 64-32-24-10, ReLU", FLAT, opset, batch)
    export("mlp-softmax", train(mlp_softmax, FLAT, epochs=30), "MLP 64-32-10, Hardswish", FLAT, 13, None)
    text = "CNN: 2 convolutions with batch normalisation, max pooling, average pooling, linear"
    model = train(cnn, IMAGE, epochs=20)
    for opset, batch in ((11, None), (17, 1)):
        export("cnn", model, text, IMAGE, opset, batch)


def train(network, shape, epochs):
    model = network()
    # Cross entropy on the probabilities' logarithm where the network ends in a softmax.
    normalised = isinstance(model[len(model) - 1], nn.Softmax)
    optimiser = paddle.optimizer.Adam(3e-3, parameters=model.parameters())
    images, labels, _, _ = digits.load()
    for x, y in digits.batches(images, labels, epochs):
        output = model(paddle.to_tensor(x.reshape(-1, *shape)))
        loss = F.nll_loss(paddle.log(output + 1e-9) if normalised else F.log_softmax(output), paddle.to_tensor(y))
        loss.backward()
        optimiser.step()
        optimiser.clear_grad()
    model.eval()
    return model


def export(name, model, text, shape, opset, batch):
    stem = FOLDER / f"{name}-opset{opset}{'' if batch is None else f'-batch{batch}'}"
    specification = paddle.static.InputSpec([batch, *shape], "float32", "input")
    paddle.onnx.export(model, str(stem), input_spec=[specification], opset_version=opset)
    path = stem.with_suffix(".onnx")

    def own(images):
        result = model(paddle.to_tensor(images.reshape(-1, *shape)))
        return {onnx.load(path).graph.output[0].name: np.asarray(result.numpy())}

    record(
        path,
        exporter="paddle.onnx.export",
        packages=PACKAGES,
        architecture=text,
        head="softmax" if "softmax" in name else "logits",
        sample_shape=shape,
        framework=own,
    )


if __name__ == "__main__":
    main()
