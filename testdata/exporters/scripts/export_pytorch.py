"""PyTorch networks through both of its exporters: TorchScript (dynamo=False) and torch.export (dynamo=True)."""

import copy
import warnings

import torch
from torch import nn
from torch.nn import functional as F

import digits
import networks
from record import HERE, record

FOLDER = HERE / "pytorch"
PACKAGES = ["torch", "onnxscript", "onnx", "onnxruntime", "numpy"]
FLAT, IMAGE = (64,), (1, 8, 8)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    FOLDER.mkdir(exist_ok=True)

    text = "MLP 64-32-24-10, ReLU"
    mlp = train(networks.mlp, FLAT, epochs=60)
    softmax = nn.Sequential(*mlp, nn.Softmax(dim=1))
    log_softmax = nn.Sequential(*mlp, nn.LogSoftmax(dim=1))
    for opset in (7, 9, 11, 13):
        script("mlp", mlp, FLAT, text, opset=opset)
    script("mlp", mlp, FLAT, text, opset=17, dynamic=True)
    script("mlp", mlp, FLAT, text, opset=17, batch=5)
    script("mlp", mlp, FLAT, text, opset=17, dynamic=True, inputs_too=True)
    script("mlp-softmax", softmax, FLAT, text, opset=11, dynamic=True)
    script("mlp-softmax", softmax, FLAT, text, opset=17, dynamic=True)
    script("mlp-log-softmax", log_softmax, FLAT, text, opset=17, dynamic=True)
    dynamo("mlp", mlp, FLAT, text, opset=18)
    dynamo("mlp", mlp, FLAT, text, opset=18, dynamic=True)
    dynamo("mlp", mlp, FLAT, text, opset=20, dynamic=True, external=True)
    dynamo("mlp-softmax", softmax, FLAT, text, opset=18, dynamic=True)

    text = "linear 64-72, nine activations on eight units each, linear 72-10"
    activations = train(networks.Activations, FLAT, epochs=40)
    for opset in (11, 17, 20):
        script("activations", activations, FLAT, text, opset=opset, dynamic=True)
    for opset in (18, 20):
        dynamo("activations", activations, FLAT, text, opset=opset, dynamic=True)

    text = "CNN: 2 convolutions with batch normalisation, max pooling, average pooling, linear"
    cnn = train(networks.cnn, IMAGE, epochs=20)
    for opset in (7, 11, 13):
        script("cnn", cnn, IMAGE, text, opset=opset, keep_batch_norm=True)
    script("cnn", cnn, IMAGE, text, opset=17, dynamic=True)
    script("cnn", cnn, IMAGE, text, opset=17, dynamic=True, keep_batch_norm=True)
    dynamo("cnn", cnn, IMAGE, text, opset=18)
    dynamo("cnn", cnn, IMAGE, text, opset=18, dynamic=True)

    text = "residual CNN: 2 blocks, strided shortcut, global average pooling, linear"
    residual = train(networks.residual, IMAGE, epochs=20)
    script("residual", residual, IMAGE, text, opset=11)
    script("residual", residual, IMAGE, text, opset=17, dynamic=True, keep_batch_norm=True)
    dynamo("residual", residual, IMAGE, text, opset=18, dynamic=True)

    text = "depthwise-separable CNN, ReLU6 and Hardswish, global average pooling, linear"
    depthwise = train(networks.depthwise, IMAGE, epochs=40)
    script("depthwise", depthwise, IMAGE, text, opset=9)
    script("depthwise", depthwise, IMAGE, text, opset=11, keep_batch_norm=True)
    script("depthwise", depthwise, IMAGE, text, opset=17, dynamic=True)
    dynamo("depthwise", depthwise, IMAGE, text, opset=18, dynamic=True)

    text = "transformer: 16 patches, width 16, 1 block of 2 heads, LayerNorm, GELU, mean pooling, linear"
    transformer = train(networks.Transformer, IMAGE, epochs=60)
    fused = networks.Transformer(fused=True)
    fused.load_state_dict(transformer.state_dict())
    script("transformer", transformer, IMAGE, text, opset=11)
    script("transformer", transformer, IMAGE, text, opset=13)
    script("transformer", transformer, IMAGE, text, opset=17, dynamic=True)
    script("transformer-fused", fused, IMAGE, text, opset=17)
    dynamo("transformer", transformer, IMAGE, text, opset=18)
    dynamo("transformer", transformer, IMAGE, text, opset=18, dynamic=True)
    dynamo("transformer-fused", fused, IMAGE, text, opset=18, dynamic=True)
    dynamo("transformer-fused", fused, IMAGE, text, opset=23)


def train(network, shape, epochs):
    torch.manual_seed(digits.SEED)
    model = network()
    images, labels, _, _ = digits.load()
    optimiser = torch.optim.Adam(model.parameters(), 3e-3)
    for x, y in digits.batches(images, labels, epochs):
        optimiser.zero_grad()
        F.cross_entropy(model(torch.from_numpy(x).reshape(-1, *shape)), torch.from_numpy(y)).backward()
        optimiser.step()
    return model.eval()


def script(name, model, shape, text, *, opset, dynamic=False, batch=1, keep_batch_norm=False, inputs_too=False):
    """The TorchScript exporter. It folds batch normalisation into convolutions unless told to preserve the model."""
    suffix = "-batchnorm" * keep_batch_norm + "-initialisers-as-inputs" * inputs_too
    path = FOLDER / f"{name}-torchscript{suffix}-opset{opset}{batch_suffix(dynamic, batch)}.onnx"
    torch.onnx.export(
        copy.deepcopy(model),
        (torch.zeros(batch, *shape),),
        str(path),
        dynamo=False,
        opset_version=opset,
        training=torch.onnx.TrainingMode.PRESERVE if keep_batch_norm else torch.onnx.TrainingMode.EVAL,
        keep_initializers_as_inputs=inputs_too,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}} if dynamic else None,
    )
    finish(path, "torch.onnx.export(dynamo=False)", name, model, shape, text)


def dynamo(name, model, shape, text, *, opset, dynamic=False, batch=1, external=False):
    path = FOLDER / f"{name}-dynamo{'-external-data' * external}-opset{opset}{batch_suffix(dynamic, batch)}.onnx"
    torch.onnx.export(
        copy.deepcopy(model),
        # An example batch of one would be taken for a constant even where the axis is declared dynamic.
        (torch.zeros(2 if dynamic else batch, *shape),),
        str(path),
        dynamo=True,
        opset_version=opset,
        external_data=external,
        input_names=["input"],
        output_names=["output"],
        dynamic_shapes=({0: torch.export.Dim("batch")},) if dynamic else None,
        verbose=False,
    )
    finish(path, "torch.onnx.export(dynamo=True)", name, model, shape, text)


def batch_suffix(dynamic, batch):
    return "-dynamic" if dynamic else "" if batch == 1 else f"-batch{batch}"


def finish(path, exporter, name, model, shape, text):
    def own(images):
        with torch.no_grad():
            return {"output": model(torch.from_numpy(images).reshape(-1, *shape)).numpy()}

    head = "log_softmax" if "log-softmax" in name else "softmax" if "softmax" in name else "logits"
    record(path, exporter=exporter, packages=PACKAGES, architecture=text, head=head, sample_shape=shape, framework=own)


if __name__ == "__main__":
    main()
