"""Training a classifier, with numpy, in a process of its own: imported by nothing that serves.

The method is liblinear's: linear support vectors, one intent against all others, by dual coordinate descent, here for
all intents at once. How sure a score is, and below which one an intent is "none of these", is learnt from messages
held out, and from whole intents held out, which is what an unknown intent is to a model.

Where vectors of an embedding model come with the messages, a second layer is fitted to them: a logistic regression over
all intents at once. What it counts for beside the words is what does best on the messages held out.
"""

import base64
import json
import os
from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads cost more than they gain on arrays this small

import numpy as np
from numpy.typing import NDArray

from sportello.answering.understanding.classifier import IDF_STEPS, SHARP, ZERO, Found, Head, Measured, NearHead, pack
from sportello.answering.understanding.features import Counts, features_of

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = -1
"""The intent of a message that has none of them."""
_FOLDS = 5
_EPOCHS, _EPOCHS_HELD_OUT = 15, 8
_STILL = 1e-3
"""A change smaller than this is none."""
_PULL = 0.5
"""1 / 2C, with C = 1: how much a mistake may cost."""
_RIDGE = 0.1
"""Keeps the calibration finite where a few examples part perfectly."""
_NEAR_RIDGE, _NEAR_ROUNDS = 0.1, 100
"""Keeps the second layer's weights small: 1 / C, with C = 10."""
_WEIGHTS = (0.5, 0.4, 0.6, 0.7)
"""What meaning may count for beside words: the first, unless another does better by more than chance would."""
_CHANCE = 0.005
_HIDDEN = -99.0
"""The score of an intent that is not there: far below any that is."""
_FEWEST_BUCKETS, _MOST_BUCKETS = 2**13, 2**16


@dataclass(frozen=True)
class _Message:
    """A message as a sparse row: places and values, the constant last."""

    places: Ints
    values: Floats


@dataclass(frozen=True)
class _HeldOut:
    """A message that was asked of a model trained without it, and how much spoke for each intent."""

    label: int
    known: bool
    words: Floats
    meaning: Floats | None


@dataclass(frozen=True)
class _Calibrated:
    """What scores are worth, and how well they do."""

    calibration: tuple[float, float, float]
    threshold: float
    measured: Measured


def train(payload: bytes) -> bytes:
    """From `{language, examples: {intent: [text, …]}, none: [text, …], trained_on}` to a packed model.

    With `near: {model, texts: [text, …], vectors}` (base64 of four-byte floats) it has a second layer.
    """
    asked: dict[str, Any] = json.loads(payload)
    examples = cast("dict[str, list[str]]", asked["examples"])
    intents = tuple(sorted(intent for intent, texts in examples.items() if texts))
    texts = [text for intent in intents for text in examples[intent]] + list(asked["none"])
    labels = np.array(
        [place for place, intent in enumerate(intents) for _ in examples[intent]] + [NONE] * len(asked["none"]),
        dtype=np.int64,
    )
    buckets = _buckets_for(texts)
    rarity, messages = _weigh([features_of(text, buckets=buckets) for text in texts], buckets)
    vectors = _vectors(asked["near"], texts) if "near" in asked else None
    scales, stored, bias = _steps(_fit(messages, labels, len(intents), epochs=_EPOCHS))
    held = _hold_out(messages, labels, len(intents), vectors)
    words = _calibrate([(one, one.words) for one in held], labels, intents)
    near, layer = (None, b"") if vectors is None else _second_layer(asked["near"], vectors, labels, intents, held)
    head = Head(
        language=str(asked["language"]),
        intents=intents,
        buckets=buckets,
        scales=scales,
        bias=bias,
        calibration=words.calibration,
        threshold=words.threshold,
        trained_on=str(asked["trained_on"]),
        measured=words.measured,
        near=near,
    )
    return pack(head, rarity.tobytes(), stored, layer)


