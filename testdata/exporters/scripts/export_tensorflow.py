"""Keras networks through tf2onnx: flat and NHWC inputs, and the option that asks for NCHW."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from keras import layers

import digits
from record import HERE, record

FOLDER = HERE / "tensorflow"
PACKAGES = ["tensorflow-cpu", "keras", "tf2onnx", "onnx", "onnxruntime", "numpy"]
FLAT, IMAGE = (64,), (8, 8, 1)


def mlp():
    return keras.Sequential(
        [layers.Input(FLAT), layers.Dense(32, "relu"), layers.Dropout(0.1), layers.Dense(24, "relu"), layers.Dense(10)]
    )


def mlp_softmax():
    return keras.Sequential([layers.Input(FLAT), layers.Dense(32, "elu"), layers.Dense(10, "softmax")])


def cnn():
    return keras.Sequential(
        [
            layers.Input(IMAGE),
            layers.Conv2D(6, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Conv2D(12, 3, padding="same"), layers.BatchNormalization(), layers.LeakyReLU(0.1),
            layers.AveragePooling2D(2),
            layers.Flatten(), layers.Dense(10),
        ]
    )


def depthwise():
    """Separable convolutions, a strided one with asymmetric "same" padding, and a residual sum."""
    x = image = layers.Input(IMAGE)
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu6")(x)
    y = layers.DepthwiseConv2D(3, padding="same", activation="relu6")(x)
    x = layers.add([x, layers.Conv2D(8, 1, activation="swish")(y)])
    x = layers.SeparableConv2D(12, 3, activation="relu")(x)
    return keras.Model(image, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))


def main():
    keras.utils.set_random_seed(digits.SEED)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    FOLDER.mkdir(exist_ok=True)

    text = "MLP 64-32-24-10, ReLU, dropout while training"
    model = train(mlp, FLAT, epochs=30)
    export("mlp", model, text, FLAT, opset=9)
    export("mlp", model, text, FLAT, opset=13)
    export("mlp", model, text, FLAT, opset=17, batch=1)
    export("mlp-softmax", train(mlp_softmax, FLAT, epochs=30), "MLP 64-32-10, ELU", FLAT, opset=15)
    text = "CNN in NHWC: 2 convolutions with batch normalisation, max pooling, average pooling, dense"
    model = train(cnn, IMAGE, epochs=20)
    export("cnn-nhwc", model, text, IMAGE, opset=11)
    export("cnn-nhwc", model, text, IMAGE, opset=17)
    export("cnn-nhwc", model, text, IMAGE, opset=17, batch=1)
    export("cnn-nchw-input", model, text + "; input declared NCHW", IMAGE, opset=17, nchw=True)
    text = "depthwise and separable convolutions in NHWC, strided same padding, residual sum, global average pooling"
    export("depthwise-nhwc", train(depthwise, IMAGE, epochs=40), text, IMAGE, opset=15)


def train(network, shape, epochs):
    model = network()
    images, labels, _, _ = digits.load()
    last = model.layers[-1].activation
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=last is not keras.activations.softmax)
    model.compile(keras.optimizers.Adam(3e-3), loss)
    for x, y in digits.batches(images, labels, epochs):
        model.train_on_batch(x.reshape(-1, *shape), y)
    return model


def export(name, model, text, shape, opset, batch=None, nchw=False):
    function = tf.function(lambda x: model(x, training=False))
    path = FOLDER / f"{name}-opset{opset}{'' if batch is None else f'-batch{batch}'}.onnx"
    tf2onnx.convert.from_function(
        function,
        input_signature=[tf.TensorSpec((batch, *shape), tf.float32, name="input")],
        opset=opset,
        inputs_as_nchw=["input"] if nchw else None,
        output_path=str(path),
    )
    softmax = model.layers[-1].activation is keras.activations.softmax
    record(
        path,
        exporter="tf2onnx.convert.from_function" + (" (inputs_as_nchw)" if nchw else ""),
        packages=PACKAGES,
        architecture=text,
        head="softmax" if softmax else "logits",
        sample_shape=(shape[2], *shape[:2]) if nchw else shape,
        framework=lambda x: {only_output(path): np.asarray(model(x.reshape(-1, *shape), training=False))},
    )


def only_output(path):
    return onnx.load(path).graph.output[0].name


if __name__ == "__main__":
    main()
