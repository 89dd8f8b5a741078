"""What stands before a question and after it: heard, and not searched for."""

import pytest

from sportello.answering.leading import to_the_point
from tests.answering.conftest import Ask


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Scusate il disturbo, a che ora aprite?", "a che ora aprite?"),
        ("Buonasera sono Anna, volevo sapere se apre", "volevo sapere se apre"),
        ("ok thanks, and parking?", "parking?"),
        ("Sorry to bother you, what time do you open?", "what time do you open?"),
        ("Sorry für die vielen Fragen, aber wann schließen Sie?", "wann schließen Sie?"),
        ("Hi again, one more thing: is there wifi?", "is there wifi?"),
        ("Liebes Team, kann man mit Karte zahlen? Viele Grüße, Jan", "kann man mit Karte zahlen?"),
        ("Not sure if you can answer this, but is there food?", "is there food?"),
        ("I am Italian, do I need a visa?", "I am Italian, do I need a visa?"),
        ("Ich bin Rentner, was kostet das?", "Ich bin Rentner, was kostet das?"),
        ("Sono allergica alle noci, posso mangiare il dolce?", "Sono allergica alle noci, posso mangiare il dolce?"),
        ("Sorry, I lost my ticket", "I lost my ticket"),
        ("I have a dog. May I come in?", "I have a dog. May I come in?"),
        ("Season pass: how much?", "Season pass: how much?"),
        ("31 dicembre: a che ora chiudete?", "31 dicembre: a che ora chiudete?"),
        ("Markt: wann öffnet er morgen?", "Markt: wann öffnet er morgen?"),
        ("sorry I can't eat gluten, do you have bread?", "sorry I can't eat gluten, do you have bread?"),
        ("Scusi sono in carrozzina, quanto pago?", "Scusi sono in carrozzina, quanto pago?"),
        ("Entschuldigung ich bin Rentner, was kostet das?", "Entschuldigung ich bin Rentner, was kostet das?"),
        ("Not sure if I may bring my dog, is it allowed?", "Not sure if I may bring my dog, is it allowed?"),
        ("Hello, Anna", "Anna"),
        ("Thanks!", "Thanks!"),
        ("", ""),
    ],
)
def test_a_message_comes_to_the_point(said: str, asked: str) -> None:
    assert to_the_point(said) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Scusate il disturbo, posso portare il cane?",
        "Buonasera sono Anna, volevo sapere se posso portare il cane",
        "ok grazie, e il cane?",
        "Una curiosità: posso portare il cane? Cordiali saluti, Anna Bianchi",
    ],
)
async def test_courtesies_cost_no_answer(ask: Ask, question: str) -> None:
    assert "guinzaglio" in (await ask(question)).text


async def test_a_protest_among_courtesies_is_heard(ask: Ask) -> None:
    said = "Buongiorno, sono Anna, scusi il disturbo ancora, ma è inaccettabile, siete dei ladri. Cordiali saluti"

    assert (await ask(said)).trace.rules == ["complaint"]


async def test_danger_among_courtesies_is_heard(ask: Ask) -> None:
    said = "Buonasera, scusate il disturbo, mia madre è svenuta e non respira, vorrei sapere dove posso parcheggiare"

    assert (await ask(said)).outcome == "handoff"
