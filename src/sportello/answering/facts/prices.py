"""Answers about prices: which services and which of their prices are meant, and how many of each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from sportello.answering.facts.moment import When
from sportello.answering.facts.reading import Asked, Mention
from sportello.answering.facts.speech import Speech
from sportello.answering.facts.tariff import Chosen, alive, capital, price_list, sums
from sportello.answering.facts.units import for_several, sold_by
from sportello.knowledge import FactBook, Price, Variant, said

_MOST_OF_A_KIND: Final = 8
"""Prices that an answer still lists; who has more of a kind is better found by search."""
_CONTENTS: Final = frozenset(("contents",))
_MOST_DAYS: Final = 93
_GROWN_UP: Final = 18
_FEW_DAYS: Final = 7
_PAIR: Final = 2
"""People that a double room and whatever else is for several of them is for at least."""


def price_answer(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Price]]:
    """What is to be paid; of each where several are meant alike, and of none where it is not clear what for."""
    found = _found(asked, book, speech)
    return found if not asked.units or all(sold_by(price, asked) for _, price in found) else []


def _found(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Price]]:
    asked = replace(asked, mentions=_counted(asked.mentions))
    if asked.cues == _CONTENTS:
        return _with_contents(asked, book, speech)
    wanted = "price" in asked.cues or ("pay" in asked.cues and asked.mentions)
    when = asked.when
    stays = when.days > 1 and not (asked.carried or when.within)
    timed = when.minute is not None or stays or when.now or when.part
    if not wanted or timed or not asked.cues <= {"price", "pay"}:
        return []
    price = meant_price(asked.mentions, book.prices)
    if price is None:
        several = _each(asked, book.prices, speech)
        kinds = (one for one in _of_a_kind(asked.mentions, book.prices) if not asked.units or sold_by(one, asked))
        return several or [(_all(one, asked, speech), one) for one in kinds]
    text = _told(price, asked, speech)
    return [(_on_its_day(text, price, asked, speech), price)] if text and _one_list(price, when) else []


def _with_contents(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Price]]:
    """What is in something, where its note tells: told with its price, as ever."""
    price = meant_price(asked.mentions, book.prices) if asked.mentions else None
    if price is None or not said(price.note, speech.language) or not asked.facts() <= {price.id}:
        return []
    return _found(replace(asked, cues=frozenset({"price"})), book, speech)


def _counted(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """How many ways to buy are named before what is bought, said of that: "two *automatic* lessons"."""
    told = list(mentions)
    for at, (way, thing) in enumerate(pairwise(mentions)):
        if way.count and _is_way(way) and thing.count is None and thing.refs and not _is_way(thing):
            told[at : at + 2] = [replace(way, count=None), replace(thing, count=way.count)]
    return tuple(told)


def price_total(asked: Asked, book: FactBook, speech: Speech) -> str:
    """What several services cost in all, where it was said how many of each; else nothing."""
    if not price_answer(asked, book, speech) or len(asked.units) > 1:
        return ""
    asked = replace(asked, mentions=_counted(asked.mentions))
    known = {price.id: price for price in book.prices}
    total, currencies = Decimal(0), set[str]()
    ways = any(map(_is_way, asked.mentions))
    for service, named in _services(asked, book.prices).items():
        price, of_it = known[service], replace(asked, mentions=tuple(named))
        parts = _chosen(price, of_it, speech) or _only_one(price, named)
        if not parts or _within_one(price, parts, of_it):
            return ""
        for count, variants in parts:
            shown = _columns(price, of_it)
            costs = {amount for column, amount in variants[0].prices.items() if column in shown}
            amounts = list(costs) if len(variants) == 1 else []
            amount = amounts[0] if len(amounts) == 1 else None
            many = 1 if count is None and any(one.number == 1 for one in named) else count
            if many is None or amount is None or (amount and ways and not price.columns):
                return ""
            total += many * amount
            currencies.add(price.currency)
    if len(currencies) != 1:
        return ""
    return speech.say("total", sum=f"**{speech.money(total, currencies.pop())}**") + "."


def _only_one(price: Price, named: Sequence[Mention]) -> Chosen:
    """The one price of a service that "a" says to be one: "a helmet and two bikes"."""
    return [(1, list(price.variants))] if len(price.variants) == 1 and any(one.number == 1 for one in named) else []


def _each(asked: Asked, prices: Sequence[Price], speech: Speech) -> list[tuple[str, Price]]:
    """Each of several services that were named one by one, with what was said of whom it is for."""
    known = {price.id: price for price in prices}
    found = _services(asked, prices)
    told = [
        (_beside_others(known[one], replace(asked, mentions=tuple(named)), speech), known[one])
        for one, named in found.items()
        if _one_list(known[one], asked.when)
    ]
    return (
        [(text, price) for text, price in told if text]
        if all(text for text, _ in told) and len(told) == len(found)
        else []
    )


def _beside_others(price: Price, asked: Asked, speech: Speech) -> str | None:
    """One of several services with its name, for "large" says nothing there; None where so many of it are no sum."""
    text, chosen = _told(price, asked, speech), _chosen(price, asked, speech)
    if any((one.count or 1) > 1 for one in asked.mentions) and not (chosen and all(count for count, _ in chosen)):
        return None
    named = text and chosen and len(price.variants) > 1 and "\n" not in text
    return f"{capital(said(price.name, speech.language))} \u2013 {text}" if named else text


def _services(asked: Asked, prices: Sequence[Price]) -> dict[str, list[Mention]]:
    """Several services that were named one by one, each with the names that are said of it; none where that is unclear.

    What a name alone does not say of a service ("three small") waits for the one it is said of ("beers").
    """
    known = {price.id for price in prices}
    found: dict[str, list[Mention]] = {}
    ahead: list[Mention] = []
    for mention in asked.mentions:
        whole = {ref.fact for ref in mention.refs if ref.variant is None and ref.column is None} & known
        last = next(reversed(found), None)
        if not whole and last and not ahead and any(ref.fact == last for ref in mention.refs):
            found[last].append(mention)
        elif _is_way(mention):
            continue
        elif len(whole) != 1:
            ahead.append(mention)
        elif mention.age is not None or not whole.isdisjoint(found):
            return {}
        else:
            found[whole.pop()] = [*ahead, mention]
            ahead = []
    of_it = all(any(ref.fact == one for ref in mention.refs) for one, named in found.items() for mention in named)
    if ahead or not of_it or not 1 < len(found) <= _MOST_OF_A_KIND:
        return {}
    return _bought_alike(found, asked.mentions)


def _bought_alike(found: dict[str, list[Mention]], mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """The services with the way to buy that is said once, before or after all of them: "… for a week".

    None where it is said of some and not of others, for then nobody knows how those are meant.
    """
    ways = [one for one in mentions if _is_way(one)]
    told = [one for one, named in found.items() if any(map(_is_way, named))]
    sold = [one for one in found if any(ref.fact == one for way in ways for ref in way.refs)]
    first, last = mentions[: len(ways)] == tuple(ways), mentions[-len(ways) :] == tuple(ways)
    if not ways or (told == sold and not first):
        return found
    if not ((first and not told) or last):
        return {}
    return {one: [*named, *ways] if one in sold and one not in told else named for one, named in found.items()}


def _is_way(mention: Mention) -> bool:
    """Whether it is a way to buy and nothing else."""
    return bool(mention.refs) and all(ref.column for ref in mention.refs)


def _on_its_day(text: str, price: Price, asked: Asked, speech: Speech) -> str:
    """Prices that change with the day say of which they are: "Capodanno" is the first of January, and not all know."""
    if not asked.when.first or asked.when.days > 1 or not any(one.first or one.last for one in price.variants):
        return text
    return f"{capital(speech.day(asked.when.first))}:{chr(10) if chr(10) in text else ' '}{text}"


def _one_list(price: Price, when: When) -> bool:
    """Whether the same prices hold on all of these days."""
    if not when.first or when.days > _MOST_DAYS:
        return not when.first
    days = when.named or [when.first + timedelta(days=ahead) for ahead in range(when.days)]
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
    return price_list(price, [one.id for one in variants], speech, whole=True, shown=_columns(price, asked))


def _told(price: Price, asked: Asked, speech: Speech) -> str | None:
    chosen = _chosen(price, asked, speech)
    if chosen is None:
        return None
    shown = _columns(price, asked)
    counts = [count for count, _ in chosen]
    day = asked.when.first
    special = _of_that_day(price, day, chosen)
    several = any(count and count > 1 for count in counts) or (any(counts) and len(chosen) > 1)
    # How many "adults and children" are is not said, nor whom a family ticket for two adults lets in.
    if several and all(counts) and not special and not _within_one(price, chosen, asked):
        return sums(price, chosen, shown, speech)
    named = list(dict.fromkeys(one.id for _, variants in (*chosen, *special) for one in variants))
    valid = [*_valid(price.variants, price, day, speech.today), *_of_its_eve(price, day)]
    listed = named or [one.id for one in valid]
    text = price_list(price, listed, speech, whole=not chosen, shown=shown)
    note = said(price.note, speech.language)
    return f"{text}\n\n{note}" if text and note and (not chosen or len(price.variants) == 1) else text


def _of_that_day(price: Price, day: date | None, chosen: Chosen) -> Chosen:
    """A price that few days have beside those that were named ("New Year's Eve"): nobody wrote for whom it is.

    It is told with them, and in no sum.
    """
    named = {one.id for _, variants in chosen for one in variants}
    few = [one for one in price.variants if one.first and one.last and (one.last - one.first).days < _FEW_DAYS]
    own = [one for one in few if day and one.valid(day) and one.ages is None and one.id not in named]
    return [(None, [one]) for one in (*own, *_of_its_eve(price, day)) if named]


def _of_its_eve(price: Price, day: date | None) -> list[Variant]:
    """The price of the night before New Year's Day: many mean that night by the name of the day."""
    eve = day - timedelta(days=1) if day and (day.month, day.day) == (1, 1) else None
    return [one for one in price.variants if eve and one.first == one.last == eve]


