"""Quantised and float16 versions of the PyTorch files, made with the tools that come with ONNX Runtime."""

import logging
import tempfile
from pathlib import Path

import onnx
from onnxruntime.quantization import (
    CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_dynamic, quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16
from onnxruntime.transformers.onnx_model import OnnxModel

import digits
from record import HERE, record
from runtime import plain_session, run

SOURCE, FOLDER = HERE / "pytorch", HERE / "onnxruntime"
PACKAGES = ["onnxruntime", "onnx", "numpy"]
FLAT, IMAGE = (64,), (1, 8, 8)
MLP, MLP_SOFTMAX = "mlp-torchscript-opset17-dynamic", "mlp-softmax-torchscript-opset17-dynamic"
CNN, RESIDUAL = "cnn-torchscript-batchnorm-opset17-dynamic", "residual-torchscript-batchnorm-opset17-dynamic"
DEPTHWISE, TRANSFORMER = "depthwise-torchscript-opset17-dynamic", "transformer-torchscript-opset17-dynamic"


class TrainingImages(CalibrationDataReader):
    """The first 256 training images, one at a time."""

    def __init__(self, input_name, shape):
        images = digits.load()[0][:256].reshape(-1, 1, *shape)
        self.remaining = iter([{input_name: image} for image in images])

    def get_next(self):
        return next(self.remaining, None)


def main():
    logging.disable(logging.WARNING)
    FOLDER.mkdir(exist_ok=True)
    int8, uint8 = QuantType.QInt8, QuantType.QUInt8
    static("mlp-qdq-int8", MLP, FLAT, activation_type=int8, weight_type=int8)
    static("mlp-qdq-int8-full-range", MLP, FLAT, activation_type=int8, weight_type=int8, reduce_range=False)
    static("mlp-qdq-uint8", MLP, FLAT, activation_type=uint8, weight_type=int8)
    static("mlp-qdq-uint8-weights", MLP, FLAT, activation_type=uint8, weight_type=uint8, reduce_range=False)
    static("mlp-softmax-qdq-int8", MLP_SOFTMAX, FLAT, activation_type=int8, weight_type=int8)
    static("mlp-qoperator", MLP, FLAT, format=QuantFormat.QOperator, activation_type=uint8, weight_type=int8)
    static("cnn-qdq-int8-per-channel", CNN, IMAGE, activation_type=int8, weight_type=int8, per_channel=True)
    static("cnn-qdq-uint8", CNN, IMAGE, activation_type=uint8, weight_type=int8)
    static("cnn-qoperator", CNN, IMAGE, format=QuantFormat.QOperator, activation_type=uint8, weight_type=int8)
    static("residual-qdq-int8-per-channel", RESIDUAL, IMAGE, activation_type=int8, weight_type=int8, per_channel=True)
    static("depthwise-qdq-int8-per-channel", DEPTHWISE, IMAGE, activation_type=int8, weight_type=int8, per_channel=True)
    static("transformer-qdq-uint8", TRANSFORMER, IMAGE, activation_type=uint8, weight_type=int8)
    dynamic("mlp-dynamic-int8", MLP, FLAT, int8)
    dynamic("mlp-dynamic-uint8", MLP, FLAT, uint8)
    dynamic("cnn-dynamic-uint8", CNN, IMAGE, uint8)
    dynamic("transformer-dynamic-int8", TRANSFORMER, IMAGE, int8)
    half("mlp-float16", MLP, FLAT, keep_io_types=False)
    half("cnn-float16", CNN, IMAGE, keep_io_types=False)
    half("mlp-float16-float32-ends", MLP, FLAT, keep_io_types=True)
    half("mlp-float16-float32-ends-unsorted", MLP, FLAT, keep_io_types=True, unsorted=True)
    half("mlp-softmax-float16-float32-ends", MLP_SOFTMAX, FLAT, keep_io_types=True)
    half("cnn-float16-float32-ends", CNN, IMAGE, keep_io_types=True)
    half("transformer-float16-float32-ends", TRANSFORMER, IMAGE, keep_io_types=True)


def static(name, source, shape, format=QuantFormat.QDQ, reduce_range=True, **types):
    """reduce_range: seven-bit weights. With eight, the runtime's kernels saturate on processors without VNNI, so that
    one file has two answers; one such file is kept to show it."""
    target = FOLDER / f"{name}.onnx"
    quantize_static(
        prepared(source), str(target), TrainingImages("input", shape),
        quant_format=format, calibrate_method=CalibrationMethod.MinMax,
        reduce_range=reduce_range, **types,
    )
    finish(target, f"onnxruntime.quantization.quantize_static({format})", source, shape)


def dynamic(name, source, shape, weight_type):
    target = FOLDER / f"{name}.onnx"
    quantize_dynamic(prepared(source), str(target), weight_type=weight_type, reduce_range=weight_type == QuantType.QInt8)
    finish(target, "onnxruntime.quantization.quantize_dynamic", source, shape)


def half(name, source, shape, keep_io_types, unsorted=False):
    """The tool appends its casts at the end; one file is kept so, in the others the nodes are put in order."""
    model = convert_float_to_float16(onnx.load(SOURCE / f"{source}.onnx"), keep_io_types=keep_io_types)
    if not unsorted:
        OnnxModel(model).topological_sort()
    target = FOLDER / f"{name}.onnx"
    onnx.save(model, target)
    finish(target, "onnxruntime.transformers.float16.convert_float_to_float16", source, shape, unsorted)


def prepared(source):
    """The file after the quantiser's own preparation (shape inference, batch normalisation folded)."""
    target = Path(tempfile.mkdtemp()) / "prepared.onnx"
    quant_pre_process(str(SOURCE / f"{source}.onnx"), str(target), skip_symbolic_shape=True)
    return str(target)


def finish(path, exporter, source, shape, unsorted=False):
    record(
        path,
        exporter=exporter,
        packages=PACKAGES,
        architecture=f"from pytorch/{source}.onnx",
        head="softmax" if "softmax" in source else "logits",
        sample_shape=shape,
        unsorted=unsorted,
        # What the model was made from; the difference to it is the price of the smaller numbers.
        framework=lambda images: run(plain_session(SOURCE / f"{source}.onnx"), images, shape),
    )


if __name__ == "__main__":
    main()
