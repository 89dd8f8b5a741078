"""A typed yes counts only where the whole message is assent: whatever else stands in it leaves the proposal open."""

from importlib.resources import files

import pytest
import yaml
from hypothesis import given, strategies as st

from sportello.answering.acting import button_words
from sportello.answering.assenting import Reply, asked_besides, reply_to
from sportello.answering.language import LANGUAGES

YES = """
sì | Sì! | si | SI | sí | si' | siiii | sì sì | sì, grazie | Sì grazie mille | si certo | certo
certo che sì | ma certo! | va bene | vabene, proceda | va bene, grazie | d'accordo | daccordo procedi pure
ok confermo pure | ok | Okay!! | okkk | confermo | Confermo i dati, grazie | sì, confermo | lo confermo
proceda pure | faccia pure | fai pure, grazie | per me va bene | sì per favore | perfetto, proceda
Perfetto sì | esatto | è tutto corretto, grazie | sì sì vai | volentieri! | molto volentieri, grazie
sì dai | non c'è problema, proceda | nessun problema, vai pure | sì, perché no | eh sì | senz'altro
Buongiorno, sì grazie | daje | s | fatelo | yes | Yes. | YES!!! | yesss | yep | yup | yeah, sure | ya
yes please | Yes, please do | yes plz | yes pls thx | yes please go ahead | go ahead
please go ahead, thanks | sure, why not | sure thing | of course | ok | okay do it | ok go | all right
alright then | no problem, go ahead | no worries, do it | I don't mind, go ahead | sounds good
sounds good to me | that's fine, thanks | works for me | fine by me | I confirm | I agree
yes, that's correct | looks good, go ahead | great, yes | lovely, yes please | let's do it | y | yes I do
absolutely | by all means | yes thank you very much | Hi, yes please | can't wait, yes!
yes everything is correct | agreed | make it so | ja | Ja! | jaaa | jo | jup | jep, passt | ja bitte
ja bitte, gerne | ja gern | gerne | sehr gerne, danke | Ja, danke schön | na klar | klar, machen Sie
natürlich | natuerlich, gerne | selbstverständlich | einverstanden | in ordnung | geht klar | passt
das passt so, danke | kein Problem, machen Sie | kein Thema, mach mal | ja, warum nicht | von mir aus gerne
ja doch | stimmt so, danke | alles richtig, bitte machen | ich bestätige | bestätigt
hiermit bestätige ich das | genau | ja genau so | okidoki | freilich | basst | na gut, mach | auf jeden Fall
j | mach das | machen Sie das bitte | nur zu | ja super, danke | das wäre super, danke | 👍 | 👍🏽 | sì 👍
ok 🙂 | yes :) | ja 😊 | ✅ | Yes! 🎉 | sì, grazie ❤️ | sì... | «sì» | "ok" | ja - bitte
"""
NO = """
no | No! | noooo | no grazie | No, grazie mille | nono | no no | non farlo | non lo faccia | meglio di no
preferisco di no | non voglio | Sì, annulla | Sì, annulla tutto | Sì, non farlo | sì no
Sì, non salvare niente | si ma non oggi | ok no | va bene, lasci stare | lascia perdere
sì sì, lascia perdere | annulla | ANNULLATE TUTTO | cancella per favore | ho cambiato idea | sì, anzi no
certo che no | assolutamente no | non serve | Sì, ma non con questo numero | ci ho ripensato, basta | ferma!
no, per favore | niente, grazie | non confermo | confermo di non volerlo | nope | nah | no thanks
no thank you | no way | not now | never mind | nevermind | Yes, don't do it | yes, please don't | dont do it
Yes, cancel it | cancel | please cancel that | yes, cancel everything | yes I do not want this
Yes... hmm, not now | yeah nah | yeah right, no way | yes forget it | forget it | leave it
I changed my mind | Yes I changed my mind, stop | stop | stop! | yes stop please | ok, never mind
please do not | rather not | I'd rather not | yes and no | yes, I can't | no problem but don't do it | don't
abort | yes abort | okay hold off | do nothing | not yet | nein | Nein danke | nee | nee lass mal | nö
noe, danke nicht | ne | na | lieber nicht | Ja, lieber nicht | Ja, bitte nicht | ja nein | ja, doch nicht
bitte nicht | besser nicht | ja ja, vergiss es | vergessen Sie es | lassen Sie das | lass es | abbrechen
bitte abbrechen | Ja, abbrechen | stornieren | bitte stornieren | schon gut | Danke, schon gut | hat sich erledigt
stimmt so, danke, schon gut | kein Bedarf | brauch ich nicht | ja aber ned so | des mog i net | nie im Leben
auf keinen Fall
einverstanden, wenn es nichts kostet | passt nicht | ok, aber nicht heute | jo, na doch ned | halt | 👎
sì 👎 | ok ❌ | 🛑 | no 🙏
"""
MORE = """
Sì, ma domani | sì, ho sbagliato numero | Sì, aspetta | si un attimo | sì forse
Sì, per sabato invece di domenica | sì con 3 persone | sì alle 18 | ok ma prima mi chiami
sì, solo se costa meno | sì se è gratis | va bene per due | confermo per tre persone | magari
sì magari dopo | più tardi | aspetta | aspetti un attimo | non so | boh | sì credo | penso di sì | sì, prima
sì come l'altra volta | se | sì ma senza nome | sì tranne la mail | certo, ma il numero è 347 1234567
ok domani | va bene così | sì, è sbagliato | si poi vediamo | grazie | Perfetto, grazie! | ciao
yes but tomorrow | yes wait | Yes, with 3 people instead of 2 | Yes, wrong number, it is 347 1234567
yes maybe | yes, 5 please | yes if it is free | yes for Saturday | ok but later | wait | hold on | maybe
not sure | I'm not sure | yes, unless it rains | yes except the name | yeah right | yes, that is wrong
sure, on Monday | ok so the address is Via Roma 1 | yes at 7pm | thanks | great | perfect, thank you
yes for two | yes and a coffee | go ahead with 3 | do it tomorrow | confirm for 4 people | I guess so yes
yes later | fine, but call first | alright, one moment | yes 🤔 | yes :( | bye | yes = 3 | Ja, aber morgen
ja warte | ja vielleicht später | Ja, am Samstag statt Sonntag | ja moment | mal sehen | ja mal sehen
na ja | naja gut | weiß nicht | ja für drei | ja, zu dritt | ja um 19 Uhr | passt, aber um acht
gerne morgen | einverstanden, wenn es gratis ist | danke | ja gleich | ja, falsch | Ja, das ist falsch
ja sofern es geht | machen Sie das am Montag | ok bis dann | ja erst | ja die Nummer ist anders
Alles klar, tschüss | ok tschüss | Ja, schönen Tag noch | Passt, auf Wiedersehen | ja bitte, servus
that's fine thanks bye | ok bye | yes, have a nice day | sure, see you | all good, take care | ok ciao
sì ciao | va bene, arrivederci | perfetto, buona giornata | ok grazie, a presto
vielen Dank | super | ja ja ja und zwar zwei | sì 5 | ok 💸 | ja + 1 Kind
"""
NEITHER = """
Posso portare il cane? | Quanto costa? | perché non sabato? | Kann ich nicht am Sonntag?
Wo kann ich parken? | How much is it? | is it refundable? | What happens next? | Can I not pay by card?
Was kostet das? | 3 | sabato | for two people | Mara Verdi |  | zu zweit | in giardino
"""


