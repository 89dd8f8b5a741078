"""Personal data is found in the ways people of three languages write it, and little else is taken for it."""

import pytest

from sportello.core.personal import MASK, PersonalData, masked

THERE: tuple[tuple[str, PersonalData], ...] = (
    ("Scrivimi a mario.rossi@example.com", "email"),
    ("anna [at] example.org", "email"),
    ("mario chiocciola example.com", "email"),
    ("write to JOHN@EXAMPLE.CO.UK.", "email"),
    ("de89 3704 0044 0532 0130 00 bitte", "account"),
    ("IBAN DE89370400440532013000", "account"),
    ("it60x0542811101000000123456", "account"),
    ("GB82-WEST-1234-5698-7654-32", "account"),
    ("Il mio iban è IT60 X054 2811 1010 0000 0123 456 grazie", "account"),
    ("RSSMRA85T10A562S", "tax_id"),
    ("cf rssmra85t10a562s", "tax_id"),
    ("RSS MRA 85T10 A562S", "tax_id"),
    ("Meine Steuer-ID ist 86 095 742 719", "tax_id"),
    ("86 095 742 719", "tax_id"),
    ("Steuernummer 181/815/08155", "tax_id"),
    ("P.IVA 00743110157", "tax_id"),
    ("USt-IdNr. DE136695976", "tax_id"),
    ("my SSN is 536-22-1234", "tax_id"),
    ("4111 1111 1111 1111", "card"),
    ("4111.1111.1111.1111", "card"),
    ("5500-0000-0000-0004", "card"),
    ("378282246310005", "card"),
    ("•••• •••• •••• 1111", "card"),
    ("+39 333 1234567", "phone"),
    ("333 1234567", "phone"),
    ("3331234567", "phone"),
    ("chiamami al 0471 123456", "phone"),
    ("0471/123456", "phone"),
    ("02 12345678", "phone"),
    ("+49 171 2345678", "phone"),
    ("0171-2345678", "phone"),
    ("030/1234567", "phone"),
    ("Tel. 089 1234567", "phone"),
    ("(415) 555-2671", "phone"),
    ("415-555-2671", "phone"),
    ("415.555.2671", "phone"),
    ("1-415-555-2671", "phone"),
    ("+1 415 555 2671", "phone"),
    ("0039 0471 123456", "phone"),
    ("020 7946 0958", "phone"),
    ("ruf mich an: 12345678", "phone"),
    ("+43 1 5131234", "phone"),
    ("mi chiamo mario rossi e vorrei", "name"),
    ("Mi chiamo Mario", "name"),
    ("my name is john smith and I want", "name"),
    ("ich heiße klaus müller und", "name"),
    ("Mein Name ist Müller", "name"),
    ("Sono Mario Rossi", "name"),
    ("I'm John Smith", "name"),
    ("ich bin Klaus Müller", "name"),
    ("Mit freundlichen Grüßen\nKlaus Müller", "name"),
    ("Cordiali saluti, Anna Bianchi", "name"),
    ("prenotato a nome Mario Rossi", "name"),
    ("Frau Schmidt war nett", "name"),
)
ABSENT = (
    "Costa 1.234,56 euro?",
    "Il 26/12/2024 dalle 18:00 alle 22:00",
    "Aperti 09.00-12.30 e 14.00-18.00?",
    "08.30 - 12.30",
    "0900-1800",
    "Order 1234567890",
    "Ordine n. 0123456789",
    "ordine 3331234567",
    "Bestellnummer 0471123456",
    "PLZ 01099 Dresden",
    "39100 Bolzano",
    "00184 Roma",
    "2019-2020",
    "am 01.05.2024 um 19.30 Uhr",
    "01-05-2024 02-05-2024",
    "2024-05-01",
    "vom 01.05.-03.05.2024",
    "14 € o 28 €",
    "12 x 15 = 180",
    "1.000.000",
    "10 000 000",
    "ticket 20245551234",
    "Sendung 00340434161094042557",
    "ISBN 978-3-16-148410-0",
    "Zimmer 0412",
    "Wie viel kosten 2 Erwachsene und 3 Kinder?",
    "bus 10A, 10B",
    "ore 8-20",
    "4 5 6 7 8 9 10 11",
    "1, 2, 3",
    "Wann öffnet ihr am 24., 25. und 26.12.?",
    "I am happy",
    "sono felice",
    "Sono Contento",
    "Grazie mille",
    "Danke schön",
    "Thanks",
    "I'm looking for tickets",
    "at the office at 9.30",
    "Ist Der Lichterweg offen?",
    "vieni at home",
    "12/2024",
    "Konto",
    "volo AZ1234567890",
    "EN12 3456",
    "0,50 - 1,20",
    "IP 192.168.100.200",
    "v1.2.3.4567",
    "€ 0123456",
    "sconto 10% 20% 30%",
    "rechnung 2024-0012345",
    "fattura 2024/000123",
    "2x 0,75 l",
    "temperatura 0-10 gradi",
    "quota 3.905 metri",
    "coordinate 46.4983 11.3548",
    "i biglietti 3 per 10 euro",
    "from 10.30 to 12.45",
    "dal 3 al 10 agosto 2025",
    "Piazza Walther 12, 39100",
    "ore 08 09 10 11 12",
    "Lichter & Klang",
)


@pytest.mark.parametrize(("text", "kind"), THERE)
def test_personal_data_is_found(text: str, kind: PersonalData) -> None:
    hidden = masked(text)
    assert hidden.found == {kind}
    assert MASK in hidden.text


@pytest.mark.parametrize("text", ABSENT)
def test_what_is_nobodys_stays(text: str) -> None:
    assert masked(text).text == text


def test_only_the_datum_goes_and_what_is_said_around_it_stays() -> None:
    said = (
        "Mi chiamo mario rossi e vorrei 2 biglietti: mario@example.com o 333 1234567, iban it60x0542811101000000123456!"
    )
    assert masked(said).text == f"Mi chiamo {MASK} e vorrei 2 biglietti: {MASK} o {MASK}, iban {MASK}!"


def test_people_who_are_known_are_hidden_whatever_stands_around() -> None:
    assert masked("Ask Anna, or anna rossi", names=["Anna Rossi", None]).text == f"Ask {MASK}, or {MASK}"
