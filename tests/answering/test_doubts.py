"""What search is sure of and the assistant only offers: a yes to what nobody wrote of, a price without an amount."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering.costs import asks_price
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

EN = """
- question: Can I glaze my own pots?
  alternatives: [glazing own pots, may I glaze what I made]
  answer: "Yes, with every glaze on the shelf."
- question: Do you fire pots for other potters?
  alternatives: [kiln hire, firing service]
  answer: Yes, we fire stoneware and earthenware every Friday.
- question: How do I prepare my pots for the kiln?
  alternatives: [preparing pots for firing]
  answer: Leave the foot without glaze, and let them dry for a week.
- question: How long does a firing take?
  alternatives: [duration of a firing]
  answer: Two days, with 14 hours of cooling.
- question: What does a firing cost?
  alternatives: [price of a firing]
  answer: That depends on the size of your pots; we weigh them here.
- question: Which clay do you sell?
  alternatives: [clay for sale, buying clay]
  answer: White stoneware and red earthenware at 12 € a bag.
- question: May I take part in a trial lesson?
  alternatives: [trial lesson, taster lesson]
  answer: Everybody may, and it is free of charge.
"""
DE = """
- question: Kann ich bei euch mit Karte zahlen?
  alternatives: [Kartenzahlung, Nehmt ihr Kreditkarten?]
  answer: "**Ja**, mit Visa und Mastercard."
- question: Wie lange dauert ein Töpferkurs?
  alternatives: [Dauer des Kurses]
  answer: Sechs Abende zu je 3 Stunden.
- question: Was gehört zu einem Töpferkurs?
  alternatives: [Material im Kurs]
  answer: "Ton und Glasuren. Einzelheiten: [Kurse und Preise](https://example.org/kurse)."
"""
IT = """
- question: C'è qualcuno che parla tedesco?
  alternatives: [Parlate tedesco?]
  answer: Sì, Anna parla tedesco.
- question: Quanto dura il corso di ceramica?
  alternatives: [durata del corso]
  answer: Sei sere di 3 ore.
- question: Si può pagare con la carta?
  alternatives: [pagamento con carta]
  answer: Si accettano Visa e Mastercard.