def _each(table: str) -> list[str]:
    return [text.strip() for line in table.strip("\n").splitlines() for text in line.split(" | ")]


def _said(text: str, about: str = "Reserve a table") -> Reply | None:
    return reply_to(text, yes=button_words("agree"), no=button_words("refuse", "cancel"), about=about)


@pytest.mark.parametrize("text", _each(YES))
def test_whole_messages_of_assent_are_a_yes(text: str) -> None:
    assert _said(text) == "yes"


@pytest.mark.parametrize("text", _each(NO))
def test_refusals_are_a_no_however_they_begin(text: str) -> None:
    assert _said(text) == "no"


@pytest.mark.parametrize("text", _each(MORE))
def test_what_conditions_corrects_or_postpones_leaves_it_open(text: str) -> None:
    assert _said(text) == "more"


@pytest.mark.parametrize("text", _each(NEITHER))
def test_what_says_nothing_to_it_is_none_of_these(text: str) -> None:
    assert _said(text) is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Sì?", ""),
        ("ok?", ""),
        ("yes, but how much is it?", "how much is it?"),
        ("Ja, und wann?", "wann?"),
        ("sì ma quanto costa", "quanto costa"),
        ("no, wo kann ich parken", "wo kann ich parken"),
    ],
)
def test_a_question_with_it_is_no_yes_and_is_heard(text: str, question: str) -> None:
    assert _said(text) in {"more", "no"}
    assert asked_besides(text) == question


@pytest.mark.parametrize("text", [*_each(YES), "no grazie", "yes wait"])
def test_who_only_agrees_asks_nothing_besides(text: str) -> None:
    assert not asked_besides(text)


@pytest.mark.parametrize("text", ["Yes, cancel it", "Sì, annulla", "annulla", "Ja, stornieren"])
def test_cancelling_is_no_refusal_where_cancelling_is_what_is_asked(text: str) -> None:
    for about in ("Cancel an order", "Annulla l'ordine", "Bestellung stornieren"):
        assert _said(text, about) == ("no" if text == "annulla" else "more")
    assert _said("Yes, don't cancel it", "Cancel an order") == "no"


@given(st.sampled_from([*_each(YES)]), st.text(max_size=30))
def test_nothing_can_be_added_to_a_yes_but_assent(agrees: str, more: str) -> None:
    if _said(f"{agrees} {more}") == "yes":
        assert _said(more) != "no"
        assert not any(sign.isdecimal() or sign == "?" for sign in more)


@given(st.sampled_from(_each(YES)), st.sampled_from(_each(NO) + _each(MORE)))
def test_a_yes_beside_anything_that_is_none_is_none(agrees: str, other: str) -> None:
    only_kind = {
        "thanks",
        "danke",
        "grazie",
        "super",
        "great",
        "vielen Dank",
        "Perfetto, grazie!",
        "perfect, thank you",
    }
    if other not in only_kind:
        assert _said(f"{agrees}, {other}") != "yes"
        assert _said(f"{other}. {agrees}") != "yes"


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    _said(text)
    asked_besides(text)


def test_a_yes_is_not_what_remains_of_a_long_message() -> None:
    assert _said("yes please" + " " * 300 + "but not on Sunday") == "no"
    assert _said("ok " * 200) != "yes"


@pytest.mark.parametrize("key", ["agree", "refuse", "cancel"])
def test_what_stands_on_the_buttons_is_understood(key: str) -> None:
    for label in button_words(key):
        assert _said(label) == ("yes" if key == "agree" else "no")


def test_every_language_has_all_lists() -> None:
    texts = files("sportello.answering") / "texts"
    lists = [yaml.safe_load((texts / f"assent-{language}.yaml").read_text(encoding="utf-8")) for language in LANGUAGES]
    assert all(each.keys() == lists[0].keys() for each in lists)
    assert all(isinstance(word, str) for each in lists for words in each.values() for word in words)
