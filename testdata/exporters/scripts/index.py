"""Checks every stored file against its stored outputs and rewrites the table in README.md."""

import json
import sys

import numpy as np
import onnx

import digits
from record import HERE, MACHINE_MARKS, check, rows
from runtime import plain_session, run

BEGIN, END = "<!-- table: written by index.py -->", "<!-- end of table -->"
TOLERANCE = 1e-6


def main():
    lines = ["| File | Opset | Accuracy | Bytes | Largest difference from the framework |", "|---|---|---|---|---|"]
    total, failures = 0, []
    paths = sorted(HERE.glob("*/*.onnx"))
    for path in paths:
        entry = json.loads(path.with_suffix(".json").read_text())
        failures += [f"{path.relative_to(HERE)}: {problem}" for problem in problems(path, entry)]
        total += sum(f.stat().st_size for f in path.parent.glob(path.stem + ".*"))
        lines.append(
            f"| `{path.parent.name}/{path.name}` | {entry['opsets'].get('ai.onnx')} "
            f"| {shown(entry['clean_accuracy'])} | {path.stat().st_size} | {shown(entry['framework_difference'])} |"
        )
    readme = HERE / "README.md"
    text = readme.read_text()
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    readme.write_text(head + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + tail)
    print(f"{len(paths)} files, {total} bytes with their JSON, {len(failures)} failures")
    print("\n".join(failures))
    sys.exit(1 if failures else 0)


def problems(path, entry):
    check(path, onnx.load(path, load_external_data=False), unsorted=entry["checker"] != "passes")
    images = np.array(entry["reference"]["input"], dtype=np.float32)
    if not np.array_equal(images, digits.load()[2][digits.REFERENCE]):
        yield "stored input is not the named test images"
    for name, value in run(plain_session(path), images, entry["sample_shape"]).items():
        stored = np.array(entry["reference"]["onnxruntime"][name])
        if not np.allclose(np.array(rows(value)), stored, rtol=TOLERANCE, atol=TOLERANCE):
            yield f"output {name} differs from the stored one"
    for file in path.parent.glob(path.stem + ".*"):
        content = file.read_bytes()
        for mark in MACHINE_MARKS:
            if mark.encode() in content:
                yield f"{file.name} holds {mark!r}"


def shown(value):
    return "" if value is None else value


if __name__ == "__main__":
    main()
