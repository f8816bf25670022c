"""JAX functions through jax2onnx: an MLP, a convolutional network in NHWC, and attention."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from flax import nnx
from jax import lax
from jax2onnx import onnx_function, to_onnx

import digits
from record import HERE, record

FOLDER = HERE / "jax"
PACKAGES = ["jax", "jaxlib", "flax", "jax2onnx", "onnx", "onnxruntime", "numpy"]
FLAT, IMAGE = (64,), (8, 8, 1)


def dense(weights, x):
    return x @ weights["w"] + weights["b"]


def mlp(weights, x):
    x = jax.nn.relu(dense(weights["first"], x))
    x = jnp.tanh(dense(weights["second"], x))
    return dense(weights["head"], x)


@onnx_function
def hidden(x, first_w, first_b, second_w, second_b):
    """Becomes a local function of the ONNX file."""
    return jnp.tanh(jax.nn.relu(x @ first_w + first_b) @ second_w + second_b)


def mlp_function(weights, x):
    first, second = weights["first"], weights["second"]
    return dense(weights["head"], hidden(x, first["w"], first["b"], second["w"], second["b"]))


def mlp_softmax(weights, x):
    return jax.nn.softmax(mlp(weights, x), axis=-1)


def conv(weights, x, stride):
    numbers = ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(x, weights["w"], (stride, stride), "SAME", dimension_numbers=numbers) + weights["b"]


def cnn(weights, x):
    x = jax.nn.relu(conv(weights["first"], x, 1))
    # Not lax.reduce_window: jax2onnx 0.17.1 turns that into a MaxPool that ONNX Runtime cannot run.
    x = nnx.max_pool(x, window_shape=(2, 2), strides=(2, 2), padding="VALID")
    x = jax.nn.relu(conv(weights["second"], x, 2))
    return dense(weights["head"], jnp.mean(x, axis=(1, 2)))


def layer_norm(weights, x):
    centred = x - jnp.mean(x, axis=-1, keepdims=True)
    return weights["w"] * centred / jnp.sqrt(jnp.mean(centred**2, axis=-1, keepdims=True) + 1e-5) + weights["b"]


def attention(weights, x):
    """One head over the eight rows of the image, with a residual sum and a layer normalisation."""
    x = dense(weights["embed"], x) + weights["position"]
    q, k, v = (dense(weights[name], x) for name in ("query", "key", "value"))
    scores = jax.nn.softmax(q @ jnp.swapaxes(k, 1, 2) / math.sqrt(q.shape[-1]), axis=-1)
    x = layer_norm(weights["norm"], x + scores @ v)
    return dense(weights["head"], jnp.mean(x, axis=1))


def main():
    FOLDER.mkdir(exist_ok=True)
    rng = np.random.default_rng(digits.SEED)

    def linear(*shape):
        fan_in = int(np.prod(shape[:-1]))
        w = rng.normal(0, math.sqrt(2 / fan_in), shape)
        return {"w": jnp.array(w, jnp.float32), "b": jnp.zeros(shape[-1], jnp.float32)}

    text = "MLP 64-32-24-10, ReLU then tanh"
    weights = {"first": linear(64, 32), "second": linear(32, 24), "head": linear(24, 10)}
    weights = train(mlp, weights, FLAT, epochs=30)
    export("mlp", mlp, weights, FLAT, text)
    export("mlp-dynamic", mlp, weights, FLAT, text, batch="B")
    export("mlp-softmax-dynamic", mlp_softmax, weights, FLAT, text, batch="B", head="softmax")
    export("mlp-function-dynamic", mlp_function, weights, FLAT, text + ", hidden layers in a local function", batch="B")

    text = "CNN in NHWC: 2 convolutions, the second strided, max pooling, mean over positions, dense"
    weights = {"first": linear(3, 3, 1, 8), "second": linear(3, 3, 8, 16), "head": linear(16, 10)}
    weights = train(cnn, weights, IMAGE, epochs=40)
    export("cnn-nhwc", cnn, weights, IMAGE, text)
    export("cnn-nhwc-dynamic", cnn, weights, IMAGE, text, batch="B")

    text = "attention over the 8 image rows, width 16, one head, layer normalisation, mean, dense"
    weights = {name: linear(16, 16) for name in ("query", "key", "value")}
    weights |= {"embed": linear(8, 16), "head": linear(16, 10)}
    weights["position"] = jnp.array(rng.normal(0, 0.1, (8, 16)), jnp.float32)
    weights["norm"] = {"w": jnp.ones(16), "b": jnp.zeros(16)}
    weights = train(attention, weights, (8, 8), epochs=60)
    export("attention", attention, weights, (8, 8), text)
    export("attention-dynamic", attention, weights, (8, 8), text, batch="B")


def train(network, weights, shape, epochs, rate=3e-3):
    def loss(weights, x, y):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(network(weights, x)), y[:, None], axis=1))

    @jax.jit
    def step(weights, first, second, count, x, y):
        """One step of Adam."""
        grads = jax.grad(loss)(weights, x, y)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, grads)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, grads)
        scale = rate * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        weights = jax.tree.map(lambda w, m, v: w - scale * m / (jnp.sqrt(v) + 1e-8), weights, first, second)
        return weights, first, second

    first = second = jax.tree.map(jnp.zeros_like, weights)
    images, labels, _, _ = digits.load()
    for count, (x, y) in enumerate(digits.batches(images, labels, epochs), start=1):
        weights, first, second = step(weights, first, second, count, x.reshape(-1, *shape), y)
    return weights


def export(name, network, weights, shape, text, batch=1, head="logits"):
    apply = partial(network, weights)
    path = FOLDER / f"{name}.onnx"
    to_onnx(
        apply,
        [(batch, *shape)],
        model_name=name,
        opset=18,
        return_mode="file",
        output_path=str(path),
    )
    record(
        path,
        exporter="jax2onnx.to_onnx",
        packages=PACKAGES,
        architecture=text,
        head=head,
        sample_shape=shape,
        framework=lambda x: {only_output(path): np.asarray(apply(x.reshape(-1, *shape)))},
    )


def only_output(path):
    return onnx.load(path).graph.output[0].name


if __name__ == "__main__":
    main()
