"""What a few words name is told, what asks something else about it is not."""

import pytest

from sportello.answering.facts import answer_by_name
from sportello.knowledge import FactBook
from tests.answering.facts.test_questions import NOON


@pytest.mark.parametrize(
    ("business", "language", "asked", "told"),
    [
        ("pizzeria", "it", "una diavola", "Pizza diavola: 9 €."),
        ("school", "it", "una guida con il cambio automatico", "Guida: 54 € cambio automatico."),
        ("school", "it", "una guida con cambio manuale", "Guida: 48 € cambio manuale."),
        ("school", "it", "5 guide con il cambio automatico", "**270 €** cambio automatico."),
        ("school", "en", "a lesson in an automatic", "Lesson: €54 automatic."),
        ("school", "de", "zum Sehtest", "Ärztliche Untersuchung: 60 €."),
        ("inn", "en", "double room per night", "Double room: €104."),
        ("inn", "de", "Doppelzimmer pro Nacht", "Doppelzimmer: 104 €."),
        ("inn", "it", "camera doppia a notte", "Camera doppia: 104 €."),
        ("museum", "en", "family", "Family: €24 online"),
        ("museum", "it", "famiglia", "Famiglia: 24 € online"),
        ("museum", "it", "Si possono fare fotografie con il flash?", "senza flash"),
        ("museum", "it", "I biglietti sono rimborsabili?", "I biglietti non sono rimborsabili."),
        ("kayak", "en", "Do I need to be able to swim?", "You must be able to swim."),
        ("kayak", "de", "Muss man schwimmen können?", "Man muss schwimmen können."),
        ("kayak", "en", "Do you accept Apple Pay?", "We take cash"),
        ("cycles", "en", "Can I pay by bank transfer?", "You pay by card or in cash."),
        ("cycles", "it", "Accettate assegni?", "Si paga con carta o in contanti."),
        ("cycles", "de", "Kann ich per Überweisung zahlen?", "Sie zahlen mit Karte oder bar."),
        ("cycles", "de", "Ist der Helm Pflicht?", "Unter 12 Jahren ist der Helm Pflicht"),
        ("cycles", "de", "Gibt es eine Helmpflicht?", "Unter 12 Jahren ist der Helm Pflicht"),
        ("cycles", "de", "Muss ich einen Helm tragen?", "Unter 12 Jahren ist der Helm Pflicht"),
        ("cycles", "it", "Il casco è obbligatorio?", "Sotto i 12 anni il casco è obbligatorio"),
        ("cycles", "it", "Devo mettere il casco?", "Sotto i 12 anni il casco è obbligatorio"),
        ("cycles", "en", "Is a helmet required?", "Under 12 a helmet is required"),
        ("cycles", "en", "Do I have to wear a helmet?", "Under 12 a helmet is required"),
    ],
)
def test_a_fact_is_told_by_the_words_that_are_all_in_it(
    books: dict[str, FactBook], business: str, language: str, asked: str, told: str
) -> None:
    answer = answer_by_name(books[business], language=language, asked=asked, at=NOON)
    assert answer
    assert told in answer.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("business", "language", "asked"),
    [
        ("kennel", "de", "Haben Sie einen Hund?"),
        ("museum", "de", "Haben Sie einen Hund?"),
        ("museum", "en", "Do you like children?"),
        ("kennel", "en", "Do you like cats?"),
        ("kennel", "en", "I have a cat"),
        ("pizzeria", "en", "no beer"),
        ("museum", "en", "lost ticket"),
        ("museum", "it", "Posso fotografare i quadri?"),
        ("cycles", "en", "Are gloves required?"),
        ("cycles", "en", "Is a helmet required for adults?"),
        ("cycles", "en", "Do I need my own helmet?"),
        ("cycles", "de", "Sind Handschuhe Pflicht?"),
        ("cycles", "it", "Serve un lucchetto?"),
        ("school", "it", "avete una guida con il cambio automatico?"),
        ("school", "it", "ho 5 guide con il cambio automatico"),
        ("school", "it", "una guida senza cambio automatico"),
        ("school", "en", "is the lesson with automatic?"),
        ("cycles", "en", "book a cargo bike for a week"),
        ("cycles", "it", "prenotare una bici da carico per una settimana"),
        ("cycles", "en", "we have a cargo bike for a week"),
        ("school", "de", "Habt ihr Fahrstunden mit Automatik?"),
        ("school", "de", "Muss ich zum Sehtest?"),
        ("school", "en", "Must I do the eye test?"),
        ("school", "it", "Devo fare la visita medica?"),
        ("kayak", "en", "Do I need an appointment?"),
        ("kayak", "en", "Do you have free appointments?"),
        ("kayak", "de", "Brauche ich einen Termin?"),
        ("salon", "de", "Kann sie kommen?"),
        ("salon", "de", "Mein Kind ist 3, kann es kommen?"),
        ("cycles", "de", "Geht das?"),
        ("cycles", "de", "Wie geht das?"),
        ("cycles", "de", "Handy"),
        ("cycles", "de", "Kann ich eine Rechnung haben?"),
        ("cycles", "de", "Kann ich das Handy laden?"),
        ("cycles", "it", "Possiamo venire in 4?"),
        ("cycles", "it", "Siamo in 12"),
        ("cycles", "it", "Ho 2 figli"),
        ("cycles", "it", "con che mezzi posso venire?"),
        ("festival", "it", "Mio figlio ha 2 anni, può venire?"),
        ("festival", "de", "Kann sie mit?"),
        ("museum", "en", "Can I stay in the rooms?"),
        ("kayak", "en", "May I swim?"),
        ("kayak", "de", "Brauche ich den Termin?"),
    ],
)
def test_who_asks_something_else_of_it_is_told_nothing(
    books: dict[str, FactBook], business: str, language: str, asked: str
) -> None:
    assert answer_by_name(books[business], language=language, asked=asked, at=NOON) is None


