"""Derives the embedded digits set from the copy that scikit-learn carries.

    pip download scikit-learn==1.7.2 --no-deps --only-binary :all: -d DIR
    python digits.py DIR/scikit_learn-1.7.2-*.whl ../resources/ai/faithful/training/data/digits.bin.gz

Needs the standard library alone. The result is gzip over 1797 records of 65 bytes in the original order:
64 pixels (0..16, row by row) and the label (0..9). See README.md beside the result for who made the data.
"""

import gzip
import hashlib
import sys
import zipfile

MEMBER = "sklearn/datasets/data/digits.csv.gz"
MEMBER_SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"


def main(wheel: str, out: str) -> None:
    packed = zipfile.ZipFile(wheel).read(MEMBER)
    if hashlib.sha256(packed).hexdigest() != MEMBER_SHA256:
        raise SystemExit(f"{wheel}: {MEMBER} is not the file this script was written for")
    rows = [[int(float(v)) for v in line.split(",")] for line in gzip.decompress(packed).decode().split()]
    assert len(rows) == 1797 and all(len(r) == 65 for r in rows)
    assert all(0 <= p <= 16 for r in rows for p in r[:64]) and all(0 <= r[64] <= 9 for r in rows)
    with open(out, "wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(b"".join(bytes(r) for r in rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
