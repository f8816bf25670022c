"""scikit-learn classifiers through skl2onnx, with and without the label and ZipMap tails."""

import numpy as np
from onnx.utils import Extractor
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import digits
from record import HERE, accuracy_of_last, record

FOLDER = HERE / "sklearn"
PACKAGES = ["scikit-learn", "skl2onnx", "onnx", "onnxruntime", "numpy"]


def main():
    FOLDER.mkdir(exist_ok=True)
    images, labels, _, _ = digits.load()
    mlp = MLPClassifier((32, 24), max_iter=60, random_state=digits.SEED).fit(images, labels)
    tanh = MLPClassifier((32,), activation="tanh", max_iter=60, random_state=digits.SEED).fit(images, labels)
    logistic = LogisticRegression(max_iter=300, random_state=digits.SEED).fit(images, labels)
    scaled = make_pipeline(StandardScaler(), MLPClassifier((24,), max_iter=60, random_state=digits.SEED))
    scaled.fit(images, labels)
    parity = MLPClassifier((16,), max_iter=60, random_state=digits.SEED).fit(images, labels % 2)
    regressor = MLPRegressor(hidden_layer_sizes=(24,), max_iter=60, random_state=digits.SEED).fit(images, labels)

    mlp_text = "MLP 64-32-24-10, ReLU"
    export("mlp-zipmap", mlp, mlp_text, options={"zipmap": True})
    export("mlp-no-zipmap", mlp, mlp_text, options={"zipmap": False})
    export("mlp-no-zipmap-opset11", mlp, mlp_text, options={"zipmap": False}, opset=11)
    export("mlp-no-label", mlp, mlp_text, options={"zipmap": False}, keep="probabilities")
    export("mlp-tanh-no-zipmap", tanh, "MLP 64-32-10, tanh", options={"zipmap": False})
    export("scaler-mlp-no-zipmap", scaled, "StandardScaler, MLP 64-24-10, ReLU", options={"zipmap": False})
    export("mlp-binary-no-zipmap", parity, "MLP 64-16-1, ReLU, logistic (odd or even)", options={"zipmap": False},
           score=lambda outputs, labels: round(float(np.mean(outputs["label"] == labels % 2)), 6))
    export("logistic-zipmap", logistic, "logistic regression 64-10", options={"zipmap": True})
    export("logistic-no-zipmap", logistic, "logistic regression 64-10", options={"zipmap": False})
    export("logistic-raw-scores", logistic, "logistic regression 64-10", options={"zipmap": False, "raw_scores": True})
    export("mlp-regressor", regressor, "MLP 64-24-1, ReLU (the digit as a number)", options=None)


def export(name, model, architecture, options, opset=17, keep=None, score=accuracy_of_last):
    onnx_model = to_onnx(
        model,
        initial_types=[("pixels", FloatTensorType([None, 64]))],
        options={id(model): options} if options else None,
        target_opset={"": opset, "ai.onnx.ml": 3 if opset > 11 else 2},
    )
    if keep:
        onnx_model = Extractor(onnx_model).extract_model(["pixels"], [keep])
    path = FOLDER / f"{name}.onnx"
    path.write_bytes(onnx_model.SerializeToString())
    names = [o.name for o in onnx_model.graph.output]
    record(
        path,
        exporter="skl2onnx.to_onnx",
        packages=PACKAGES,
        architecture=architecture,
        head="values" if names == ["variable"] else "scores" if (options or {}).get("raw_scores") else "softmax",
        sample_shape=[64],
        score=score,
        framework=lambda x: {n: own_output(model, n, options, x) for n in names},
    )


def own_output(model, name, options, images):
    if "label" in name:
        return model.predict(images)
    if name == "variable":
        return model.predict(images).astype(np.float64)[:, None]
    return model.decision_function(images) if (options or {}).get("raw_scores") else model.predict_proba(images)


if __name__ == "__main__":
    main()
