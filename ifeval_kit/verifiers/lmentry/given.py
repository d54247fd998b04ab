"""``fixed``: the sentences that an answer gives, apart from what it says about them."""

from __future__ import annotations

from ifeval_kit.verifiers.answer_places import tokens
from ifeval_kit.verifiers.lmentry.language_words import Vocabulary
from ifeval_kit.verifiers.lmentry.reading import Said, Sentence, Tokens, tokens_of
from ifeval_kit.verifiers.refusals import REFUSALS


def given_sentences(answer: Said, word: Tokens, words: Vocabulary) -> list[str]:
    """Return the sentences that an answer to "write a sentence with a word" gives.

    They stand after an announcement, in quotation marks, or for themselves. Refusals and greetings
    are none, and neither are, beside others, sentences that speak of the sentence or the word.
    """
    for place, sentence in enumerate(answer.sentences[:-1]):
        if sentence.announces:
            after = Said(answer.sentences[place + 1 :], ())
            return given_sentences(after, word, words)
    spans = list(dict.fromkeys(span for span in answer.spans if len(tokens_of(span)) > 1))
    if len(spans) == 1 and not _declines(spans[0], words):
        return spans
    found = [
        (text, _speaks_of_itself(sentence, word, words))
        for sentence in answer.sentences
        if (text := _given(sentence, words))
    ]
    plain = [text for text, speaks in found if not speaks]
    return plain or [text for text, _ in found]


def _given(sentence: Sentence, words: Vocabulary) -> str:
    lead, colon, rest = sentence.text.partition(":")
    if colon and not words.sentence.isdisjoint(tokens_of(lead)):
        return rest.strip()
    if len(sentence.tokens) < 4 and sentence.tokens[0] in words.interjections:
        return ""
    asks = sentence.asks and not words.nouns.isdisjoint(sentence.tokens)
    return "" if asks or sentence.announces or _declines(sentence.text, words) else sentence.text


def _speaks_of_itself(sentence: Sentence, word: Tokens, words: Vocabulary) -> bool:
    if words.nouns.isdisjoint(sentence.tokens):
        return False
    return f'"{" ".join(word)}"' in sentence.text or sentence.tokens[0] in words.interjections


def _declines(text: str, words: Vocabulary) -> bool:
    """Whether a sentence is one of a refusal, and not of something that somebody cannot do."""
    said = tuple(token.norm for token in tokens(text))
    for phrase in REFUSALS:
        if said[: len(phrase)] == phrase:
            rest = said[len(phrase) :]
            return not rest or not (words.declines | words.nouns).isdisjoint(tokens_of(text))
    return False
