"""Who needs a person or a kind word rather than a search, in words that no rule's phrase holds."""

import pytest

from sportello import answering, knowledge
from sportello.answering import LANGUAGES, Turn
from sportello.answering.phrases import tokens_of
from sportello.answering.rules import Rulebook
from sportello.answering.understanding import shipped_examples
from sportello.core.db import Database
from sportello.knowledge import File
from tests.answering.conftest import Ask, Desk
from tests.house import build_house

NO_ANSWER = Turn("assistant", "Non lo so. Vuole che chiami una persona?", offered=True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "someone is following me"),
        ("en", "there's a man with a knife"),
        ("en", "he fell down the stairs and can't move"),
        ("it", "mi stanno seguendo"),
        ("it", "mi hanno picchiato"),
        ("it", "c'è una bomba"),
        ("de", "Jemand hat mich geschlagen"),
        ("de", "Mir ist schlecht von der Farbe"),
        ("en", "Somebody hit me in the face. Where is the exit?"),
        ("en", "I have no reason to live"),
        ("it", "mio padre ha forti dolori al petto"),
        ("de", "ich werde verfolgt"),
    ],
)
async def test_danger_is_heard_without_a_phrase(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert "112" in draft.text
    assert draft.citations == []
    assert draft.trace.understanding is not None
    assert draft.trace.understanding["priority"] == "urgent"
    assert draft.outcome == "handoff" or [button["choice"] for button in draft.buttons] == ["person", "continue"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "AU ZAHNWEH!!!"), ("en", "toothache"), ("en", "My head hurts"), ("it", "ho mal di denti")],
)
async def test_an_ache_is_heard_but_calls_no_ambulance(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert "112" not in draft.text
    assert draft.trace.rules == ["smalltalk:regret"]
    assert [button["choice"] for button in draft.buttons] == ["person", "continue"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "there is green water in my vase"),
        ("en", "there's mould on the cheese"),
        ("en", "the soup burnt my tongue"),
        ("en", "my eyes are sore"),
        ("it", "c'è acqua nello zaino"),
        ("it", "mi fa male un occhio"),
        ("it", "mi bruciano gli occhi"),
        ("it", "fate gli esami del sangue"),
        ("de", "da ist Wasser in der Schachtel"),
        ("de", "mir tun die Augen weh"),
    ],
)
async def test_water_in_a_thing_and_a_pain_are_no_danger(ask: Ask, language: str, text: str) -> None:
    assert "112" not in (await ask(text, language)).text


@pytest.mark.parametrize(
    ("language", "text"),
    [("it", "mi bruciano gli occhi e non vedo più niente"), ("en", "I fell down and my knee hurts")],
)
async def test_a_pain_beside_what_happened_is_danger(ask: Ask, language: str, text: str) -> None:
    assert "112" in (await ask(text, language)).text


async def test_a_pain_is_met_by_what_is_known_of_it(database: Database) -> None:
    house = await build_house(database)
    faq = "- {id: eye, question: A lens burns in my eye, answer: Take it out and rinse it.}"
    async with database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=[File("faq/en.yaml", faq)])
        setup = answering.Setup(workspace_id=house.workspace_id)
        draft = await answering.compose(session, assistant=setup, question="my eye burns", language="en")
    assert draft.outcome in {"answered", "choices"}
    assert "112" not in draft.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The fire show was great"),
        ("en", "Do you have a fire-eater?"),
        ("en", "Do you have a person who speaks German on site?"),
        ("en", "what should I do in an emergency"),
        ("it", "siamo 2 adulti e 4 bambini"),
        ("it", "avete personale che parla tedesco?"),
        ("de", "Gibt es eine Show mit Feuer?"),
        ("de", "Meine Tochter ist autistisch, welche Abende sind ruhiger?"),
        ("de", "Und wenn es stark regnet, findet es trotzdem statt?"),
        ("it", "mi fa male il piede, si cammina molto?"),
        ("en", "I have sore feet, is there a bench on the trail?"),
    ],
)
async def test_harmless_words_of_danger_and_persons_call_nobody(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert draft.outcome not in {"handoff", "smalltalk"}
    assert draft.trace.understanding is not None
    assert draft.trace.understanding["priority"] != "urgent"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "mio marito è tedesco"),
        ("it", "mia figlia è incinta"),
        ("it", "mio figlio è timido"),
        ("it", "mio marito è allergico alle noci"),
        ("it", "mio figlio è celiaco, cosa posso dargli?"),
        ("de", "mein Mann ist Italiener"),
        ("de", "mein Enkel ist zwei"),
        ("de", "Mir ist die Plombe rausgefallen"),
        ("de", "Hat die Praxis einen Lift? Meine Mutter ist im Rollstuhl"),
        ("de", "Mein Kind hat Angst. Was kann man tun?"),
        ("en", "my grandson is two"),
        ("en", "my son can't have milk"),
        ("en", "My filling fell out"),
    ],
)
async def test_what_is_told_of_the_family_is_no_danger(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert "112" not in draft.text
    assert draft.outcome in {"unsure", "choices"}
    assert draft.trace.understanding is not None
    assert draft.trace.understanding["priority"] != "urgent"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "my son fell down and can't move"), ("it", "mio marito vomita e trema"), ("de", "Mein Enkel blutet stark")],
)
async def test_same_family_in_danger_is_heard(ask: Ask, language: str, text: str) -> None:
    assert "112" in (await ask(text, language)).text