def _steps(weights: Floats) -> tuple[tuple[float, ...], bytes, tuple[float, ...]]:
    """Weights as bytes, what one step of a byte is worth by intent, and the constants, which stand in the last row."""
    scales = np.maximum(np.abs(weights[:-1]).max(axis=0), 1e-6) / (ZERO - 1)
    stored = np.clip(np.rint(weights[:-1] / scales) + ZERO, 0, 255).astype(np.uint8)
    return (
        tuple(float(f"{scale:.6g}") for scale in scales),
        stored.tobytes(),
        tuple(float(f"{bias:.6g}") for bias in weights[-1]),
    )


def _vectors(near: dict[str, Any], texts: list[str]) -> Floats:
    """The vector of each text, and a one at its end for the constant."""
    given = np.frombuffer(base64.b64decode(near["vectors"]), dtype="<f4").reshape(len(near["texts"]), -1)
    places = {text: place for place, text in enumerate(near["texts"])}
    return np.hstack([given[[places[text] for text in texts]], np.ones((len(texts), 1))]).astype(np.float32)


def _second_layer(
    near: dict[str, Any], vectors: Floats, labels: Ints, names: tuple[str, ...], held: list[_HeldOut]
) -> tuple[NearHead, bytes]:
    scales, stored, bias = _steps(_fit_near(vectors, labels, len(names)))
    tried = [(weight, _calibrate(_fused(held, weight), labels, names)) for weight in _WEIGHTS]
    weight, both = max(tried, key=lambda each: each[1].measured.accuracy)
    if both.measured.accuracy - tried[0][1].measured.accuracy < _CHANCE:
        weight, both = tried[0]
    head = NearHead(
        model=str(near["model"]),
        dimensions=int(vectors.shape[1]) - 1,
        scales=scales,
        bias=bias,
        weight=weight,
        calibration=both.calibration,
        threshold=both.threshold,
        measured=both.measured,
    )
    return head, stored


def _fused(held: list[_HeldOut], weight: float) -> list[tuple[_HeldOut, Floats]]:
    """Both layers together, as `Classifier` adds them up."""
    return [
        (one, _shares(((1 - weight) * SHARP * one.words + weight * one.meaning).astype(np.float32)))
        for one in held
        if one.meaning is not None
    ]


