"""Words by which an answer is marked, denied, offered, guessed or refused, in eight languages.

English, German, French, Italian (only refusals), Spanish, Portuguese, Russian and Chinese; as
:func:`ifeval_kit.verifiers.answer_places.tokens` normalises them: without accents, in small
letters, apostrophes apart ("don t").
"""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+")


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Split lines into phrases, words apart by blanks, ideographs each for itself."""
    return tuple(tuple(_HAN.findall(line)) for line in text.strip().splitlines())


ANSWER_MARKS = re.compile(
    r"\b(?:the )?(?:final |correct |right )?answer(?: is(?! not\b)\b| would be\b|\s?[:=])"
    r"|\b(?:die )?(?:richtige )?antwort(?: ist(?! nicht\b)\b| lautet\b|\s?:)"
    r"|\b(?:la )?r[ée]ponse(?: (?:correcte )?est\b|\s?:)"
    r"|\b(?:la )?respuesta(?: (?:correcta )?es\b|\s?:)"
    r"|\b(?:a )?resposta(?: (?:correta )?é\b|\s?:)"
    r"|\b(?:правильный )?ответ\s?(?::|—|–|-)"
    r"|(?:正确)?答案(?:是|为|：|:)",
    re.IGNORECASE,
)
"""What an answer stands behind."""

DENIALS = frozenset(
    "not never isn wasn aren than unlike neither nor whether except nicht kein keine weder ob "  # noqa: SIM905
    "statt pas ni sauf nunca tampoco nao nem не ни вместо 不 非".split()
)
"""Words that deny the name that follows."""

TURNS = frozenset("but sondern mais sino mas а но 而".split())  # noqa: SIM905
"""Words after which a denial no longer holds."""

OFFERS = frozenset("or oder ou o u или либо 或".split())  # noqa: SIM905
"""Words between alternatives."""

IS = frozenset("is ist est es e".split())  # noqa: SIM905
"""Words between a symbol and what is said of it."""

AND = frozenset("and und et y и 和".split())  # noqa: SIM905
"""Words between things that are all named."""

GUESSES = _phrases("""
i think
i believe
i guess
my guess
my best guess
probably
perhaps
it might be
it may be
it could be
ich glaube
ich denke
ich vermute
vielleicht
wahrscheinlich
je pense
je crois
peut etre
creo que
pienso que
quizas
tal vez
probablemente
acho que
creio que
talvez
provavelmente
думаю
возможно
наверное
вероятно
我认为
我觉得
可能是
也许
""")
"""What an answer says before it guesses."""

REFUSALS = _phrases("""
i don t know
i do not know
i dont know
i don t have
i do not have
i am not sure
i m not sure
not sure
i m unsure
i am unsure
i am not certain
i m not certain
i am not aware
i m not aware
i am unable
i m unable
unable to
i cannot
i can not
i can t
cannot answer
cannot be determined
no idea
i m sorry
i am sorry
i apologize
sorry
unknown
as an ai
there is no information
no information
ich weiss nicht
ich weiss es nicht
weiss ich nicht
weiss ich leider nicht
das weiss ich
keine ahnung
nicht sicher
ist mir nicht bekannt
mir nicht bekannt
kann ich nicht
ich kann nicht
kann ich leider
es tut mir leid
tut mir leid
unbekannt
je ne sais pas
je l ignore
je ne suis pas sur
je ne connais pas
je ne peux pas
je n ai pas
je suis desole
desole
aucune idee
inconnu
non lo so
non so
non posso
non riesco
non sono sicuro
mi dispiace
sconosciuto
no lo se
no se cual
no se
no estoy seguro
no puedo
no tengo
lo siento
desconozco
desconocido
nao sei
nao tenho
nao estou certo
nao posso
desculpe
sinto muito
desconheco
desconhecido
не знаю
я не знаю
не уверен
не могу
неизвестно
извините
к сожалению
затрудняюсь ответить
我不知道
不知道
不清楚
不确定
无法
抱歉
对不起
""")
"""What an answer says that does not answer."""
