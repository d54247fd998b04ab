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
    openings: tuple[tuple[str, ...], ...]
    """What an answer may open with and mean no more: "I think"."""
    fillers: frozenset[str]
    """What may stand beside an answer and change nothing: "definitely", "my choice"."""
    reasons: frozenset[str]
    """Words after which a reason stands, which may name what is not chosen."""
    doubts: frozenset[str]
    """Words before what is not known, after a negation: "not sure whether"."""
    no_answers: frozenset[str]
    """What makes of "no" anything but an answer: "no idea"."""
    subjects: frozenset[str]
    """What a sentence that gives a word or a letter speaks of."""
    sentence: frozenset[str]
    """Words for "sentence", which announce one."""
    nouns: frozenset[str]
    """Words for "sentence" and "word", by which an answer speaks of itself."""
    declines: frozenset[str]
    """What an answer says that it cannot do: "help"."""
    ends: Opposites
    """First and last, starting and ending."""
    sides: Opposites
    """After and before."""
    length: Opposites
    size: Opposites
    order: Opposites
    degree: Opposites
    """More and less, which compare where no other word does."""


def _set(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


def _pair(asked: str, other: str) -> Opposites:
    return Opposites(_set(asked), _set(other))


def _phrases(*phrases: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(phrase).split()) for phrase in phrases)


SOUND = Opposites(
    _set("sounds sound alike homophone homophones same rhymes rhyme rhyming pronounced"),
    frozenset(),
)

