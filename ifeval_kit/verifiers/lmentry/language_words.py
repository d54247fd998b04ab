"""The few words by which answers to elementary questions say what they mean, by language."""

from __future__ import annotations

from typing import NamedTuple

from ifeval_kit.tokens.reading import fold

LANGUAGES = ("de", "en", "es", "fr", "it", "ru")


class Opposites(NamedTuple):
    """Words of a comparison: those for what is asked, and those for the other."""

    asked: frozenset[str]
    other: frozenset[str]

    @property
    def swapped(self) -> Opposites:
        """The same comparison asked the other way round."""
        return Opposites(self.other, self.asked)


NEITHER = Opposites(frozenset(), frozenset())
"""No comparison."""


class Vocabulary(NamedTuple):
    """What a reader of a language listens to; every word as :func:`fold` leaves it."""

    yes: frozenset[str]
    no: frozenset[str]
    negations: frozenset[str]
    answers: frozenset[str]
    """Words for "answer"."""
    links: frozenset[str]
    """Forms of "to be" and the like, after which an answer may stand."""
    designators: frozenset[str]
    """What may stand between such a form and the answer: "the word"."""
    prepositions: frozenset[str]
    """What an answer may follow at the end of a sentence: "starts with", "is followed by"."""
    verbs: frozenset[str]
    """What may follow an answer at the start of a sentence: "starts", "contains"."""
    interjections: frozenset[str]
    subjects: frozenset[str]
    """What a sentence that gives a word or a letter speaks of."""
    sentence: frozenset[str]
    """Words for "sentence", which announce one."""
    length: Opposites
    size: Opposites
    order: Opposites
    degree: Opposites
    """More and less, which compare where no other word does."""


