"""What prices are, in words: a line each, or a sum with its parts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Final

from sportello.answering.facts.speech import Speech
from sportello.knowledge import Price, Variant, said

_MOST_SUMS: Final = 4
"""Ways to read "a child" that are still worth telling side by side."""

Chosen = Sequence[tuple[int | None, list[Variant]]]
"""What was named: how many, and the variants it may mean."""


def alive(variant: Variant, today: date) -> bool:
    """Whether its days are not over."""
    return variant.last is None or variant.last >= today


def price_rows(price: Price, speech: Speech) -> list[tuple[str, str, list[str]]]:
    """All that it costs as a table: for whom, on which condition, and each column's amount."""
    return [
        (
            capital(said(one.name, speech.language) or said(price.name, speech.language)),
            _condition(one, speech),
            [
                speech.say("not_sold") if amount is None else speech.money(amount, price.currency)
                for amount in one.prices.values()
            ],
        )
        for one in price.variants
        if alive(one, speech.today)
    ]


def _condition(variant: Variant, speech: Speech) -> str:
    """For whom it is, and on which days where it is not always."""
    begun = variant.last is None and variant.first is not None and variant.first <= speech.today
    days = "" if begun else speech.dates(variant.first, variant.last)
    return "; ".join(part for part in (said(variant.condition, speech.language), days) if part)


def price_list(price: Price, ids: Sequence[str], speech: Speech, *, whole: bool, shown: frozenset[str]) -> str:
    """Some of its prices, a line each; under its name where it is told `whole`."""
    variants = [one for one in price.variants if one.id in ids]
    lines = [_line(price, one, shown, speech) for one in variants]
    if not variants:
        return ""
    if len(lines) == 1:
        return capital(lines[0]) + ("" if lines[0].endswith(".") else ".")
    head = f"{capital(said(price.name, speech.language))}:\n" if whole else ""
    return head + "\n".join(f"- {capital(line)}" for line in lines)


def _line(price: Price, variant: Variant, shown: frozenset[str], speech: Speech) -> str:
    """One variant: its name, what it costs in each way of buying that is shown, and for whom."""
    name = said(variant.name, speech.language) or said(price.name, speech.language)
    amounts = [(column, amount) for column, amount in variant.prices.items() if column in shown]
    if all(amount is None for _, amount in amounts):
        amounts = list(variant.prices.items())
    if len({amount for _, amount in variant.prices.items()}) == 1:
        amounts = [("", amounts[0][1])]
    costs = ", ".join(_amount(price, column, amount, speech) for column, amount in amounts)
    condition = _condition(variant, speech)
    return f"{name}: {costs} ({condition})" if condition else f"{name}: {costs}"


def _amount(price: Price, column: str, amount: Decimal | None, speech: Speech) -> str:
    told = speech.say("not_sold") if amount is None else speech.money(amount, price.currency)
    where = said(price.columns.get(column, {}), speech.language)
    return f"{told} {where}".strip()


def sums(price: Price, chosen: Chosen, shown: frozenset[str], speech: Speech) -> str | None:
    """What all of them pay together; where a name may mean several variants, each way to read it."""
    readings = list(product(*(variants for _, variants in chosen)))
    if len(readings) > _MOST_SUMS:
        return None
    counts = [1 if count is None else count for count, _ in chosen]
    paragraphs: list[str] = []
    for reading in readings:
        lines = [
            line
            for column in reading[0].prices
            if column in shown and (line := _sum(price, column, counts, reading, speech))
        ]
        if not lines:
            return None
        unsure = [one for one, (_, variants) in zip(reading, chosen, strict=True) if len(variants) > 1]
        told = "; ".join(dict.fromkeys(lines))
        conditions = "; ".join(
            f"{said(one.name, speech.language)}: {told_}" for one in unsure if (told_ := _condition(one, speech))
        )
        told = f"{told} ({conditions})" if conditions else told
        paragraphs.append(f"- {told}" if len(readings) > 1 else f"{told}.")
    return "\n".join(paragraphs)


def _sum(price: Price, column: str, counts: Sequence[int], reading: Sequence[Variant], speech: Speech) -> str | None:
    total, parts = Decimal(0), list[str]()
    bought = Counter[str]()
    for count, variant in zip(counts, reading, strict=True):
        bought[variant.id] += count
    known = {variant.id: variant for variant in reading}
    for variant, count in ((known[one], count) for one, count in bought.items()):
        amount = variant.prices[column]
        if amount is None:
            return None
        total += count * amount
        name = said(variant.name, speech.language) or said(price.name, speech.language)
        parts.append(f"{count} \u00d7 {name} {speech.money(amount, price.currency)}")
    where = said(price.columns.get(column, {}), speech.language)
    return f"{' + '.join(parts)} = **{speech.money(total, price.currency)}** {where}".strip()


def capital(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]
