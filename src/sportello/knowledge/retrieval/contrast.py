"""Learning what tells entries apart, with numpy, in a process of its own: imported by nothing that serves.

An entry's vector begins as the middle of its wordings. A logistic regression over all entries at once moves it: towards
its wordings where another entry is as near to them, and away from those of others; never far, for few wordings teach
little. Each wording is told from the middle of the *others* of its entry, as a customer's question will be: it would
find itself in its own. Entries with a single wording are only what others are told from.

How long a vector has become is part of what was learnt: an entry that is asked for in very different words is near to
none of them, and longer for it. But lengths also go with the number of wordings, which says nothing, so they are
compared only among entries that have as many.
"""

import base64
import json
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads cost more than they gain on arrays this small

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

_SHARP = 10.0
"""What a cosine counts for in logits."""
_PULL = 1.0
"""What holds an entry to the middle of its wordings."""
_ROUNDS = 60


def learn(payload: bytes) -> bytes:
    """From `{dimensions, entries: [number of wordings, …]}`, a line feed and all wordings' vectors to the entries'.

    Vectors are four-byte floats one after the other, those of an entry's wordings together, in base64.
    """
    head, _, written = payload.partition(b"\n")
    asked = json.loads(head)
    wordings = np.frombuffer(base64.b64decode(written), dtype="<f4").reshape(-1, asked["dimensions"])
    learnt = told_apart(wordings.astype(np.float64), np.array(asked["entries"], dtype=np.int64))
    return base64.b64encode(learnt.astype("<f4").tobytes())


def told_apart(wordings: Doubles, counts: Ints) -> Doubles:
    """A vector for each entry, from those of its wordings, so many each."""
    entries, places = np.repeat(np.arange(len(counts)), counts), np.arange(len(wordings))
    sums = np.add.reduceat(wordings, np.cumsum(counts) - counts)
    middles = _of_length_one(sums)
    teaching = counts[entries] > 1
    weights = np.where(teaching, 1 / counts[entries], 0.0)[:, None]
    begun = _SHARP * wordings @ middles.T
    others = _of_length_one((sums[entries] - wordings)[teaching])
    begun[places[teaching], entries[teaching]] = _SHARP * (wordings[teaching] * others).sum(axis=1)
    goals = np.zeros_like(begun)
    goals[places, entries] = 1
    learnt = middles + _moves(wordings, weights, begun, goals)
    lengths = np.linalg.norm(learnt, axis=1)
    for count in np.unique(counts):
        alike = counts == count
        learnt[alike] *= lengths.mean() / lengths[alike].mean()
    return learnt


def _moves(wordings: Doubles, weights: Doubles, begun: Doubles, goals: Doubles) -> Doubles:
    """How far from its middle each entry goes: a regression pulled to none, as the intents' second layer is fitted.

    Newton's method with the one bound that holds for every curvature (Böhning's), so that it is inverted once, and with
    Nesterov's momentum.
    """
    curved = _SHARP**2 / 2 * (wordings * weights).T @ wordings + _PULL * np.eye(wordings.shape[1])
    step = np.linalg.inv(curved)
    moves: Doubles = np.zeros((goals.shape[1], wordings.shape[1]))
    ahead, pace = moves, 1.0
    for _ in range(_ROUNDS):
        missed = (_shares(begun + _SHARP * wordings @ ahead.T) - goals) * weights
        moved = ahead - (_SHARP * missed.T @ wordings + _PULL * ahead) @ step
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = moved + (pace - 1) / quicker * (moved - moves)
        moves, pace = moved, quicker
    return moves


def _shares(scores: Doubles) -> Doubles:
    """Scores as shares of one, row by row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _of_length_one(vectors: Doubles) -> Doubles:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