def _set(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


def _pair(asked: str, other: str) -> Opposites:
    return Opposites(_set(asked), _set(other))


SOUND = Opposites(
    _set("sounds sound alike homophone homophones same rhymes rhyme rhyming pronounced"),
    frozenset(),
)

_EN = Vocabulary(
    yes=_set("yes yeah yep"),
    no=_set("no nope"),
    negations=_set("not isn't doesn't don't aren't no never neither unlike without n't cannot"),
    answers=_set("answer solution"),
    links=_set("is are was would be it's that's equals here's about suggest : = → —"),
    designators=_set("the a an word letter number one it this that final correct my"),
    prepositions=_set("with by"),
    verbs=_set(
        "is are was comes starts begins ends contains has uses follows precedes succeeds lacks "
        "doesn't does"
    ),
    interjections=_set("sure ok okay certainly hello hi yes absolutely alright great well"),
    subjects=_set(
        "word words letter letters answer one here example about suggest starts begins ends "
        "contains has uses without"
    ),
    sentence=_set("sentence sure here example"),
    length=_pair("longer longest", "shorter shortest"),
    size=_pair(
        "bigger larger greater biggest largest greatest higher highest maximum",
        "smaller smallest lower lowest minimum lesser",
    ),
    order=_pair("first before earlier precedes", "second after later last follows"),
    degree=_pair("more most", "less fewer fewest least"),
)
_DE = Vocabulary(
    yes=_set("ja jawohl"),
    no=_set("nein"),
    negations=_set("nicht kein keine keinen ohne weder nie"),
    answers=_set("antwort lösung"),
    links=_set("ist sind war wäre lautet heißt : = → —"),
    designators=_set(
        "das der die dem den ein eine einem einen wort buchstabe buchstaben zahl es meine richtige"
    ),
    prepositions=_set("mit auf von"),
    verbs=_set("ist sind kommt steht beginnt fängt endet hört enthält hat folgt"),
    interjections=_set("klar gern gerne ok okay natürlich hallo ja sicher gut"),
    subjects=_set("wort wörter buchstabe buchstaben antwort hier beispiel beginnt endet enthält"),
    sentence=_set("satz klar hier beispiel"),
    length=_pair("länger längere längeres längste", "kürzer kürzere kürzeres kürzeste"),
    size=_pair(
        "größer größere größte größten höher", "kleiner kleinere kleinste kleinsten niedriger"
    ),
    order=_pair("erste zuerst vor früher erstes erster", "zweite nach später danach zweites"),
    degree=_pair("mehr meisten stärksten engsten", "weniger wenigsten schwächsten"),
)
_FR = Vocabulary(
    yes=_set("oui"),
    no=_set("non"),
    negations=_set("pas ni sans n'est aucun jamais"),
    answers=_set("réponse solution"),
    links=_set("est sont était serait c'est : = → —"),
    designators=_set("le la les l' un une mot lettre nombre bonne ma"),
    prepositions=_set("par avec de"),
    verbs=_set("est sont vient commence finit termine contient a suit précède"),
    interjections=_set("bien sûr ok d'accord bonjour oui voici certainement"),
    subjects=_set("mot mots lettre réponse voici exemple commence finit termine contient"),
    sentence=_set("phrase voici exemple"),
    length=_pair("long longue", "court courte"),
    size=_pair("grand grande supérieur élevé", "petit petite inférieur"),
    order=_pair("premier première avant d'abord", "second seconde deuxième après ensuite"),
    degree=_pair("plus", "moins"),
)
_ES = Vocabulary(
    yes=_set("sí si"),
    no=_set("no"),
    negations=_set("no ni sin nunca tampoco"),
    answers=_set("respuesta solución"),
    links=_set("es son era sería : = → —"),
    designators=_set("el la los las un una palabra letra número mi correcta"),
    prepositions=_set("por con de en"),
    verbs=_set("es son viene va empieza comienza termina acaba contiene tiene sigue precede"),
    interjections=_set("claro vale ok hola sí bueno"),
    subjects=_set("palabra letra respuesta aquí ejemplo empieza comienza termina acaba contiene"),
    sentence=_set("frase oración claro ejemplo aquí"),
    length=_pair("largo larga", "corto corta"),
    size=_pair("mayor grande alto", "menor pequeño bajo"),
    order=_pair("primera primero antes", "segunda segundo después"),
    degree=_pair("más", "menos"),
)
_IT = Vocabulary(
    yes=_set("sì si"),
    no=_set("no"),
    negations=_set("non né senza mai"),
    answers=_set("risposta soluzione"),
    links=_set("è sono era sarebbe : = → —"),
    designators=_set("il lo la i gli le l' un una parola lettera numero mia corretta"),
    prepositions=_set("da con per"),
    verbs=_set("è sono viene inizia comincia finisce termina contiene ha segue precede"),
    interjections=_set("certo ok va bene ciao sì"),
    subjects=_set("parola lettera risposta ecco esempio inizia comincia finisce termina contiene"),
    sentence=_set("frase certo ecco esempio"),
    length=_pair("lungo lunga", "corto corta breve"),
    size=_pair("maggiore grande alto", "minore piccolo basso"),
    order=_pair("prima primo", "seconda secondo dopo"),
    degree=_pair("più", "meno"),
)
_RU = Vocabulary(
    yes=_set("да"),
    no=_set("нет"),
    negations=_set("не нет без ни"),
    answers=_set("ответ решение"),
    links=_set("это является будет : = → — - –"),
    designators=_set("слово слова буква буквы букву число мой правильный"),
    prepositions=_set("с на за"),
    verbs=_set("это идёт стоит начинается заканчивается кончается содержит имеет следует является"),
    interjections=_set("конечно хорошо да привет ок вот"),
    subjects=_set(
        "слово слова буква буквы букву ответ вот пример начинается заканчивается кончается содержит"
    ),
    sentence=_set("предложение вот пример конечно"),
    length=_pair("длиннее длинное", "короче короткое"),
    size=_pair("большее наибольшее большим", "меньшее наименьшее меньшим"),
    order=_pair("первым первое раньше перед сначала", "вторым второе позже после"),
    degree=_pair("больше наиболее сильнее", "меньше наименее слабее"),
)

_VOCABULARIES = {"de": _DE, "en": _EN, "es": _ES, "fr": _FR, "it": _IT, "ru": _RU}
# Models greet in English in every language.
_VOCABULARIES |= {
    language: words._replace(interjections=words.interjections | _EN.interjections)
    for language, words in _VOCABULARIES.items()
}


def vocabulary(language: str) -> Vocabulary:
    """Return the words of a language, of English where it has none here."""
    return _VOCABULARIES.get(language, _EN)
