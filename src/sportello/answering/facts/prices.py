"""Answers about prices: the variants that are meant with their conditions, and sums shown with their parts."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Final

from sportello.answering.facts.reading import Asked, Mention
from sportello.answering.facts.speech import Speech
from sportello.knowledge import FactBook, Price, Variant, said

_MOST_SUMS: Final = 4
"""Ways to read "a child" that are still worth telling side by side."""
_MOST_OF_A_KIND: Final = 8
"""Prices that an answer still lists; who has more of a kind is better found by search."""


_Chosen = Sequence[tuple[int | None, list[Variant]]]
"""What was named: how many, and the variants it may mean."""


def price_answer(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Price]]:
    """What is to be paid; of each where several are meant alike, and of none where it is not clear what for."""
    wanted = "price" in asked.cues or ("pay" in asked.cues and asked.mentions)
    when = asked.when
    timed = when.minute is not None or when.days > 1 or when.now or when.part
    if not wanted or timed or not asked.cues <= {"price", "pay"}:
        return []
    price = _meant(asked.mentions, book.prices)
    if price is None:
        return [(_all(one, asked, speech), one) for one in _of_a_kind(asked.mentions, book.prices)]
    text = _told(price, asked, speech)
    return [(text, price)] if text else []


def _of_a_kind(mentions: Sequence[Mention], prices: Sequence[Price]) -> list[Price]:
    """All that are called what was named: "the service", of a small one and a large one."""
    if len(mentions) != 1 or mentions[0].count not in {None, 1} or mentions[0].age is not None:
        return []
    kinds = {ref.fact for ref in mentions[0].refs if ref.kind}
    found = [price for price in prices if price.id in kinds]
    return found if len(found) <= _MOST_OF_A_KIND else []


def _all(price: Price, asked: Asked, speech: Speech) -> str:
    """All that one of several costs, under its name."""
    variants = _valid(price.variants, price, asked.when.first, speech.today)
    return _list(price, [one.id for one in variants], speech, whole=True)


def _told(price: Price, asked: Asked, speech: Speech) -> str | None:
    chosen = _chosen(price, asked, speech)
    if chosen is None:
        return None
    counts = [count for count, _ in chosen if count is not None]
    if any(count > 1 for count in counts) or (counts and len(chosen) > 1):
        text = _sums(price, chosen, speech)
    else:
        named = [one for _, variants in chosen for one in variants]
        listed = named or _valid(price.variants, price, asked.when.first, speech.today)
        text = _list(price, [one.id for one in listed], speech, whole=not chosen)
        note = said(price.note, speech.language)
        text = f"{text}\n\n{note}" if text and note and not chosen else text
    return text


def _chosen(price: Price, asked: Asked, speech: Speech) -> _Chosen | None:
    """The variants that were named, or None where one of the names fits none of them."""
    chosen: list[tuple[int | None, list[Variant]]] = []
    many: int | None = None
    for mention in asked.mentions:
        named = {ref.variant for ref in mention.refs if ref.fact == price.id and ref.variant}
        if not named and mention.age is None and mention.refs and len(price.variants) > 1:
            many = mention.count if many is None else many
            continue
        if not named and mention.age is None and mention.count is None:
            continue
        variants = _valid(_fitting(price, mention, named), price, asked.when.first, speech.today)
        if not variants:
            return None
        chosen.append((mention.count, variants))
    if many is None or many == 1 or not chosen:
        return chosen
    # "Two tickets for adults" are two adults; of several kinds it would have to be told how many of each.
    return [(many, chosen[0][1])] if len(chosen) == 1 and chosen[0][0] is None else None


def _meant(mentions: Sequence[Mention], prices: Sequence[Price]) -> Price | None:
    """The one service that all names agree on; where none is named, the main one."""
    known = {price.id: price for price in prices}
    shared: set[str] | None = None
    for mention in mentions:
        if not mention.refs:
            continue
        here = {ref.fact for ref in mention.refs} & known.keys()
        shared = here if shared is None else shared & here
    if shared is None:
        candidates = list(prices)
    else:
        whole = {ref.fact for mention in mentions for ref in mention.refs if ref.variant is None} & shared
        candidates = [known[one] for one in known if one in (whole or shared)]
    main = [price for price in candidates if price.main]
    return candidates[0] if len(candidates) == 1 else main[0] if main else None


def _fitting(price: Price, mention: Mention, named: set[str]) -> list[Variant]:
    """The variants that a mention may mean, by name and by age."""
    variants = [one for one in price.variants if one.id in named] if named else list(price.variants)
    if mention.age is not None:
        of_age = [one for one in price.variants if one.suits(mention.age) and not (one.first and one.last)]
        return [one for one in variants if one in of_age] or of_age
    return variants if named or len(variants) == 1 else []


def _valid(variants: Iterable[Variant], price: Price, day: date | None, today: date) -> list[Variant]:
    """Those that can be bought; on a day with prices of its own, these take the place of the ordinary ones."""
    found = [one for one in variants if one.valid(day)] if day else [one for one in variants if _alive(one, today)]
    if day is None:
        return found
    own = [one for one in price.variants if one.first and one.last and one.valid(day)]
    kept = [one for one in found if not any(_overlap(one, other) for other in own) or one in own]
    replaced = len(kept) < len(found)
    return [*kept, *(one for one in own if one not in kept)] if replaced or not found else kept


def _alive(variant: Variant, today: date) -> bool:
    return variant.last is None or variant.last >= today


def _overlap(one: Variant, other: Variant) -> bool:
    """Whether two variants are for people of the same ages."""
    if one is other or one.ages is None or other.ages is None:
        return one is not other
    return (other.ages[1] is None or one.ages[0] <= other.ages[1]) and (
        one.ages[1] is None or other.ages[0] <= one.ages[1]
    )


def price_rows(price: Price, speech: Speech) -> list[tuple[str, str, list[str]]]:
    """All that it costs as a table: for whom, on which condition, and each column's amount."""
    return [
        (
            _capital(said(one.name, speech.language) or said(price.name, speech.language)),
            said(one.condition, speech.language),
            [
                speech.say("not_sold") if amount is None else speech.money(amount, price.currency)
                for amount in one.prices.values()
            ],
        )
        for one in price.variants
        if _alive(one, speech.today)
    ]