async def test_danger_that_no_word_tells_stands_below_what_is_known(database: Database) -> None:
    house = await build_house(database)
    faq = "- {id: shade, question: What follows my daughter around?, answer: 'A paper moon, all evening.'}"
    async with database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=[File("faq/en.yaml", faq)])
        setup = answering.Setup(workspace_id=house.workspace_id)
        for text, called in (
            ("a man is following my daughter around", False),
            ("a man with a knife is following us", True),
        ):
            draft = await answering.compose(session, assistant=setup, question=text, language="en")
            assert "112" in draft.text
            assert (draft.outcome == "handoff") is called
            assert draft.offers_person or called


async def test_nobody_is_called_by_an_intent_whose_rule_is_off(desk: Desk) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = answering.Setup(workspace_id=desk.workspace_id, rulebook=Rulebook([]))
        for text in ("someone is following me", "speak to staff"):
            draft = await answering.compose(session, assistant=setup, question=text, language="en")
            assert draft.outcome == "unsure"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "speak to staff"),
        ("en", "connect me to a representative"),
        ("en", "What are the prices? I'd rather have a person."),
        ("it", "mi può chiamare qualcuno"),
        ("it", "mi passi la titolare"),
        ("de", "Kann mich jemand anrufen?"),
        ("it", "mi serve una vostra consulente"),
    ],
)
async def test_wish_for_a_person_needs_no_phrase(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert (draft.outcome, draft.reason) == ("handoff", "customer_wish")


@pytest.mark.parametrize("text", ["ok chiamala", "ja bitte ruf jemand", "yes please do"])
async def test_offer_is_taken_up_in_own_words(ask: Ask, text: str) -> None:
    draft = await ask(text, "it", Turn("customer", "boh"), NO_ANSWER)
    assert (draft.outcome, draft.reason) == ("handoff", "customer_wish")


async def test_offer_is_declined_in_own_words(ask: Ask) -> None:
    draft = await ask("no grazie, faccio da solo", "it", Turn("customer", "boh"), NO_ANSWER)
    assert draft.trace.rules == ["smalltalk:rephrase"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "you didn't answer my question"),
        ("en", "what a shit service"),
        ("it", "non mi hai risposto"),
        ("it", "che merda di servizio"),
        ("it", "ho aspettato 40 minuti ieri, è normale?"),
        ("de", "Sie haben meine Frage nicht beantwortet"),
        ("en", "are you even reading what I write?"),
        ("it", "ma sai leggere quello che scrivo?"),
        ("de", "Wie oft noch?"),
        ("de", "Danke für nichts"),
        ("it", "grazie per niente"),
        ("it", "grazie ma è sbagliato"),
        ("it", "Quante volte devo dirtelo?"),
        ("it", "ma quante volte ve lo devo ripetere?"),
        ("it", "no, questo è sbagliato"),
        ("it", "ma avete letto quello che ho scritto?"),
        ("en", "How many times do I have to ask?"),
        ("en", "How many times have I told you!"),
        ("en", "did you read my question?"),
        ("en", "This is wrong."),
        ("de", "Wie oft muss ich das noch sagen?"),
        ("de", "Haben Sie gelesen, was ich geschrieben habe?"),
        ("de", "Das ist falsch!"),
    ],
)
async def test_protest_gets_regret_and_the_offer_of_a_person(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert draft.trace.rules == ["smalltalk:regret"]
    assert [button["choice"] for button in draft.buttons] == ["person", "continue"]
    assert draft.citations == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "Quante volte al giorno parte la navetta?"),
        ("it", "Quante volte posso rientrare con il biglietto?"),
        ("it", "Quante volte devo timbrare il biglietto?"),
        ("it", "Avete letto la mia mail?"),
        ("it", "È sbagliato il mio biglietto, questo è sbagliato di un giorno: si può cambiare?"),
        ("en", "How many times can I re-enter?"),
        ("en", "How many times do I have to wash it?"),
        ("en", "Is it the second time slot that I need a ticket for?"),
        ("en", "Did you read my booking request?"),
        ("de", "Wie oft noch fährt heute der Bus?"),
        ("de", "Wie oft muss ich umsteigen?"),
        ("de", "Kann ich zum zweiten Mal hinein?"),
        ("de", "Ich komme zum dritten Mal, gibt es Rabatt?"),
    ],
)
async def test_who_asks_how_often_is_not_told_regret(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert "smalltalk:regret" not in draft.trace.rules


async def test_regret_is_said_in_the_owner_s_words(desk: Desk) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        texts = {"it": {"regret": "Ci scusiamo.", "danger": "Chiami il 118."}}
        setup = answering.Setup(workspace_id=desk.workspace_id, texts=texts)
        draft = await answering.compose(session, assistant=setup, question="non mi hai risposto", language="it")
    assert draft.text == "Ci scusiamo."


async def test_who_protests_and_asks_gets_the_answer(ask: Ask) -> None:
    draft = await ask("Non mi hai risposto! Quanto costa il biglietto?")
    assert draft.outcome == "answered"


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "thanks so much, you've been really helpful!", "thanks"),
        ("it", "grazie mille, gentilissimi!", "thanks"),
        ("de", "Vielen lieben Dank", "thanks"),
        ("en", "are you chatgpt", "bot"),
        ("it", "Sei ChatGPT?", "bot"),
        ("en", "who made you", "bot"),
        ("en", "what's your name", "bot"),
    ],
)
async def test_sure_small_talk_needs_no_phrase(ask: Ask, language: str, text: str, kind: str) -> None:
    draft = await ask(text, language)
    assert (draft.outcome, draft.trace.rules) == ("smalltalk", [f"smalltalk:{kind}"])


