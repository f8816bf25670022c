"""The data every script here trains on: the 8x8 digits bundled with scikit-learn, in one fixed split."""

import numpy as np
from sklearn.datasets import load_digits

SEED = 20
TRAIN = 1437
# Positions within the test split of the images whose outputs are stored beside each model.
REFERENCE = [0, 45, 90, 135, 180, 225, 270, 315]


def load():
    """Returns (train images, train labels, test images, test labels); images are [N, 64] float32 in [0, 1]."""
    data = load_digits()
    # Pixels are whole sixteenths, so they are exact in float32 and short in JSON.
    images = (data.data / 16.0).astype(np.float32)
    labels = data.target.astype(np.int64)
    return images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:]


def batches(images, labels, epochs, size=64, seed=SEED):
    """Shuffled mini-batches, the same on every run."""
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order) - size + 1, size):
            chosen = order[start : start + size]
            yield images[chosen], labels[chosen]
