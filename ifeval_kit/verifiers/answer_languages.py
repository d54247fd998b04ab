"""How short answers are given in each language of the morphology probes.

For every language: its scripts, its articles, what leads in to an answer, how one says that one
does not know, words that deny what follows them (or, in Korean, Turkish, Hindi and Japanese, what
precedes), and words that list answers without deciding: joiners (and), alternatives (or). All are
in the form that :func:`ifeval_kit.verifiers.answer_text.plain` gives texts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerLanguage:
    """What tells an answer from the words around it in one language.

    ``scripts`` are character classes of its letters; ``spaced`` says that words stand apart;
    ``related`` are languages that short texts of it are easily mistaken for.
    """

    scripts: str
    leads: tuple[str, ...]
    unknown: tuple[str, ...]
    denials: tuple[str, ...]
    joiners: tuple[str, ...]
    alternatives: tuple[str, ...]
    articles: tuple[str, ...] = ()
    spaced: bool = True
    related: tuple[str, ...] = ()


LATIN = "a-zà-öø-ɏ"
CYRILLIC = "Ѐ-ӿ"
ARABIC = "\u0600-\u06ff"
DEVANAGARI = "\u0900-\u097f"
HAN = "\u4e00-\u9fff"
KANA = "\u3040-\u30ff"
HANGUL = "\uac00-\ud7af"

_GERMAN_ARTICLES = (
    *("der", "die", "das", "den", "dem", "des"),
    *("ein", "eine", "einen", "einem", "einer", "eines"),
)

LANGUAGES: dict[str, AnswerLanguage] = {
    "ar": AnswerLanguage(
        ARABIC,
        ("الاجابة هي", "الجواب هو", "الاجابة", "الجواب", "اجابة", "جواب"),
        ("لا اعرف", "لا ادري", "لا اعلم", "غير معروف", "لا يمكنني"),
        ("ليس", "ليست", "لا", "وليس", "وليست"),
        ("و",),
        ("او", "ام"),
        related=("fa", "ur"),
    ),
    "de": AnswerLanguage(
        LATIN,
        (
            "die antwort lautet",
            "die antwort ist",
            "lautet die antwort",
            "ist die antwort",
            "antwort",
            "a",
        ),
        ("ich weiss es nicht", "ich weiss nicht", "keine ahnung", "unbekannt", "nicht bekannt"),
        ("nicht", "nicht mehr", "kein", "keine", "statt", "anstatt"),
        ("und",),
        ("oder", "bzw."),
        _GERMAN_ARTICLES,
        related=("nl", "af"),
    ),
    "en": AnswerLanguage(
        LATIN,
        ("the correct answer is", "the answer is", "answer", "a"),
        ("i don't know", "i do not know", "no idea", "unknown", "not known", "i am not sure"),
        ("not", "no longer", "isn't", "aren't", "doesn't", "instead of", "rather than"),
        ("and",),
        ("or",),
        ("the", "a", "an"),
    ),
    "es": AnswerLanguage(
        LATIN,
        ("la respuesta correcta es", "la respuesta es", "respuesta", "r"),
        ("no lo sé", "no sé", "ni idea", "desconocido", "no se sabe"),
        ("no", "no es", "no son", "no está", "no vive", "ni", "en vez de"),
        ("y", "e"),
        ("o", "u"),
        ("el", "la", "los", "las", "un", "una", "unos", "unas"),
        related=("pt", "ca", "gl"),
    ),
    "fi": AnswerLanguage(
        LATIN,
        ("vastaus on", "oikea vastaus on", "vastaus", "v"),
        ("en tiedä", "en osaa sanoa", "ei tietoa", "tuntematon"),
        ("ei", "ei ole", "ei enää", "eikä", "eivät", "eivät ole"),
        ("ja",),
        ("tai", "vai"),
        related=("et",),
    ),
    "fr": AnswerLanguage(
        LATIN,
        ("la bonne réponse est", "la réponse est", "réponse", "r"),
        ("je ne sais pas", "je l'ignore", "aucune idée", "inconnu"),
        ("pas", "plus", "non", "plutôt que", "n'est pas"),
        ("et",),
        ("ou",),
        ("le", "la", "les", "l'", "un", "une", "des", "du"),
        related=("ca", "oc"),
    ),
    "hi": AnswerLanguage(
        DEVANAGARI,
        ("सही उत्तर है", "उत्तर है", "उत्तर", "जवाब है", "जवाब"),
        ("मुझे नहीं पता", "मुझे नहीं मालूम", "पता नहीं", "अज्ञात"),
        ("नहीं", "न"),
        ("और",),
        ("या", "अथवा"),
        related=("mr", "ne"),
    ),
    "it": AnswerLanguage(
        LATIN,
        ("la risposta corretta è", "la risposta è", "risposta", "r"),
        ("non lo so", "non so", "nessuna idea", "sconosciuto"),
        ("non", "non è", "non sono", "non più", "non abita", "né", "invece di"),
        ("e", "ed"),
        ("o", "oppure"),
        ("il", "lo", "la", "l'", "i", "gli", "le", "un", "uno", "una", "un'"),
        related=("ca", "es", "pt", "ro"),
    ),
    "ja": AnswerLanguage(
        HAN + KANA,
        ("答えは", "正解は", "答え", "回答", "解答"),
        ("分かりません", "わかりません", "知りません", "不明です", "不明"),
        ("ではなく", "じゃなく", "ではありません"),
        ("と", "や"),
        ("か", "または", "あるいは", "もしくは"),
        spaced=False,
        related=("zh-cn", "zh-tw"),
    ),
    "ko": AnswerLanguage(
        HANGUL,
        ("정답은", "답은", "정답", "대답", "답"),
        ("모르겠습니다", "모르겠어요", "모릅니다", "몰라요", "알 수 없습니다"),
        ("아니라", "아니고", "아닙니다", "아니에요"),
        ("와", "과", "그리고"),
        ("이나", "나", "또는", "혹은"),
        spaced=False,
    ),
    "ru": AnswerLanguage(
        CYRILLIC,
        ("правильный ответ -", "ответ -", "правильный ответ", "ответ", "о"),
        ("я не знаю", "не знаю", "неизвестно", "понятия не имею"),
        ("не", "а не", "больше не", "вместо"),
        ("и",),
        ("или", "либо"),
        related=("bg", "mk", "uk"),
    ),
    "sk": AnswerLanguage(
        LATIN,
        ("správna odpoveď je", "odpoveď je", "odpoveď znie", "odpoveď", "o"),
        ("neviem", "netuším", "nie je známe", "neznáme"),
        ("nie", "nie je", "nie je to", "nie sú", "namiesto"),
        ("a", "aj"),
        ("alebo", "či"),
        related=("cs", "sl", "hr"),
    ),
    "sv": AnswerLanguage(
        LATIN,
        ("det rätta svaret är", "svaret är", "är svaret", "svar", "s"),
        ("jag vet inte", "vet inte", "ingen aning", "okänt"),
        ("inte", "inte längre", "ej", "i stället för"),
        ("och",),
        ("eller",),
        ("en", "ett", "den", "det", "de"),
        related=("da", "no"),
    ),
    "sw": AnswerLanguage(
        LATIN,
        ("jibu sahihi ni", "jibu ni", "jibu", "j"),
        ("sijui", "sina uhakika", "haijulikani"),
        ("si", "sio", "siyo", "badala ya"),
        ("na",),
        ("au", "ama"),
    ),
    "tr": AnswerLanguage(
        LATIN + "ıi̇",
        ("doğru cevap", "doğru yanıt", "cevap", "yanıt", "c"),
        ("bilmiyorum", "bilinmiyor", "hiçbir fikrim yok", "emin değilim"),
        ("değil", "yok", "yerine"),
        ("ve", "ile"),
        ("veya", "ya da"),
        related=("az",),
    ),
    "zh": AnswerLanguage(
        HAN,
        ("正确答案是", "答案是", "答案为", "答案", "回答", "答"),
        ("我不知道", "不知道", "不清楚", "不确定", "未知"),
        ("不是", "不在", "并非", "而不是"),
        ("和", "与"),
        ("或", "或者", "还是"),
        spaced=False,
        related=("zh-cn", "zh-tw", "ja", "ko"),
    ),
}
"""The languages of the probes, by their codes."""

AFTER = frozenset({"hi", "ja", "ko", "tr"})
"""Languages in which a word of denial follows what it denies."""
