"""Languages: which stemmer each has, which of its words say nothing, and which betray it."""

from collections.abc import Mapping

_CONFIGS: Mapping[str, str] = {
    "da": "danish",
    "de": "sportello_german",
    "en": "sportello_english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "sportello_italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""The PostgreSQL text-search configuration that stems each language; languages not named are not stemmed.

Ours (migration 0004) stem as PostgreSQL's own do, but drop no stop words: PostgreSQL's lists drop "from", "to" and
"before", which tell many questions apart (on the FAQ test files they cost 2.6 points of top-1).
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KNOWN = _words(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv
    mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
    rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """
)
"""The languages there are, by the two letters that ISO 639-1 has for them."""


def config(language: str) -> str:
    """The name of the text-search configuration that stems this language."""
    return _CONFIGS.get(language[:2].lower(), "simple")


STOP_WORDS: Mapping[str, frozenset[str]] = {
    "de": _words(
        """
        aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anderm
        andern anderr anders auch auf aus bei bin bist da dafur damit dann daruber das dass dasselbe dazu dein
        deine deinem deinen deiner deines dem demselben den denn denselben der derer derselbe derselben des
        desselben dessen dich die dies diese dieselbe dieselben diesem diesen dieser dieses dir doch dort du
        durch ein eine einem einen einer eines einig einige einigem einigen einiger einiges einmal er es etwas
        euch euer eure eurem euren eurer eures fuer fur gewesen hab habe haben habt hast hat hatte hatten
        hattest hattet hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins ist jede
        jedem jeden jeder jedes jene jenem jenen jener jenes jetzt kann keines koennen koennte koennten konnen
        konnte konnten machen man manche manchem manchen mancher manches mein meine meinem meinen meiner meines
        mich mir mit mochte mochten moechte moechten muessen muss mussen musste nichts noch nun ob oder sehr
        sein seine seinem seinen seiner seines selbst sich sie sind so solche solchem solchen solcher solches
        soll sollte sondern sonst ueber um und uns unse unsem unsen unser unses viel vom von waehrend waere
        waeren wahrend war ware waren warst weg weil weiter wenn werde werden wieder will wir wird wirst wollen
        wollte wuerde wuerden wurde wurden zu zum zur zwar
        """
    ),
    "en": _words(
        """
        a about all am an and any are as be because been being both but can d did do does doing don each few for
        had has have having he her here hers herself him himself his i if into is it its itself just ll m me most my
        myself now of or other our ours ourselves re s she should so some such t than that the their theirs them
        themselves then there these they this those too ve very was we were while will you your yours yourself
        yourselves
        """
    ),
    "it": _words(
        """
        a abbia abbiamo abbiano abbiate ad agl agli ai al all alla alle allo anch anche avemmo avendo avesse avessero
        avessi avessimo aveste avesti avete aveva avevamo avevano avevate avevi avevo avra avrai avranno avrebbe
        avrebbero avrei avremmo avremo avreste avresti avrete avro avuta avute avuti avuto c che ci cioe coi col
        con cosi cui d da dagl dagli dai dal dall dalla dalle dallo degl degli dei del dell della delle dello di
        dov e ebbe ebbero ebbi ed era erano eravamo eravate eri ero essendo faccia facciamo facciano facciate
        faccio facemmo facendo facesse facessero facessi facessimo faceste facesti faceva facevamo facevano
        facevate facevi facevo fai fanno fara farai faranno farebbe farebbero farei faremmo faremo fareste
        faresti farete faro fece fecero feci fosse fossero fossi fossimo foste fosti fu fui fummo furono gia giu
        gli ha hai hanno ho i il in io l la le lei lo loro lui m ma mi mia mie miei mio n ne negl negli nei nel nell
        nella nelle nello noi nostra nostre nostri nostro o per perche pero piu possiamo posso possono potete
        potrei puo puoi quell quella quelle quelli quello quest questa queste questi questo sara sarai saranno sarebbe
        sarebbero sarei saremmo saremo sareste saresti sarete saro se sei si sia siamo siano siate siete sono
        s sta stai stando stanno stara starai staranno starebbe starebbero starei staremmo staremo stareste
        staresti starete staro stava stavamo stavano stavate stavi stavo stemmo stesse stessero stessi stessimo
        steste stesti stette stettero stetti stia stiamo stiano stiate sto su sua sue sugl sugli sui sul sull
        sulla sulle sullo suo suoi t ti tra tu tua tue tuo tuoi tutti tutto un una uno v vi voi vostra vostre vostri
        vostro
        """
    ),
}
"""Words, folded, that search ignores. Short on purpose; negations and most English prepositions are not among them."""

QUESTION_WORDS: Mapping[str, frozenset[str]] = {
    "de": _words(
        """
        wann warum was welche welchem welchen welcher welches wem wen wer wie wo
        """
    ),
    "en": _words(
        """
        how what when where which who whom why
        """
    ),
    "it": _words(
        """
        chi come dove quale quando quanta quante quanti quanto
        """
    ),
}
"""Words, folded, that tell questions apart from one another but say nothing of a passage."""

SMALL_WORDS: Mapping[str, frozenset[str]] = {
    "de": _words(
        """
        ab allein bald beim bekommen bekommt bitte brauche brauchen braucht bringen bringt danke darf darfst durfen
        durft eigentlich euer eurer frage gab geben gebt gehe gehen geht gern gerne geschaft gibt gibts grusse guten
        hallo hatt heute irgendwie ja kein keine keinem keinen keiner komme kommen kommt konnt kurz laden lang
        lange lassen lasst leider mache macht mag mal mehr moglich morgen muss mussen musst nach nehme nehmen nehmt
        nein neu nicht nie nur ohne sagen schon seid seit soll sollen sollt sowie tag tun tut uber unser unsere unserem
        unseren unserer unter viel viele vielen vielleicht vor vorm wissen wollt wurdet zusammen
        """
    ),
    "en": _words(
        """
        able accept actually again allow allowed also always anybody anyone anything at away before by chance
        come could far from get gets give go going got happen happens hello help hey hi how just kind know let like
        ll long look looking make many may maybe might much must need needs never no not off offer often ok
        okay on one only onto out over own place please possible provide question really shop still take taking
        tell thank thanks the thing things to today tomorrow try under up us use using ve want wants with within
        without wondering would yes yet
        """
    ),
    "it": _words(
        """
        altra altre altri altro anche ancora bisogno buon buona buonasera buongiorno caso ciao cosa cose dare
        davvero deve devo devono dice dire dobbiamo dopo dovrei fare forse grazie mai meno molto necessario
        negozio niente no non oggi ogni oppure poi possa possibile potrebbe potrei potremmo prego prendere
        prendete prendono prima proprio puo puoi qua qual quali qualche qualcosa qualcuno qui sapere sempre senza serve
        servono siete solo tanto usare vengo venire verso via vogliamo voglio volevo vorrei vorremmo
        """
    ),
}
"""Words, folded, that search looks for but no question hinges on: politeness, verbs that go with all, the shop."""

TELLTALES: Mapping[str, frozenset[str]] = {
    "it": _words(
        """
        il lo gli dei della delle degli del nel nella nelle sul sulla che chi cui non per con una uno sono e ed anche
        come quando dove quanto quanti quale quali posso puo potete devo deve si mi ci vi dal dalla dai al alla ai
        alle questo questa questi cosa perche piu ho hai abbiamo avete hanno essere siete orari biglietto grazie
        ciao buongiorno vorrei voglio c l un da
        """
    ),
    "en": _words(
        """
        the of and to is are was were be been i you he she it we they my your our their this that these those what
        when where which who how why can could do does did not with for from have has had will would should there
        if on at by or as about into your please hello hi thanks thank want need open
        """
    ),
    "de": _words(
        """
        der die das den dem des ein eine einen einem einer und oder ist sind war waren sein ich du er sie es wir ihr
        mein meine ihre unser was wann wo wie warum welche welcher kann konnen darf muss nicht mit fur von vom zu
        zum zur auf aus bei beim nach uber unter habe hat haben wird werden gibt auch noch nur wenn dass im am um
        bitte hallo danke mochte kostet
        """
    ),
}
"""The commonest words of each language, folded; enough to know a page by, and often a line."""