@pytest.mark.parametrize(
    ("business", "language", "before", "asked"),
    [
        ("lakeside", "en", "How much is the Bungalow Vine?", "and in high season?"),
        ("lakeside", "it", "Si può fare la grigliata?", "e in alta stagione?"),
        ("lakeside", "de", "Gibt es eine Waschmaschine?", "und für Kinder?"),
        ("museum", "en", "Is there a workshop on Egypt?", "and for a family?"),
        ("museum", "de", "Machen Sie Führungen durch das Depot?", "und für eine Familie?"),
        ("museum", "it", "Quanto costa il catalogo della mostra?", "e per la famiglia?"),
    ],
)
def test_who_goes_on_with_something_else_is_told_nothing(
    books: dict[str, FactBook], business: str, language: str, before: str, asked: str
) -> None:
    assert answer_by_name(books[business], language=language, asked=asked, at=NOON)
    assert answer_by_name(books[business], language=language, asked=asked, at=NOON, before=[before]) is None


@pytest.mark.parametrize(
    ("business", "language", "asked", "told"),
    [
        ("pizzeria", "it", "Fate il pane senza glutine? > una diavola", "Pizza diavola: 9 €."),
        ("museum", "en", "Hello! > family", "Family: €24 online"),
        (
            "cycles",
            "de",
            "Gibt es bei euch Kindersitze? > Ist der Helm Pflicht?",
            "Unter 12 Jahren ist der Helm Pflicht",
        ),
        ("museum", "it", "Avete un deposito? > Si possono fare fotografie con il flash?", "senza flash"),
    ],
)
def test_what_is_named_whole_or_asked_is_told_after_anything(
    books: dict[str, FactBook], business: str, language: str, asked: str, told: str
) -> None:
    before, question = asked.split(" > ")
    answer = answer_by_name(books[business], language=language, asked=question, at=NOON, before=[before])
    assert answer
    assert told in answer.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "do you deliver?", "Delivery: €8."),
        ("it", "consegnate?", "Consegna: 8 €."),
        ("de", "liefert ihr?", "Lieferung: 8 €."),
        ("en", "do you have picnic boxes?", "Picnic box: €19."),
        ("it", "avete il forno a legna", "socio: 30 €"),
        ("de", "habt ihr Semmeln?", "Semmel: 0,90 €."),
        ("en", "do you have my picnic box?", None),
        ("en", "do you have a roll tomorrow?", None),
        ("de", "Was ist eine Semmel?", None),
        ("it", "cos'è il panino?", None),
        ("en", "what is a picnic box", "Six rolls and two juices."),
    ],
)
def test_what_is_sold_is_told_with_its_price_and_what_it_is_only_where_a_note_says_it(
    books: dict[str, FactBook], language: str, asked: str, told: str | None
) -> None:
    answer = answer_by_name(books["bakehouse"], language=language, asked=asked, at=NOON)
    said = answer.text.replace("\xa0", " ").casefold() if answer else None
    assert (said is None) if told is None else (said is not None and told.casefold() in said)