def _within_one(price: Price, chosen: Chosen, asked: Asked) -> bool:
    """Whether the first that is named lets in the others: "a family ticket *for two adults*", "*with three kids*"."""
    others = _people(price, asked)[1:]
    ageless = not all(variant.ages for variant in chosen[0][1])
    return any(one.for_whom for one in others) or (ageless and any(one.along for one in others))


def _people(price: Price, asked: Asked) -> list[Mention]:
    """The names that say for whom: a price of the service, an age, a number of persons."""
    return [one for one in asked.mentions if one.age is not None or not one.refs or _named(price, one)]


def _named(price: Price, mention: Mention) -> set[str]:
    return {ref.variant for ref in mention.refs if ref.fact == price.id and ref.variant}


def _columns(price: Price, asked: Asked) -> frozenset[str]:
    """The ways to buy that were asked about: all, where none was named."""
    named = {ref.column for one in asked.mentions for ref in one.refs if ref.fact == price.id and ref.column}
    return frozenset(named or (column for one in price.variants for column in one.prices))


def _chosen(price: Price, asked: Asked, speech: Speech) -> Chosen | None:
    """The variants that were named, or None where one of the names fits none of them."""
    chosen: list[tuple[int | None, list[Variant]]] = []
    many: int | None = None
    mentions = _one_person(price, asked.mentions)
    for mention in mentions:
        named = _named(price, mention)
        if not mention.refs and mention.age is None and for_several(price, mentions):
            if (mention.count or 0) > _PAIR:
                return None
            continue
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


