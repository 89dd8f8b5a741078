"""A text that has nearly all words of a question, and is of another thing: it is offered, and not said."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge, workspaces
from sportello.answering import Draft, Setup, compose
from sportello.core.ids import new_id
from sportello.knowledge import File

KENNEL = """---
id: after
title: Looking after your dog at home
language: en
---
# Looking after your dog at home

## After neutering

Keep your dog on the lead for ten days after neutering. Do not bathe him before the stitches are out.

## Ears

Clean the ears once a week with warm oil and a soft cloth. Never use cotton buds.

## Travelling by car

A dog should travel by car two hours after its meal at the earliest. Stop every two hours for water.

## Extras

| Service | Price |
|---|---|
| Nail clipping | £8 |
| Late pick-up until 7 pm | £12 |
| Bath with flea shampoo | £24 |
"""
DENTIST = """---
id: nach
title: Nach der Weisheitszahnentfernung
language: de
---
## Sport
Mit dem Joggen dürfen Sie nach einer Weisheitszahnentfernung frühestens nach sieben Tagen beginnen.

## Zähneputzen
Putzen Sie die unteren Zähne mit einer weichen Bürste. Die Wunde lassen Sie drei Tage aus.

## Tragezeit
Die Nachtspange tragen Sie acht Stunden, ein halbes Jahr lang.
"""
GARDEN = """---
id: guida
title: Come curare le piante
language: it
---
## Annaffiare
Annaffi le rose la mattina con acqua piovana, mai sulle foglie. D'estate basta due volte alla settimana.

## Potare
Poti il melo in febbraio con forbici pulite. I rami secchi si tagliano tutto l'anno.

## Rinvasare
Dopo il rinvaso il limone resta all'ombra per due settimane. Concimi di nuovo dopo un mese.
"""
FAQ = {
    "en": """
- {question: Can you groom my dog today?, alternatives: [urgent grooming],
   answer: "Yes, small dogs, before 10 am. It costs £10 more."}
- {question: How do I register my dog?, alternatives: [registration form], answer: Fill in the form at the desk.}
- {question: Do you fetch dogs from home?, alternatives: [collection],
   answer: We fetch dogs on Mondays. It is £15 a trip.}
- {question: Is there a pool for dogs?, alternatives: [swimming], answer: "Yes, a paddling pool from May to September."}
- {question: Which vaccinations does my dog need?, answer: "Distemper, parvo and kennel cough."}
""",
    "de": """
- {question: Setzen Sie Keramikimplantate?, alternatives: [metallfreie Implantate],
   answer: "Nein, das macht die Klinik."}
- {question: Hilft eine Schiene bei Kieferschmerzen?, alternatives: [Zähneknirschen],
   answer: "Meist ja. Kommen Sie vorbei."}
- {question: Wie melde ich mich an?, alternatives: [Anmeldung], answer: Am Empfang oder mit dem Formular im Netz.}
- {question: Ab wann soll mein Kind zum Zahnarzt?, answer: Ab dem zweiten Geburtstag.}
""",
    "it": """
- {question: Consegnate anche in giornata?, alternatives: [consegna urgente],
   answer: "Sì, rose e vasi. Costa la metà in più."}
