"""Answers about prices: the variants that are meant with their conditions, and sums shown with their parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Final

from sportello.answering.facts.moment import When
from sportello.answering.facts.reading import Asked, Mention
from sportello.answering.facts.speech import Speech
from sportello.knowledge import FactBook, Price, Variant, said

_MOST_SUMS: Final = 4
"""Ways to read "a child" that are still worth telling side by side."""
_MOST_OF_A_KIND: Final = 8
"""Prices that an answer still lists; who has more of a kind is better found by search."""
_MOST_DAYS: Final = 62
_GROWN_UP: Final = 18


_Chosen = Sequence[tuple[int | None, list[Variant]]]
"""What was named: how many, and the variants it may mean."""


def price_answer(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Price]]:
    """What is to be paid; of each where several are meant alike, and of none where it is not clear what for."""
    wanted = "price" in asked.cues or ("pay" in asked.cues and asked.mentions)
    when = asked.when
    timed = when.minute is not None or (when.days > 1 and not asked.carried) or when.now or when.part
    if not wanted or timed or not asked.cues <= {"price", "pay"}:
        return []
    price = meant_price(asked.mentions, book.prices)
    if price is None:
        several = _each(asked, book.prices, speech)
        return several or [(_all(one, asked, speech), one) for one in _of_a_kind(asked.mentions, book.prices)]
    text = _told(price, asked, speech)
    return [(_on_its_day(text, price, asked, speech), price)] if text and _one_list(price, when) else []


def _each(asked: Asked, prices: Sequence[Price], speech: Speech) -> list[tuple[str, Price]]:
    """Each of several services that were named one by one, with what was said of whom it is for."""
    known = {price.id: price for price in prices}
    found: dict[str, list[Mention]] = {}
    ahead: list[Mention] = []
    for mention in asked.mentions:
        whole = {ref.fact for ref in mention.refs if ref.variant is None and ref.column is None} & known.keys()
        service = next(iter(whole)) if len(whole) == 1 else next(reversed(found), None)
        if (mention.count or 1) > 1 or mention.age is not None or (len(whole) == 1 and service in found):
            return []
        if service is None:
            ahead.append(mention)
        else:
            found.setdefault(service, []).extend([*ahead, mention])
            ahead = []
    of_it = all(any(ref.fact == one for ref in mention.refs) for one, named in found.items() for mention in named)
    if ahead or not of_it or not 1 < len(found) <= _MOST_OF_A_KIND:
        return []
    told = [
        (_told(known[one], replace(asked, mentions=tuple(named)), speech), known[one])
        for one, named in found.items()
        if _one_list(known[one], asked.when)
    ]
    return [(text, price) for text, price in told if text] if len(told) == len(found) else []


def _on_its_day(text: str, price: Price, asked: Asked, speech: Speech) -> str:
    """Prices that change with the day say of which they are, where an earlier question named it."""
    if (
        not asked.carried
        or not asked.when.first
        or asked.when.days > 1
        or not any(one.first or one.last for one in price.variants)
    ):
        return text
    return f"{_capital(speech.day(asked.when.first))}:{chr(10) if chr(10) in text else ' '}{text}"


def _one_list(price: Price, when: When) -> bool:
    """Whether the same prices hold on all of these days."""
    if not when.first or when.days > _MOST_DAYS:
        return not when.first
    days = [when.first + timedelta(days=ahead) for ahead in range(when.days)]
    return len({tuple(one.id for one in price.variants if one.valid(day)) for day in days}) == 1


def _of_a_kind(mentions: Sequence[Mention], prices: Sequence[Price]) -> list[Price]:
    """All that are called what was named: "the service", of a small one and a large one."""
    if len(mentions) != 1 or mentions[0].age is not None:
        return []
    kinds = {ref.fact for ref in mentions[0].refs if ref.kind}
    found = [price for price in prices if price.id in kinds]
    return found if len(found) <= _MOST_OF_A_KIND else []


def _all(price: Price, asked: Asked, speech: Speech) -> str:
    """All that one of several costs, under its name."""
    variants = _valid(price.variants, price, asked.when.first, speech.today)
    return _list(price, [one.id for one in variants], speech, whole=True, shown=_columns(price, asked))


def _told(price: Price, asked: Asked, speech: Speech) -> str | None:
    chosen = _chosen(price, asked, speech)
    if chosen is None:
        return None
    shown = _columns(price, asked)
    counts = [count for count, _ in chosen]
    several = any(count and count > 1 for count in counts) or (any(counts) and len(chosen) > 1)
    # How many "adults and children" are is not said, nor whom a family ticket for two adults lets in.
    if several and all(counts) and not any(one.for_whom for one in _people(price, asked)[1:]):
        return _sums(price, chosen, shown, speech)
    named = list(dict.fromkeys(one.id for _, variants in chosen for one in variants))
    listed = named or [one.id for one in _valid(price.variants, price, asked.when.first, speech.today)]
    text = _list(price, listed, speech, whole=not chosen, shown=shown)
    note = said(price.note, speech.language)
    return f"{text}\n\n{note}" if text and note and not chosen else text


def _people(price: Price, asked: Asked) -> list[Mention]:
    """The names that say for whom: a price of the service, an age, a number of persons."""
    return [one for one in asked.mentions if one.age is not None or not one.refs or _named(price, one)]


def _named(price: Price, mention: Mention) -> set[str]:
    return {ref.variant for ref in mention.refs if ref.fact == price.id and ref.variant}


def _columns(price: Price, asked: Asked) -> frozenset[str]:
    """The ways to buy that were asked about: all, where none was named."""
    named = {ref.column for one in asked.mentions for ref in one.refs if ref.fact == price.id and ref.column}
    return frozenset(named or (column for one in price.variants for column in one.prices))


def _chosen(price: Price, asked: Asked, speech: Speech) -> _Chosen | None:
    """The variants that were named, or None where one of the names fits none of them."""
    chosen: list[tuple[int | None, list[Variant]]] = []
    many: int | None = None
    for mention in asked.mentions:
        named = _named(price, mention)
        if not named and mention.age is None and mention.refs and len(price.variants) > 1:
            many = mention.count if many is None else many
            continue
        if not named and mention.age is None and mention.count is None:
            continue
        variants = _valid(_fitting(price, mention, named, speech.today), price, asked.when.first, speech.today)
        if not variants:
            return None
        chosen.append((mention.number, variants))
    if len(price.variants) == 1 and len(chosen) > 1:
        # "Two soups for two people" are not four.
        return None
    if many is None or many == 1 or not chosen:
        return chosen
    # "Two tickets for adults" are two adults; of several kinds it would have to be told how many of each.
    return [(many, chosen[0][1])] if len(chosen) == 1 and chosen[0][0] is None else None


def meant_price(mentions: Sequence[Mention], prices: Sequence[Price]) -> Price | None:
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


def _fitting(price: Price, mention: Mention, named: set[str], today: date) -> list[Variant]:
    """The variants that a mention may mean, by name and by age.

    Where these contradict ("a student of 30"), both may be meant; of several people, none is.
    """
    variants = [one for one in price.variants if one.id in named] if named else list(price.variants)
    if mention.age is None:
        return variants if named or len(variants) == 1 else []
    suited = [one for one in price.variants if one.suits(mention.age)]
    usual = [one for one in suited if not _dated(one)]
    of_age = [one for one in suited if one in usual or _meanwhile(one, usual, today)]
    both = [one for one in variants if one in of_age]
    if both or not named:
        return both
    return (
        [] if mention.number and mention.number > 1 else [one for one in price.variants if one in (*of_age, *variants)]
    )


def _meanwhile(dated: Variant, usual: Sequence[Variant], today: date) -> bool:
    """Whether a price of certain days must be told with the usual ones: it holds now, or it is theirs for a time."""
    return dated.valid(today) or any(_same_name(dated, one) for one in usual)


def _valid(variants: Sequence[Variant], price: Price, day: date | None, today: date) -> list[Variant]:
    """Those that can be bought; on a day with prices of its own, these take the place of the ones they are for."""
    if day is None:
        return [one for one in variants if _alive(one, today)]
    own = [one for one in price.variants if _dated(one) and one.valid(day)]
    kept = [one for one in variants if one.valid(day) and not any(_replaces(other, one) for other in own)]
    return [*kept, *(one for one in own if one not in kept and any(_replaces(one, other) for other in variants))]


def _alive(variant: Variant, today: date) -> bool:
    return variant.last is None or variant.last >= today


def _dated(variant: Variant) -> bool:
    return variant.first is not None and variant.last is not None


def _replaces(dated: Variant, usual: Variant) -> bool:
    """Whether a price of certain days is for the same people: called the same, or of ages that both have.

    Prices without ages are for grown-ups at least: only what holds for all of these takes their place.
    """
    if _dated(usual):
        return False
    if _same_name(dated, usual):
        return True
    if dated.ages is None:
        return False
    if usual.ages is None:
        return dated.ages[0] <= _GROWN_UP and dated.ages[1] is None
    return (usual.ages[1] is None or dated.ages[0] <= usual.ages[1]) and (
        dated.ages[1] is None or usual.ages[0] <= dated.ages[1]
    )


def _same_name(one: Variant, other: Variant) -> bool:
    names, others = _names(one), _names(other)
    return bool(names & others) or not (names or others)


def _names(variant: Variant) -> set[str]:
    return {said_.casefold() for said_ in variant.name.values()}


def price_rows(price: Price, speech: Speech) -> list[tuple[str, str, list[str]]]:
    """All that it costs as a table: for whom, on which condition, and each column's amount."""
    return [
        (
            _capital(said(one.name, speech.language) or said(price.name, speech.language)),
            _condition(one, speech),
            [
                speech.say("not_sold") if amount is None else speech.money(amount, price.currency)
                for amount in one.prices.values()
            ],
        )
        for one in price.variants
        if _alive(one, speech.today)
    ]


def _condition(variant: Variant, speech: Speech) -> str:
    """For whom it is, and on which days where it is not always."""
    begun = variant.last is None and variant.first is not None and variant.first <= speech.today
    days = "" if begun else speech.dates(variant.first, variant.last)
    return "; ".join(part for part in (said(variant.condition, speech.language), days) if part)


def _list(price: Price, ids: Sequence[str], speech: Speech, *, whole: bool, shown: frozenset[str]) -> str:
    variants = [one for one in price.variants if one.id in ids]
    lines = [_line(price, one, shown, speech) for one in variants]
    if not variants:
        return ""
    if len(lines) == 1:
        return _capital(lines[0]) + ("" if lines[0].endswith(".") else ".")
    head = f"{_capital(said(price.name, speech.language))}:\n" if whole else ""
    return head + "\n".join(f"- {_capital(line)}" for line in lines)


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


def _sums(price: Price, chosen: _Chosen, shown: frozenset[str], speech: Speech) -> str | None:
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