@pytest.mark.parametrize(("language", "text"), [("it", "sì"), ("it", "domani"), ("it", "ti amo"), ("de", "Hunde")])
async def test_word_or_two_have_no_intent_unless_it_is_sure(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert draft.trace.understanding is not None
    assert draft.trace.understanding["intent"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_example_is_a_message_that_is_measured(language: str) -> None:
    """The figures of `benchmarks.people` are worth something only on messages that nothing was trained on."""
    from benchmarks.people import MESSAGES, messages  # noqa: PLC0415 - benchmarks are no part of the package

    written = [message for file in MESSAGES for message in messages(file)]
    measured = [set(tokens_of(text)) for _, spoken, text in written if spoken == language]
    trained = [set(tokens_of(text)) for texts in shipped_examples(language).values() for text in texts]
    assert not [words for words in trained for other in measured if len(words & other) > 0.85 * len(words | other)]


async def test_who_is_in_danger_does_not_wait_for_a_pause(desk: Desk) -> None:
    conversation = await desk.house.conversation(language="en")
    await desk.house.says(conversation.id, "my leg hurts badly")
    for due in await desk.due():
        await answering.answer(desk.database, due)
    said = await desk.said(conversation.id)
    assert [one.author for one in said] == ["customer", "assistant"]
    assert "112" in said[-1].text
