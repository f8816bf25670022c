"""Runs a stored file in ONNX Runtime, whatever its batch axis."""

import numpy as np
import onnxruntime

# Initialisers repeated as inputs are deliberate in one file; each would be warned about.
onnxruntime.set_default_logger_severity(3)


def plain_session(path):
    """The file as written: no graph rewriting by the runtime."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return default_session(path, options)


def default_session(path, options=None):
    options = options or onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(session, images, sample_shape):
    """Runs all images; a model of fixed batch gets them in portions, the last one padded with its last image."""
    declared_input = session.get_inputs()[0]
    element = np.float16 if declared_input.type == "tensor(float16)" else np.float32
    batch = declared_input.shape[0] if len(declared_input.shape) > len(sample_shape) else None
    if not isinstance(batch, int):
        portions = [images] if len(declared_input.shape) > len(sample_shape) else list(images)
    else:
        padded = np.concatenate([images, np.repeat(images[-1:], -len(images) % batch, axis=0)])
        portions = np.split(padded, len(padded) // batch)
    names = [o.name for o in session.get_outputs()]
    gathered = {name: [] for name in names}
    for portion in portions:
        lead = (len(portion),) if portion.ndim == 2 else ()
        shaped = portion.reshape(*lead, *sample_shape).astype(element)
        for name, value in zip(names, session.run(None, {declared_input.name: shaped})):
            gathered[name].append(np.asarray(tabulate(value)) if lead else np.asarray(value)[None])
    return {name: np.concatenate(parts)[: len(images)] for name, parts in gathered.items()}


def tabulate(value):
    """ZipMap's list of {class: probability} as an array, classes in ascending order."""
    if isinstance(value, list):
        return np.array([[row[k] for k in sorted(row)] for row in value], dtype=np.float32)
    return value