- {question: Come mi iscrivo al club?, alternatives: [iscrizione al club], answer: "Alla cassa, con un documento."}
- {question: Posso entrare con il cane?, alternatives: [cani], answer: "Sì, al guinzaglio."}
- {question: Vendete semi biologici?, answer: "Sì, di ortaggi e di fiori."}
""",
}
ARTICLES = {"en": KENNEL, "de": DENTIST, "it": GARDEN}


async def _ask(session: AsyncSession, language: str, question: str) -> Draft:
    made = await workspaces.create_workspace(session, slug=f"shop-{new_id().hex[-12:]}", name="Shop")
    files = [File(f"faq/{language}.yaml", FAQ[language]), File(f"{language}/guide.md", ARTICLES[language])]
    await knowledge.import_articles(session, source="shop", files=files)
    return await compose(session, assistant=Setup(workspace_id=made.id), question=question, language=language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Can I clean the ears with vinegar?"),
        ("en", "When can my cat travel by car?"),
        ("en", "When can my dog travel by plane after its meal?"),
        ("en", "How much is late pick-up until 9 pm?"),
        ("en", "How much is a bath with oatmeal shampoo?"),
        ("de", "Darf ich die oberen Zähne mit einer weichen Bürste putzen?"),
        ("de", "Wann darf ich nach der Zahnfleischentfernung mit dem Joggen beginnen?"),
        ("de", "Wie lange trage ich die Tagspange?"),
        ("it", "Posso annaffiare le orchidee con acqua piovana?"),
        ("it", "Quando devo potare il ciliegio in febbraio?"),
        ("it", "Quando devo concimare il limone dopo la potatura?"),
    ],
)
async def test_an_article_tells_nothing_of_another_thing(session: AsyncSession, language: str, question: str) -> None:
    draft = await _ask(session, language, question)

    assert draft.outcome != "answered", draft.text


@pytest.mark.parametrize(
    ("language", "question", "words"),
    [
        ("en", "How long should my dog stay on the lead after neutering?", "ten days"),
        ("en", "When can my dog travel by car after a meal?", "two hours"),
        ("en", "How much is late pick-up?", "£12"),
        ("en", "Can I use cotton buds?", "Never use cotton buds"),
        ("de", "Wann darf ich nach der Weisheitszahnentfernung joggen?", "sieben Tagen"),
        ("de", "Wann darf ich wieder mit dem Joggen beginnen?", "sieben Tagen"),
        ("de", "Wie lange muss ich die Nachtspange tragen?", "acht Stunden"),
        ("it", "Posso annaffiare le rose con acqua piovana?", "acqua piovana"),
        ("it", "Quando devo concimare il limone dopo il rinvaso?", "dopo un mese"),
        ("it", "Quando si pota il melo?", "febbraio"),
    ],
)
async def test_an_article_still_tells_what_it_is_of(
    session: AsyncSession, language: str, question: str, words: str
) -> None:
    draft = await _ask(session, language, question)

    assert draft.outcome == "answered"
    assert words in draft.text


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How much to groom a small dog?"),
        ("en", "How do I deregister my dog?"),
        ("en", "Can I pay when you fetch my dog?"),
        ("de", "Setzen Sie Goldimplantate?"),
        ("de", "Hilft eine Schiene bei Rückenschmerzen?"),
        ("de", "Wie melde ich mich ab?"),
        ("it", "Quanto costa la consegna di un vaso?"),
        ("it", "Come mi disiscrivo dal club?"),
        ("it", "Come faccio a disdire l'iscrizione al club?"),
    ],
)
async def test_an_entry_says_neither_yes_nor_an_amount_of_another_thing(
    session: AsyncSession, language: str, question: str
) -> None:
    draft = await _ask(session, language, question)

    assert draft.outcome != "answered", draft.text


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Can you groom my dog today?"),
        ("en", "How do I register a dog?"),
        ("de", "Machen Sie Keramikimplantate?"),
        ("de", "Wie melde ich mich an?"),
        ("it", "Come ci si iscrive al club?"),
        ("it", "Consegnate in giornata?"),
    ],
)
async def test_an_entry_still_says_what_it_was_written_for(session: AsyncSession, language: str, question: str) -> None:
    assert (await _ask(session, language, question)).outcome == "answered"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You lost my dog's lead!"),
        ("it", "Avete perso il mio guinzaglio!"),
        ("de", "Sie haben meine Schiene verloren!"),
    ],
)
async def test_who_says_that_something_of_theirs_was_lost_hears_regret(
    session: AsyncSession, language: str, said: str
) -> None:
    assert (await _ask(session, language, said)).trace.rules == ["smalltalk:regret"]
