"""The parameters of the 25 tasks of LMentry, in the fields of the paper's data.

Each class takes the ``metadata`` of an official example as it is, and its ``input``. What must be
given is what the question names; the other fields say where an example comes from, and are taken so
that official examples can be passed on unchanged. ``truncate`` is the paper's option for models
that cannot stop: only the text before the first newline, and of that before the first full stop,
counts (in the profile ``upstream``; the other one reads the first line that says something).
"""

from __future__ import annotations

from dataclasses import dataclass

from ifeval_kit.verifiers.parameters import Count, NonEmpty, Words

Index = Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What every example may say beside its question.

    ``language`` is the ISO code of the language that the answer is read in; the paper's are ``en``.
    """

    input: str = ""
    template_id: Count | None = None
    language: str = "en"
    truncate: bool = False

    @property
    def quoted(self) -> str:
        """A sentence that the question is about, of which an answer may name one word."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordExample(Example):
    """An example about a given word: a sentence or a letter is asked for."""

    word: NonEmpty
    answer: str = ""
    word_pos_tags: tuple[str, ...] = ()
    word_levels: tuple[str, ...] = ()
    word_origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterExample(Example):
    """An example about a given letter: a word is asked for."""

    letter: str

    def __post_init__(self) -> None:
        if len(self.letter) != 1 or not self.letter.isalpha():
            raise ValueError(f"parameter 'letter' is {self.letter!r}, expected one letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceExample(Example):
    """An example about a given sentence: a word of it is asked for."""

    sentence: NonEmpty
    answer: str = ""
    sentence_source: str = ""

    @property
    def quoted(self) -> str:
        """The given sentence."""
        return self.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourExample(SentenceExample):
    """An example about a word of a sentence: the one before or after it is asked for."""

    query: NonEmpty
    query_position_in_sentence: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChoice(Example):
    """An example about two different numbers, one of which is asked for."""

    answer: int
    distractor: int
    n1: int | None = None
    n2: int | None = None
    answer_index: Index | None = None
    num_digits: tuple[Count, ...] = ()

    def __post_init__(self) -> None:
        if self.answer == self.distractor:
            raise ValueError(f"parameter 'distractor' is {self.distractor}, which is the answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChoice(Example):
    """An example about two words, one of which is asked for."""

    answer: NonEmpty
    distractor: NonEmpty
    word1: str = ""
    word2: str = ""
    answer_index: Index | None = None
    word_lengths: tuple[Count, ...] = ()
    word_pos_tags: tuple[tuple[str, ...], ...] = ()
    word_levels: tuple[tuple[str, ...], ...] = ()
    first_letter_distance: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundChoice(Example):
    """An example about two words, one of which sounds like a third, or rhymes with it."""

    query: NonEmpty
    answer: NonEmpty
    distractor: NonEmpty
    answer_index: Index | None = None
    distractor_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Association(Example):
    """An example about a category and some words, one of which is asked for."""

    category: NonEmpty
    answer: NonEmpty
    distractors: Words
    answer_index: Index = 0
    answer_category: str = ""
    distractor_category: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """All words in the order of the question."""
        before, after = self.distractors[: self.answer_index], self.distractors[self.answer_index :]
        return (*before, self.answer, *after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Example):
    """A yes-or-no example about words and a category, to which ``distractors`` do not belong."""

    category: NonEmpty
    words: Words
    distractors: tuple[NonEmpty, ...] = ()
    num_distractors: Count | None = None
    num_words: Count | None = None
    category_words: tuple[str, ...] = ()
    distractor_indices: tuple[Index, ...] = ()

    @property
    def strangers(self) -> int:
        """How many of the words do not belong to the category."""
        return len(self.distractors) if self.num_distractors is None else self.num_distractors

    @property
    def size(self) -> int:
        """How many words there are."""
        return len(self.words) if self.num_words is None else self.num_words