"""
FILES = [File("faq/en.yaml", EN), File("faq/de.yaml", DE), File("faq/it.yaml", IT)]


@pytest.fixture
async def pottery(session: AsyncSession) -> Ask:
    """Asks the assistant of a pottery, which answers whatever it finds: only doubts hold it back."""
    made = await workspaces.create_workspace(session, slug=f"pottery-{new_id().hex[-12:]}", name="Pottery")
    await knowledge.import_articles(session, source="test", files=FILES)
    setup = answering.Setup(workspace_id=made.id, threshold=0.1)

    async def ask(question: str, language: str) -> answering.Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("language", "question", "nearest"),
    [
        ("en", "Do you fire porcelain for other potters?", "Do you fire pots for other potters?"),
        ("en", "Can I varnish my own pots?", "Can I glaze my own pots?"),
        ("en", "Can I sell my own pots?", "Can I glaze my own pots?"),
        ("en", "May I take part in a wedding?", "May I take part in a trial lesson?"),
        ("de", "Kann ich bei euch mit Bitcoin zahlen?", "Kann ich bei euch mit Karte zahlen?"),
        ("it", "C'è qualcuno che parla francese?", "C'è qualcuno che parla tedesco?"),
    ],
)
async def test_a_yes_is_not_said_of_what_the_entry_does_not_name(
    pottery: Ask, language: str, question: str, nearest: str
) -> None:
    draft = await pottery(question, language)

    assert (draft.outcome, draft.trace.rules) == ("choices", ["yes_to_unsaid"])
    assert draft.buttons[0]["label"] == nearest
    assert [button["choice"] for button in draft.buttons[-2:]] == ["person", "continue"]


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "Hello, could I please glaze pots of my own in your shop?", "Yes, with every glaze on the shelf."),
        ("en", "Is glazing my pots possible?", "Yes, with every glaze on the shelf."),
        ("en", "Do you fire earthenware?", "Yes, we fire stoneware and earthenware every Friday."),
        ("de", "Könnte man bitte mit einer Visakarte bezahlen?", "**Ja**, mit Visa und Mastercard."),
        ("it", "Parla qualcuno il tedesco?", "Sì, Anna parla tedesco."),
        ("en", "How long will the firing of many pots take?", "Two days, with 14 hours of cooling."),
        ("it", "Si può pagare il corso con la carta?", "Si accettano Visa e Mastercard."),
    ],
)
async def test_other_endings_compounds_and_courtesies_are_no_new_words(
    pottery: Ask, language: str, question: str, answer: str
) -> None:
    draft = await pottery(question, language)

    assert (draft.outcome, draft.text, draft.trace.rules) == ("answered", answer, [])


@pytest.mark.parametrize(
    ("language", "question", "nearest"),
    [
        ("en", "How long does a barbecue take?", "How long does a firing take?"),
        ("de", "Wie lange dauert ein Segelkurs?", "Wie lange dauert ein Töpferkurs?"),
        ("it", "Quanto dura il corso di nuoto?", "Quanto dura il corso di ceramica?"),
    ],
)
async def test_the_measure_of_one_thing_is_not_said_of_another(
    pottery: Ask, language: str, question: str, nearest: str
) -> None:
    draft = await pottery(question, language)

    assert (draft.outcome, draft.trace.rules) == ("choices", ["measure_of_unsaid"])
    assert draft.buttons[0]["label"] == nearest


@pytest.mark.parametrize(
    ("language", "question", "nearest"),
    [
        ("en", "How much is the preparing of my pots for the kiln?", "How do I prepare my pots for the kiln?"),
        ("de", "Was kostet denn ein Töpferkurs von langer Dauer?", "Wie lange dauert ein Töpferkurs?"),
        ("it", "Quanto costa il corso di ceramica?", "Quanto dura il corso di ceramica?"),
        ("it", "prezzi corso di ceramica", "Quanto dura il corso di ceramica?"),
        ("it", "listino corso di ceramica", "Quanto dura il corso di ceramica?"),
    ],
)
async def test_a_price_is_not_answered_without_an_amount(
    pottery: Ask, language: str, question: str, nearest: str
) -> None:
    draft = await pottery(question, language)

    assert (draft.outcome, draft.trace.rules) == ("choices", ["price_without_amount"])
    assert draft.buttons[0]["label"] == nearest


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "How much is the clay that you sell?", "White stoneware and red earthenware at 12 € a bag."),
        ("en", "How much is a trial lesson?", "Everybody may, and it is free of charge."),
        ("en", "How much does one firing cost?", "That depends on the size of your pots; we weigh them here."),
        (
            "de",
            "Was kostet das Material im Kurs?",
            "Ton und Glasuren. Einzelheiten: [Kurse und Preise](https://example.org/kurse).",
        ),
    ],
)
async def test_an_amount_nothing_to_pay_a_list_of_prices_and_an_owners_own_answer_do(
    pottery: Ask, language: str, question: str, answer: str
) -> None:
    draft = await pottery(question, language)

    assert (draft.outcome, draft.text) == ("answered", answer)


@pytest.mark.parametrize(
    "text",
    [
        "How much is it?",
        "And how much does a bag of clay cost?",
        "What's the price of a lesson",
        "Was kostet das?",
        "Wie viel würde das ungefähr kosten?",
        "Quanto costa?",
        "Quanto mi costerebbe?",
        "prezzi argilla",
        "argilla bianca prezzi",
        "listino argilla",
        "listino prezzi dei corsi",
        "a quanto vendete l'argilla",
        "Preise Ton",
        "Ton Preise",
        "Preisliste für Kurse",
        "Zu welchem Preis verkauft ihr Ton?",
        "clay prices",
        "price list of clay",
        "prices for a lesson",
        "what does clay sell for",
    ],
)
def test_a_price_is_asked_for(text: str) -> None:
    assert asks_price(text)


@pytest.mark.parametrize(
    "text",
    [
        "How much clay may I take home?",
        "Where can I charge my car?",
        "Who bears the costs of shipping?",
        "Wer trägt die Kosten?",
        "Wie viel Zeit brauche ich?",
        "Quanto ci vuole?",
        "Da quanto tempo ci siete?",
        "Why did you raise your prices",
        "Do you have a price list",
        "",
    ],
)
def test_what_is_no_price_is_not_taken_for_one(text: str) -> None:
    assert not asks_price(text)


@pytest.mark.parametrize(
    ("language", "named", "asked"),
    [
        ("en", "varnish my own pots", "can I varnish my own pots"),
        ("de", "mit Bitcoin bei euch zahlen", "kann ich bei euch mit Bitcoin zahlen"),
    ],
)
async def test_what_only_names_a_thing_asks_for_no_yes(pottery: Ask, language: str, named: str, asked: str) -> None:
    assert (await pottery(named, language)).trace.rules == ["little_of_it"]
    assert (await pottery(asked, language)).trace.rules == ["yes_to_unsaid"]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "habt ihr brennöfen"),
        ("de", "Hättet ihr Brennöfen?"),
        ("de", "haben Sie Brennöfen?"),
        ("de", "gibts Brennöfen"),
        ("en", "have you got kilns"),
        ("en", "do you have kilns"),
        ("it", "avete forni"),
    ],
)
async def test_no_question_hinges_on_the_verb_of_having(session: AsyncSession, language: str, question: str) -> None:
    made = await workspaces.create_workspace(session, slug=f"kilns-{new_id().hex[-12:]}", name="Kilns")
    written = {
        "de": "- {question: Gibt es Brennöfen?, answer: 'Ja, zwei.'}\n- {question: Wo parke ich?, answer: Im Hof.}",
        "en": "- {question: Are there kilns?, answer: 'Yes, two.'}\n- {question: Where can I park?, answer: There.}",
        "it": "- {question: Ci sono forni?, answer: 'Sì, due.'}\n- {question: Dove parcheggio?, answer: Qui.}",
    }
    files = [File(f"faq/{language}.yaml", written[language])]
    await knowledge.import_articles(session, source="test", files=files)
    setup = answering.Setup(workspace_id=made.id)
    draft = await answering.compose(session, assistant=setup, question=question, language=language)
    assert (question, draft.outcome, draft.trace.rules) == (question, "answered", [])
