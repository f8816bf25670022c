"""Cleans an exported ONNX file, checks it, and stores expected outputs in a JSON file beside it."""

import importlib.metadata
import json
import platform
import socket
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx

import digits
from runtime import default_session, plain_session, run

# The folder of the folders of files. The scripts have a folder of their own because a folder named like a package
# that is not installed (jax, say) would be imported in its place.
HERE = Path(__file__).resolve().parent.parent
# What no stored file may hold: traces of the machine that exported it. (Shorter marks would turn up in weights.)
MACHINE_MARKS = [
    mark
    for mark in (f"/{HERE.parts[1]}/", sys.prefix, sys.base_prefix, str(Path.home()), tempfile.gettempdir(),
                 socket.gethostname(), "site-packages", "/home/", "/Users/")
    if len(mark) >= 4
]
_TYPE_NAMES = onnx.TensorProto.DataType


def accuracy_of_last(outputs, labels):
    """Share of correct labels by the last output with ten scores; None where no output has them."""
    scores = [v for v in outputs.values() if v.ndim == 2 and v.shape[1] == 10]
    return round(float(np.mean(scores[-1].argmax(axis=1) == labels)), 6) if scores else None


def record(path, *, exporter, packages, architecture, head, sample_shape, framework=None, score=accuracy_of_last,
           unsorted=False):
    """Finishes one exported file.

    sample_shape: the shape of one image as the model takes it, without the batch axis.
    framework: a function from images [N, 64] to {output name: array [N, ...]}, the framework's own answer.
    score: a function from (outputs, labels) to the clean accuracy.
    unsorted: the exporter left the nodes out of order, which ONNX Runtime takes and the checker refuses.
    """
    path = Path(path)
    strip(path)
    model = onnx.load(path, load_external_data=False)
    check(path, model, unsorted)

    _, _, images, labels = digits.load()
    session = plain_session(path)
    chosen = images[digits.REFERENCE]
    outputs = run(session, chosen, sample_shape)
    optimised = run(default_session(path), chosen, sample_shape)
    expected = framework(chosen) if framework else {}
    everything = run(session, images, sample_shape)

    entry = {
        "file": path.name,
        "exporter": exporter,
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in packages},
        "checker": "refuses: nodes out of order" if unsorted else "passes",
        "ir_version": model.ir_version,
        "opsets": {o.domain or "ai.onnx": o.version for o in model.opset_import},
        "operators": sorted({operator(n) for n in every_node(model.graph)}),
        "architecture": architecture,
        "head": head,
        "inputs": [declared(v) for v in free_inputs(model.graph)],
        "outputs": [declared(v) for v in model.graph.output],
        "sample_shape": list(sample_shape),
        "test_images": len(images),
        "clean_accuracy": score(everything, labels),
        "optimised_difference": largest_difference(outputs, optimised),
        "framework_difference": largest_difference(expected, outputs) if expected else None,
        "reference": {
            "indices": digits.REFERENCE,
            "labels": labels[digits.REFERENCE].tolist(),
            "input": rows(chosen),
            "onnxruntime": {name: rows(value) for name, value in outputs.items()},
            "framework": {name: rows(value) for name, value in expected.items()},
        },
    }
    path.with_suffix(".json").write_text(layout(entry) + "\n")
    print(f"{path.parent.name}/{path.name}: {path.stat().st_size} bytes, accuracy {entry['clean_accuracy']}, "
          f"framework {entry['framework_difference']}, optimised {entry['optimised_difference']}")


def check(path, model, unsorted):
    # Shapes are inferred as part of the check where every operator is a standard one.
    standard = all(node.domain in ("", "ai.onnx") for node in every_node(model.graph))
    try:
        onnx.checker.check_model(str(path), full_check=standard)
    except onnx.checker.ValidationError as refused:
        if not unsorted or "topologically sorted" not in str(refused):
            raise


def strip(path):
    """Removes documentation strings and metadata that hold the exporting machine's paths."""
    model = onnx.load(path, load_external_data=False)
    model.doc_string = ""
    for graph in every_graph(model):
        if hasattr(graph, "doc_string"):
            graph.doc_string = ""
        drop_paths(graph)
        for node in graph.node:
            node.doc_string = ""
            drop_paths(node)
        for field in ("input", "output", "value_info", "initializer"):
            for value in getattr(graph, field, []):
                if not isinstance(value, str):
                    value.doc_string = ""
                    drop_paths(value)
    drop_paths(model)
    data = model.SerializeToString(deterministic=True)
    for mark in MACHINE_MARKS:
        if mark.encode() in data:
            raise ValueError(f"{path}: still holds {mark!r}")
    Path(path).write_bytes(data)


def drop_paths(message):
    kept = [p for p in message.metadata_props if not any(m in p.value for m in (*MACHINE_MARKS, ".py"))]
    if len(kept) < len(message.metadata_props):
        kept = [(p.key, p.value) for p in kept]
        del message.metadata_props[:]
        for key, value in kept:
            message.metadata_props.add(key=key, value=value)


def every_graph(model):
    """The main graph, its subgraphs, and the local functions."""
    pending = [model.graph, *model.functions]
    while pending:
        graph = pending.pop()
        yield graph
        for node in graph.node:
            for attribute in node.attribute:
                pending += [attribute.g] if attribute.HasField("g") else []
                pending += list(attribute.graphs)


def every_node(graph):
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from every_node(attribute.g)


def operator(node):
    return f"{node.domain}.{node.op_type}" if node.domain not in ("", "ai.onnx") else node.op_type


def free_inputs(graph):
    """Declared inputs that are not initialisers repeated as inputs."""
    constants = {i.name for i in graph.initializer}
    return [v for v in graph.input if v.name not in constants]


def declared(value):
    kind = value.type.WhichOneof("value")
    if kind != "tensor_type":
        return {"name": value.name, "type": kind.removesuffix("_type")}
    tensor = value.type.tensor_type
    dims = [d.dim_value if d.HasField("dim_value") else d.dim_param or None for d in tensor.shape.dim]
    return {"name": value.name, "type": _TYPE_NAMES.Name(tensor.elem_type).lower(), "dims": dims}


def largest_difference(first, second):
    values = [np.max(np.abs(np.asarray(first[n], np.float64) - np.asarray(second[n], np.float64))) for n in first]
    return float(f"{max(values):.3g}")


def rows(array):
    """Nested lists, floats written with the fewest digits that give the same float32 (or float16) back."""
    array = np.asarray(array)
    if array.ndim > 1:
        return [rows(part) for part in array.reshape(len(array), -1)]
    return [float(str(x)) if array.dtype.kind == "f" else int(x) for x in array]


def layout(value, indent=0):
    """JSON with one line per list of numbers."""
    if isinstance(value, dict) and value:
        pad = "  " * (indent + 1)
        inner = ",\n".join(f"{pad}{json.dumps(k)}: {layout(v, indent + 1)}" for k, v in value.items())
        return "{\n" + inner + "\n" + "  " * indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        pad = "  " * (indent + 1)
        return "[\n" + ",\n".join(pad + json.dumps(v) for v in value) + "\n" + "  " * indent + "]"
    return json.dumps(value)