def _list(price: Price, ids: Sequence[str], speech: Speech, *, whole: bool) -> str:
    variants = [one for one in price.variants if one.id in ids]
    lines = [_line(price, one, speech) for one in variants]
    if not variants:
        return ""
    if len(lines) == 1:
        return _capital(lines[0]) + ("" if lines[0].endswith(".") else ".")
    head = f"{_capital(said(price.name, speech.language))}:\n" if whole else ""
    return head + "\n".join(f"- {_capital(line)}" for line in lines)


def _line(price: Price, variant: Variant, speech: Speech) -> str:
    """One variant: its name, what it costs in each way of buying, and for whom."""
    name = said(variant.name, speech.language) or said(price.name, speech.language)
    amounts = list(variant.prices.items())
    if len({amount for _, amount in amounts}) == 1:
        amounts = [("", amounts[0][1])]
    costs = ", ".join(_amount(price, column, amount, speech) for column, amount in amounts)
    condition = said(variant.condition, speech.language)
    return f"{name}: {costs} ({condition})" if condition else f"{name}: {costs}"


def _amount(price: Price, column: str, amount: Decimal | None, speech: Speech) -> str:
    told = speech.say("not_sold") if amount is None else speech.money(amount, price.currency)
    where = said(price.columns.get(column, {}), speech.language)
    return f"{told} {where}".strip()


def _sums(price: Price, chosen: _Chosen, speech: Speech) -> str | None:
    """What all of them pay together; where a name may mean several variants, each way to read it."""
    readings = list(product(*(variants for _, variants in chosen)))
    if len(readings) > _MOST_SUMS:
        return None
    counts = [1 if count is None else count for count, _ in chosen]
    paragraphs: list[str] = []
    for reading in readings:
        lines = [line for column in reading[0].prices if (line := _sum(price, column, counts, reading, speech))]
        if not lines:
            return None
        unsure = [one for one, (_, variants) in zip(reading, chosen, strict=True) if len(variants) > 1]
        told = "; ".join(dict.fromkeys(lines))
        conditions = ", ".join(
            f"{said(one.name, speech.language)}: {said(one.condition, speech.language)}" for one in unsure
        )
        paragraphs.append(f"- {told} ({conditions})" if conditions else f"{told}.")
    return "\n".join(paragraphs)


def _sum(price: Price, column: str, counts: Sequence[int], reading: Sequence[Variant], speech: Speech) -> str | None:
    total, parts = Decimal(0), list[str]()
    for count, variant in zip(counts, reading, strict=True):
        amount = variant.prices[column]
        if amount is None:
            return None
        total += count * amount
        name = said(variant.name, speech.language) or said(price.name, speech.language)
        parts.append(f"{count} \u00d7 {name} {speech.money(amount, price.currency)}")
    where = said(price.columns.get(column, {}), speech.language)
    return f"{' + '.join(parts)} = **{speech.money(total, price.currency)}** {where}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