def _shares(scores: Floats) -> Floats:
    """Scores as shares of one, row by row."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return (raised / raised.sum(axis=-1, keepdims=True)).astype(np.float32)


def _fit_near(vectors: Floats, labels: Ints, intents: int) -> Floats:
    """Weights by number and intent: logistic regression over all intents, which a message without any has alike.

    Newton's method with the one bound that holds for every curvature (Böhning's), so that it is inverted once, and with
    Nesterov's momentum.
    """
    goals = np.where(labels[:, None] == NONE, 1 / intents, labels[:, None] == np.arange(intents)).astype(np.float32)
    given = vectors.astype(np.float64)
    step = np.linalg.inv(given.T @ given / 2 + _NEAR_RIDGE * np.eye(given.shape[1])).astype(np.float32)
    weights: Floats = np.zeros((vectors.shape[1], intents), dtype=np.float32)
    ahead, pace = weights, 1.0
    for _ in range(_NEAR_ROUNDS):
        slope = vectors.T @ (_shares(vectors @ ahead) - goals) + _NEAR_RIDGE * ahead
        moved = (ahead - step @ slope).astype(np.float32)
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = (moved + (pace - 1) / quicker * (moved - weights)).astype(np.float32)
        weights, pace = moved, quicker
    return weights


def _buckets_for(texts: list[str]) -> int:
    """About twice as many as there are pieces, so that few share one."""
    pieces: set[int] = set()
    for text in texts:
        for counts in features_of(text, buckets=2**20):
            pieces.update(counts)
    wanted = 1 << max(1, 2 * len(pieces) - 1).bit_length()
    return max(_FEWEST_BUCKETS, min(_MOST_BUCKETS, wanted))


def _weigh(counted: list[tuple[Counts, Counts]], buckets: int) -> tuple[NDArray[np.uint8], list[_Message]]:
    """How rare each piece is, and the messages weighed by it. A piece never seen is the rarest of all."""
    seen: Ints = np.zeros(buckets, dtype=np.int64)
    for blocks in counted:
        for block in blocks:
            seen[list(block)] += 1
    exact = np.log((1 + len(counted)) / (1 + seen)) + 1
    rarity = np.clip(np.rint(exact * IDF_STEPS), 1, 255).astype(np.uint8)
    return rarity, [_row(blocks, rarity, buckets) for blocks in counted]


def _row(blocks: tuple[Counts, Counts], rarity: NDArray[np.uint8], buckets: int) -> _Message:
    places: list[Ints] = []
    values: list[Floats] = []
    for block in blocks:
        at = np.fromiter(block.keys(), dtype=np.int64, count=len(block))
        times = np.fromiter(block.values(), dtype=np.float32, count=len(block))
        weighed = ((1 + np.log(times)) * rarity[at]).astype(np.float32)
        places.append(at)
        values.append(weighed / (float(np.sqrt((weighed * weighed).sum())) or 1.0))
    places.append(np.array([buckets], dtype=np.int64))
    values.append(np.ones(1, dtype=np.float32))
    return _Message(np.concatenate(places), np.concatenate(values).astype(np.float32))


def _fit(messages: list[_Message], labels: Ints, intents: int, *, epochs: int) -> Floats:
    """Weights by place and intent: dual coordinate descent for the squared hinge, a message for all intents at once."""
    width = int(messages[0].places[-1]) + 1
    weights: Floats = np.zeros((width, intents), dtype=np.float32)
    duals: Floats = np.zeros((len(messages), intents), dtype=np.float32)
    signs: Floats = np.full((len(messages), intents), -1, dtype=np.float32)
    for at, label in enumerate(labels):
        if label != NONE:
            signs[at, label] = 1
    norms = [float((message.values * message.values).sum()) + _PULL for message in messages]
    order = np.random.default_rng(0)
    for _ in range(epochs):
        most = 0.0
        for at in cast("list[int]", order.permutation(len(messages)).tolist()):
            places, values = messages[at].places, messages[at].values
            sign, dual = signs[at], duals[at]
            slope = sign * (values @ weights[places]) - 1 + _PULL * dual
            moved = np.maximum(dual - slope / norms[at], 0)
            step = moved - dual
            largest = float(np.abs(step).max())
            if largest > _STILL:
                weights[places] += values[:, None] * (step * sign)[None, :]
                duals[at] = moved
                most = max(most, largest)
        if most < 50 * _STILL:
            break
    return weights


def _hold_out(messages: list[_Message], labels: Ints, intents: int, vectors: Floats | None) -> list[_HeldOut]:
    """Every message, asked of a model trained without it; and of a fifth of the intents, asked where none was there."""
    held: list[_HeldOut] = []
    nth = _nth_of_its_intent(labels)
    for fold in range(_FOLDS):
        hidden = (labels != NONE) & (labels % _FOLDS == fold) & (intents > _FOLDS)
        tested = ~hidden & (nth % _FOLDS == fold)
        trained = ~hidden & ~tested
        # Of the hidden intents no more than of the known ones: a fifth.
        asked = tested | (hidden & (nth % _FOLDS == fold))
        if not trained.any() or not asked.any():
            continue
        weights = _fit(
            [messages[at] for at in np.flatnonzero(trained)], labels[trained], intents, epochs=_EPOCHS_HELD_OUT
        )
        near = None if vectors is None else _fit_near(vectors[trained], labels[trained], intents)
        gone = np.unique(labels[hidden])
        for at in np.flatnonzero(asked):
            words = (messages[at].values @ weights[messages[at].places]).astype(np.float32)
            words[gone] = _HIDDEN
            meaning = None
            if vectors is not None and near is not None:
                meaning = (vectors[at] @ near).astype(np.float32)
                meaning[gone] = _HIDDEN
            known = bool(tested[at] and labels[at] != NONE)
            held.append(_HeldOut(int(labels[at]) if known else NONE, known, words, meaning))
    return held


def _calibrate(held: list[tuple[_HeldOut, Floats]], labels: Ints, names: tuple[str, ...]) -> _Calibrated:
    """What a score and its lead are worth, from what was held out of five trainings."""
    examples = int((labels != NONE).sum())
    if not any(one.known for one, _ in held):
        nothing = Measured(examples=len(labels), accuracy=0.0, kept=0.0, told_apart=0.0)
        return _Calibrated((4.0, 0.0, 0.0), 0.5, nothing)
    ordered = [np.sort(scores)[::-1] for _, scores in held]
    evidence = [(float(top[0]), float(top[0] - (top[1] if len(top) > 1 else -1.0)), 1.0) for top in ordered]
    guessed = [(one.label, int(scores.argmax()) if one.known else NONE) for one, scores in held]
    features = np.array(evidence, dtype=np.float64)
    inside = np.array([one.known for one, _ in held])
    right = inside & np.array([wanted == guess for wanted, guess in guessed])
    weights_of = _logistic(features, right, np.where(inside, 1 / inside.sum(), 1 / max(1, (~inside).sum())))
    sure = 1 / (1 + np.exp(-np.clip(features @ weights_of, -30, 30)))
    threshold = _balance(sure, right, inside)
    over = sure >= threshold
    measured = Measured(
        examples=examples,
        accuracy=round(float(right.sum() / inside.sum()), 4),
        kept=round(float((right & over).sum() / inside.sum()), 4),
        told_apart=round(float((~over & ~inside).sum() / max(1, (~inside).sum())), 4),
        by_intent=_by_intent(guessed, names),
    )
    by_score, by_lead, constant = (float(f"{value:.6g}") for value in weights_of)
    return _Calibrated((by_score, by_lead, constant), round(threshold, 4), measured)


def _by_intent(guessed: list[tuple[int, int]], names: tuple[str, ...]) -> dict[str, Found]:
    """How well each intent was found, and with which it is confused."""
    found: dict[str, Found] = {}
    for place, name in enumerate(names):
        taken_for = [guess for wanted, guess in guessed if wanted == place]
        wrong = Counter(names[guess] for guess in taken_for if guess != place).most_common(1)
        right = sum(guess == place for guess in taken_for)
        found[name] = Found(asked=len(taken_for), right=right, mistaken_for=wrong[0][0] if wrong else None)
    return found


def _nth_of_its_intent(labels: Ints) -> Ints:
    """Which example of its intent each message is, so that folds hold out a fair share of each."""
    counts: dict[int, int] = {}
    nth: list[int] = []
    for label in labels.tolist():
        nth.append(counts.get(label, 0))
        counts[label] = nth[-1] + 1
    return np.array(nth, dtype=np.int64)


def _logistic(features: Doubles, right: NDArray[np.bool_], weight: Doubles) -> Doubles:
    """Logistic regression by Newton's method, known and unknown messages counting the same in all."""
    shares: Doubles = weight / weight.sum() * len(weight)
    fitted: Doubles = np.zeros(int(features.shape[1]), dtype=np.float64)
    for _ in range(30):
        step = _newton(features, right.astype(np.float64), shares, fitted)
        fitted = fitted + step
        if float(np.abs(step).max()) < _STILL**2:
            break
    return fitted


def _newton(features: Doubles, goal: Doubles, shares: Doubles, fitted: Doubles) -> Doubles:
    sure: Doubles = 1 / (1 + np.exp(-np.clip(features @ fitted, -30, 30)))
    slope = features.T @ (shares * (goal - sure)) - _RIDGE * fitted
    bend = (features * (shares * sure * (1 - sure))[:, None]).T @ features + _RIDGE * np.eye(len(fitted))
    return np.linalg.solve(bend, slope).astype(np.float64)


def _balance(sure: Doubles, right: NDArray[np.bool_], inside: NDArray[np.bool_]) -> float:
    """The threshold that keeps most of the known, rightly, and tells most of the unknown apart.

    Keeping counts twice: a hidden intent is a sibling of the others and much nearer to them than what customers write
    beyond all intents.
    """
    if inside.all():
        return 0.5
    best, threshold = -1.0, 0.5
    for candidate in np.quantile(sure, np.linspace(0.01, 0.9, 90)):
        over = sure >= candidate
        worth = 2 * (right & over).sum() / inside.sum() + (~over & ~inside).sum() / (~inside).sum()
        if worth > best:
            best, threshold = float(worth), float(candidate)
    return threshold