def _one_person(price: Price, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The names with an age that was told apart put to whom it is of: "My son is 15, what does a child pay?"."""
    told = [one for one in mentions if one.told]
    called = [one for one in mentions if one.age is None and one.number in {None, 1} and _named(price, one)]
    if len(told) != 1 or len(called) != 1:
        return mentions
    age, ids = told[0].age or 0, _named(price, called[0])
    if not all(one.ages and one.ages[0] <= age for one in price.variants if one.id in ids):
        # Who is a child is not the adult that is asked about besides.
        return mentions
    return [replace(one, age=age) if one is called[0] else one for one in mentions if one is not told[0]]


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

    Where these contradict ("a student of 30"), both may be meant; of several people, none is. A price for other ages
    never is.
    """
    variants = [one for one in price.variants if one.id in named] if named else list(price.variants)
    if mention.oneself:
        return [one for one in variants if _grown_up(one) and not _dated(one)]
    if mention.age is None:
        return variants if named or len(variants) == 1 else []
    suited = [one for one in price.variants if one.suits(mention.age)]
    usual = [one for one in suited if not _dated(one)]
    of_age = [one for one in suited if one in usual or _meanwhile(one, usual, today)]
    both = [one for one in variants if one in of_age]
    if both or not named:
        return both
    if all(one.ages for one in variants):
        # Whatever they are called: who is 15 is no child where children are up to 14.
        return of_age
    return (
        [] if mention.number and mention.number > 1 else [one for one in price.variants if one in (*of_age, *variants)]
    )


def _grown_up(variant: Variant) -> bool:
    return variant.ages is not None and (variant.ages[1] is None or variant.ages[1] >= _GROWN_UP)


def _meanwhile(dated: Variant, usual: Sequence[Variant], today: date) -> bool:
    """Whether a price of certain days must be told with the usual ones: it holds now, or it is theirs for a time."""
    return dated.valid(today) or any(_same_name(dated, one) for one in usual)


def _valid(variants: Sequence[Variant], price: Price, day: date | None, today: date) -> list[Variant]:
    """Those that can be bought; on a day with prices of its own, these take the place of the ones they are for."""
    if day is None:
        return [one for one in variants if alive(one, today)]
    own = [one for one in price.variants if _dated(one) and one.valid(day)]
    kept = [one for one in variants if one.valid(day) and not any(_replaces(other, one) for other in own)]
    return [*kept, *(one for one in own if one not in kept and any(_replaces(one, other) for other in variants))]


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
