"""Files of facts: values mean what is written, whether or not YAML 1.1 would make numbers and booleans of them."""

from datetime import date
from decimal import Decimal

import pytest

from sportello.knowledge import File
from sportello.knowledge.facts import is_facts_file, read_facts_file, write_facts_file
from sportello.knowledge.facts.kinds import Calendar, Hours, Interval, Place, Price

FILE = """
facts: 1
calendar: {country: NO}
hours:
  - id: 0471
    main: yes
    name: {no: butikk, en: shop}
    week: {mon-fri: [{opens: 09:00, closes: 12:30}, 14-18]}
    exceptions: [{on: 2026-12-24, hours: closed}, {on: 12-31, hours: 10:00-12:00}]
    last_entry: 30
prices:
  - id: soup
    name: {en: soup}
    columns: {here: {en: here}, out: {en: to go}}
    variants: [{id: a, prices: {here: 4.50, out: null}}]
places:
  - {id: house, name: {en: house}, phone: 0471 12, address: 12:30}
"""


def test_what_is_written_is_what_is_meant() -> None:
    read = read_facts_file(File("facts.yaml", FILE))

    assert not read.skipped
    calendar, hours, price, place = read.facts
    assert isinstance(calendar, Calendar)
    assert calendar.country == "NO"
    assert isinstance(hours, Hours)
    assert (hours.id, hours.main, hours.name["no"], hours.last_entry) == ("0471", True, "butikk", 30)
    assert hours.week
    assert hours.week[0] == (Interval(540, 750), Interval(840, 1080))
    assert hours.exceptions[0].span.holds(date(2026, 12, 24))
    assert isinstance(price, Price)
    assert price.variants[0].prices == {"here": Decimal("4.50"), "out": None}
    assert isinstance(place, Place)
    assert (place.phone, place.address) == ("0471 12", "12:30")
    for as_json in (False, True):
        again = File("facts.json" if as_json else "facts.yaml", write_facts_file(read.facts, as_json=as_json))
        assert read_facts_file(again).facts == read.facts


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_of_facts_is_known_in_any_coding(coding: str) -> None:
    file = File("facts.yaml", f"facts: 1 # {'é' * 4000}\nplaces: [{{id: a, name: {{it: Città}}}}]\n".encode(coding))

    assert is_facts_file(file)
    assert [fact.name for fact in read_facts_file(file).facts] == [{"it": "Città"}]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("prices: [{id: a, name: {en: a}, price: 1_000}]", "fact_amount"),
        ("prices: [{id: a, name: {en: a}, price: 1e3}]", "fact_amount"),
        ("hours: [{id: a, name: {en: a}, week: {mon: 1020-1080}}]", "fact_time"),
        ("hours: [{id: a, name: {en: a}, week: {someday: 9-12}}]", "fact_weekday"),
        ("hours: [{id: a, name: {en: a}, main: perhaps, week: {mon: 9-12}}]", "fact_flag"),
        ("hours: [{id: a, name: {en: a}, last_entry: 1e1, week: {mon: 9-12}}]", "fact_number"),
        ("calendar: {country: ON}", "fact_no_holidays"),
        ("calendar: {country: IT, region: XX}", "fact_region"),
    ],
)
def test_what_is_no_such_value_is_refused_by_its_code(written: str, code: str) -> None:
    read = read_facts_file(File("facts.yaml", f"facts: 1\n{written}\n"))

    assert [one.code for one in read.skipped] == [code]
    assert not read.facts


def test_of_two_main_facts_of_a_kind_the_second_is_refused_with_its_line() -> None:
    places = "places: [{id: here, main: true, name: {en: here}}, {id: there, name: {en: there}}]\n"
    prices = (
        "prices:\n  - {id: a, name: {en: a}, price: 1, main: true}\n  - {id: b, name: {en: b}, price: 2, main: true}\n"
    )

    read = read_facts_file(File("facts.yaml", f"facts: 1\n{places}{prices}"))

    assert [fact.id for fact in read.facts] == ["here", "there", "a"]
    assert [(one.item, one.code, one.params) for one in read.skipped] == [
        ("facts.yaml:5 prices.2.main", "fact_main_twice", {"id": "a", "line": 4})
    ]
