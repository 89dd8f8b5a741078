"""Phrases are found as whole words in order, whatever the spelling, and in time linear in the text."""

import pytest
from hypothesis import given, strategies as st

from sportello.answering.catalogue import default_rules
from sportello.answering.phrases import Phrases, tokens_of
from sportello.answering.rules import Rule, Rulebook, read_rules
from tests.growth import TOO_STEEP, growth


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("operatore", "Vorrei un OPERATORE!", True),
        ("operatore", "l'operatore", True),
        ("operatore", "operatorello", False),
        ("è caduto", "mio nonno e' caduto", True),
        ("è caduto", "Mio nonno È CADUTO", True),
        ("geld zurück", "mein Geld zurueck", True),
        ("geld zurück", "mein geld zurück!", True),
        ("i'd like a refund", "I\u2019d like a refund", True),
        ("money back", "back, money", False),
        ("money back", "money-back", True),
        ("rimbors*", "rimborsatemi", True),
        ("rimbors*", "il rimborso", True),
        ("sono molto delus*", "sono molto delusa da voi", True),
        ("refund my *", "please refund my order", True),
        ("refund my *", "refund my", False),
        ("chius* in ascensore", "siamo chiusi in ascensore", True),
        ("chius* in ascensore", "siete chiusi oggi?", False),
        ("complaint", "", False),
    ],
)
def test_phrase_is_found(phrase: str, text: str, there: bool) -> None:  # noqa: FBT001
    assert bool(Phrases({"it": [phrase]}).find(tokens_of(text))) is there


def test_place_of_a_phrase_is_told_in_words() -> None:
    (found,) = Phrases({"x": ["bel giorno"]}).find(tokens_of("Che bel giorno!"))
    assert (found.key, found.start, found.end) == ("x", 1, 3)


def test_disabled_rule_never_fires() -> None:
    rule = Rule(id="refund", name="Refund", phrases={"en": ("refund",)}, enabled=False)
    assert Rulebook([rule]).fired("a refund!") == []


def test_fired_rules_come_in_the_order_of_the_rulebook() -> None:
    book = Rulebook(
        [
            Rule(id="first", name="First", phrases={"en": ("refund",)}),
            Rule(id="second", name="Second", phrases={"it": ("operatore",)}),
        ]
    )
    assert book.fired("Operatore! I want a refund.") == ["first", "second"]


SHIPPED = Rulebook(read_rules(default_rules()))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("vorrei parlare con un operatore", "person"),
        ("can I talk to a human please", "person"),
        ("Ich möchte mit einem Menschen sprechen", "person"),
        ("Rivoglio i soldi", "refund"),
        ("I want my money back", "refund"),
        ("Ich will mein Geld zurück", "refund"),
        ("è una vergogna", "complaint"),
        ("I'd like to complain", "complaint"),
        ("Ich habe eine Beschwerde", "complaint"),
        ("mi sono fatta male", "safety"),
        ("my son was injured", "safety"),
        ("Wir brauchen einen Krankenwagen", "safety"),
        ("mi passi il responsabile", "manager"),
        ("let me talk to your manager", "manager"),
        ("Ich will mit dem Chef reden", "manager"),
    ],
)
def test_shipped_rule_fires(text: str, rule: str) -> None:
    assert rule in SHIPPED.fired(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quali sono le condizioni per il rimborso?",
        "What is your refund policy?",
        "Wie funktioniert die Erstattung?",
        "I'm a tour operator",
        "Sind auch Menschen im Rollstuhl willkommen?",
    ],
)
def test_shipped_rules_leave_harmless_questions_alone(text: str) -> None:
    assert SHIPPED.fired(text) == []


DANGER = [
    *("There is smoke coming from the battery", "My bike caught fire", "I am injured", "My child is bleeding"),
    *("There is a fire at the entrance", "I smell gas in the kitchen", "he's unconscious!", "She can't breathe"),
    *("My wife is having an allergic reaction", "The charger is burning", "someone is not breathing"),
    *(
        "la batteria ha preso fuoco",
        "esce fumo dalla batteria",
        "c'è del fumo in cucina",
        "sono ferita",
        "mi sono ferito",
    ),
    *("mio figlio perde sangue", "C'è puzza di gas", "ha perso i sensi", "non respira più", "la tenda è in fiamme"),
    *("Der Akku brennt", "Es brennt am Eingang!", "Aus dem Akku kommt Rauch", "Ich bin verletzt", "Mein Kind blutet"),
    *("Mein Fahrrad hat Feuer gefangen", "Hier riecht es nach Gas", "Sie ist bewusstlos", "Er atmet nicht mehr"),
    *("Es riecht verbrannt", "Wir brauchen einen Arzt", "Rufen Sie die Feuerwehr"),
]
NO_DANGER = [
    *("When are the fireworks?", "fire extinguisher price", "Is there a fireplace in the room?", "Can I smoke here?"),
    *(
        "Where is the smoking area?",
        "Do you sell gas stoves?",
        "Is the burger flame grilled?",
        "Do you sell fire pits?",
    ),
    *(
        "a che ora ci sono i fuochi d'artificio?",
        "quanto costa un estintore?",
        "si può fumare?",
        "avete fornelli a gas?",
    ),
    *("avete salmone affumicato?", "una tisana per il mal di testa", "vendete succo di arance sanguinelle?"),
    *("Wann ist das Feuerwerk?", "Brennen die Kerzen lange?", "Wie lange brennt die Kerze?", "Darf ich rauchen?"),
    *("Verkaufen Sie Feuerlöscher?", "Haben Sie Gasgrills?", "Die Lampe brennt nicht", "Darf man hier Feuer machen?"),
    *("Do you have candles burning for 40 hours?", "Are the hot dogs gluten free? I have an allergy"),
]


@pytest.mark.parametrize("text", DANGER)
def test_danger_calls_a_person(text: str) -> None:
    assert "safety" in SHIPPED.fired(text)


@pytest.mark.parametrize("text", NO_DANGER)
def test_fire_and_smoke_in_a_question_are_no_danger(text: str) -> None:
    assert SHIPPED.fired(text) == []


@given(st.text(max_size=4_000))
def test_any_text_can_be_looked_through(text: str) -> None:
    SHIPPED.fired(text)


@pytest.mark.parametrize("unit", ["a ", "i want ", "sono molto ", "\ufdfa", "'", "é", "((((", "parlare con "])
async def test_looking_through_a_message_costs_no_more_than_its_length(unit: str) -> None:
    async def look(text: str) -> None:
        SHIPPED.fired(text)

    assert await growth(look, unit, letters=4_000) < TOO_STEEP