_EN = Vocabulary(
    yes=_set("yes yeah yep"),
    no=_set("no nope"),
    negations=_set("not isn't doesn't don't aren't no never neither unlike without n't cannot"),
    answers=_set("answer solution"),
    links=_set("is are was would be it's that's equals here's about suggest : = → -> => —"),
    designators=_set("the a an word letter number one it this that final correct my"),
    prepositions=_set("with by"),
    verbs=_set(
        "is are was comes starts begins ends contains has uses follows precedes succeeds lacks "
        "doesn't does"
    ),
    interjections=_set(
        "sure ok okay certainly hello hi yes absolutely alright great well maybe perhaps sorry"
    ),
    openings=_phrases("i think", "i believe", "i would say", "i'd say", "i guess", "i choose"),
    fillers=_set(
        "so therefore thus hence then clearly definitely obviously probably choice option pick of "
        "that's belongs belong fits fit goes go closely best "
        "related associated and at in top list order alphabetical alphabetically"
    ),
    reasons=_set("because since as"),
    doubts=_set("if whether"),
    no_answers=_set("idea clue answer opinion comment problem worries thanks way"),
    subjects=_set(
        "word words letter letters answer one here example about suggest starts begins ends "
        "contains has uses without"
    ),
    sentence=_set("sentence sure here example"),
    nouns=_set("sentence sentences word words"),
    declines=_set("help assist do comply provide write create make generate use fulfill answer"),
    ends=_pair(
        "first start starts begin begins beginning starting opens initial",
        "last final end ends ending closes",
    ),
    sides=_pair("after next follows following", "before precedes preceding"),
    length=_pair("longer longest", "shorter shortest"),
    size=_pair(
        "bigger larger greater biggest largest greatest higher highest maximum >",
        "smaller smallest lower lowest minimum lesser <",
    ),
    order=_pair("first before earlier precedes", "second after later last follows"),
    degree=_pair("more most best closest", "less fewer fewest least worst"),
)
_DE = Vocabulary(
    yes=_set("ja jawohl"),
    no=_set("nein"),
    negations=_set("nicht kein keine keinen ohne weder nie"),
    answers=_set("antwort lösung"),
    links=_set("ist sind war wäre lautet heißt : = → -> => —"),
    designators=_set(
        "das der die dem den ein eine einem einen wort buchstabe buchstaben zahl es meine richtige"
    ),
    prepositions=_set("mit auf von"),
    verbs=_set("ist sind kommt steht beginnt fängt endet hört enthält hat folgt"),
    interjections=_set("klar gern gerne ok okay natürlich hallo ja sicher gut"),
    openings=_phrases("ich denke", "ich glaube", "ich würde sagen", "ich meine"),
    fillers=_set("also daher somit eindeutig wahrscheinlich wahl in liste alphabetisch"),
    reasons=_set("weil da denn"),
    doubts=_set("ob"),
    no_answers=frozenset(),
    subjects=_set("wort wörter buchstabe buchstaben antwort hier beispiel beginnt endet enthält"),
    sentence=_set("satz klar hier beispiel"),
    nouns=_set("satz sätze wort wörter"),
    declines=_set("helfen tun schreiben bilden erstellen antworten"),
    ends=_pair(
        "erste erster erstes ersten beginnt anfang fängt",
        "letzte letzter letztes letzten endet ende",
    ),
    sides=_pair("nach danach folgt folgende nächste", "vor davor vorangeht vorherige"),
    length=_pair("länger längere längeres längste", "kürzer kürzere kürzeres kürzeste"),
    size=_pair(
        "größer größere größte größten höher >", "kleiner kleinere kleinste kleinsten niedriger <"
    ),
    order=_pair("erste zuerst vor früher erstes erster", "zweite nach später danach zweites"),
    degree=_pair("mehr meisten stärksten engsten", "weniger wenigsten schwächsten"),
)
_FR = Vocabulary(
    yes=_set("oui"),
    no=_set("non"),
    negations=_set("pas ni sans n'est aucun jamais"),
    answers=_set("réponse solution"),
    links=_set("est sont était serait c'est : = → -> => —"),
    designators=_set("le la les l' un une mot lettre nombre bonne ma"),
    prepositions=_set("par avec de"),
    verbs=_set("est sont vient commence finit termine contient a suit précède"),
    interjections=_set("bien sûr ok d'accord bonjour oui voici certainement"),
    openings=_phrases("je pense que", "je crois que", "je dirais"),
    fillers=_set("donc ainsi clairement probablement choix dans liste alphabétique"),
    reasons=_set("car parce puisque"),
    doubts=_set("si s'il"),
    no_answers=frozenset(),
    subjects=_set("mot mots lettre réponse voici exemple commence finit termine contient"),
    sentence=_set("phrase voici exemple"),
    nouns=_set("phrase phrases mot mots"),
    declines=_set("aider faire écrire créer répondre"),
    ends=_pair("premier première commence début", "dernier dernière finit termine fin"),
    sides=_pair("après suit suivant", "avant précède précédent"),
    length=_pair("long longue", "court courte"),
    size=_pair("grand grande supérieur élevé >", "petit petite inférieur <"),
    order=_pair("premier première avant d'abord", "second seconde deuxième après ensuite"),
    degree=_pair("plus", "moins"),
)
_ES = Vocabulary(
    yes=_set("sí si"),
    no=_set("no"),
    negations=_set("no ni sin nunca tampoco"),
    answers=_set("respuesta solución"),
    links=_set("es son era sería : = → -> => —"),
    designators=_set("el la los las un una palabra letra número mi correcta"),
    prepositions=_set("por con de en"),
    verbs=_set("es son viene va empieza comienza termina acaba contiene tiene sigue precede"),
    interjections=_set("claro vale ok hola sí bueno"),
    openings=_phrases("creo que", "pienso que", "diría que", "yo diría que"),
    fillers=_set("entonces así claramente probablemente elección opción lista alfabético"),
    reasons=_set("porque ya pues"),
    doubts=_set("si"),
    no_answers=_set("sé lo puedo tengo"),
    subjects=_set("palabra letra respuesta aquí ejemplo empieza comienza termina acaba contiene"),
    sentence=_set("frase oración claro ejemplo aquí"),
    nouns=_set("frase frases oración palabra palabras"),
    declines=_set("ayudar hacer escribir crear responder"),
    ends=_pair("primera primer empieza comienza inicio", "última último termina acaba final"),
    sides=_pair("después sigue siguiente", "antes precede anterior"),
    length=_pair("largo larga", "corto corta"),
    size=_pair("mayor grande alto >", "menor pequeño bajo <"),
    order=_pair("primera primero antes", "segunda segundo después"),
    degree=_pair("más", "menos"),
)
_IT = Vocabulary(
    yes=_set("sì si"),
    no=_set("no"),
    negations=_set("non né senza mai"),
    answers=_set("risposta soluzione"),
    links=_set("è sono era sarebbe : = → -> => —"),
    designators=_set("il lo la i gli le l' un una parola lettera numero mia corretta"),
    prepositions=_set("da con per"),
    verbs=_set("è sono viene inizia comincia finisce termina contiene ha segue precede"),
    interjections=_set("certo ok va bene ciao sì"),
    openings=_phrases("penso che", "credo che", "direi"),
    fillers=_set("quindi dunque chiaramente probabilmente scelta in lista alfabetico"),
    reasons=_set("perché poiché"),
    doubts=_set("se"),
    no_answers=frozenset(),
    subjects=_set("parola lettera risposta ecco esempio inizia comincia finisce termina contiene"),
    sentence=_set("frase certo ecco esempio"),
    nouns=_set("frase frasi parola parole"),
    declines=_set("aiutare aiutarti fare scrivere creare rispondere"),
    ends=_pair("prima primo inizia comincia inizio", "ultima ultimo finisce termina fine"),
    sides=_pair("dopo segue successiva", "prima precede precedente"),
    length=_pair("lungo lunga", "corto corta breve"),
    size=_pair("maggiore grande alto >", "minore piccolo basso <"),
    order=_pair("prima primo", "seconda secondo dopo"),
    degree=_pair("più", "meno"),
)
_RU = Vocabulary(
    yes=_set("да"),
    no=_set("нет"),
    negations=_set("не нет без ни"),
    answers=_set("ответ решение"),
    links=_set("это является будет : = → -> => — - –"),
    designators=_set("слово слова буква буквы букву число мой правильный"),
    prepositions=_set("с на за"),
    verbs=_set("это идёт стоит начинается заканчивается кончается содержит имеет следует является"),
    interjections=_set("конечно хорошо да привет ок вот"),
    openings=_phrases("я думаю", "думаю", "я считаю", "считаю"),
    fillers=_set("итак значит поэтому очевидно вероятно выбор что в списке алфавиту"),
    reasons=_set("потому так поскольку ведь"),
    doubts=_set("ли если"),
    no_answers=_set("ответа"),
    subjects=_set(
        "слово слова буква буквы букву ответ вот пример начинается заканчивается кончается содержит"
    ),
    sentence=_set("предложение вот пример конечно"),
    nouns=_set("предложение предложения слово слова словом"),
    declines=_set("помочь сделать написать составить ответить"),
    ends=_pair(
        "первая первое первой начинается начале начало",
        "последняя последнее последней заканчивается кончается конце конец",
    ),
    sides=_pair("после следует следующее за", "перед предшествует предыдущее"),
    length=_pair("длиннее длинное", "короче короткое"),
    size=_pair("большее наибольшее большим >", "меньшее наименьшее меньшим <"),
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
