"""What each task of the suite ``basics`` asks about, with its gold answer and a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ifeval_kit.datasets.builders.basics_words import Lexicon, homophones, rhymes, spoken
from ifeval_kit.datasets.generation.dice import Dice


class Task(NamedTuple):
    """A task by its name, its core task and its language; ``number`` counts its arguments from 0.

    The position of the answer changes with the number.
    """

    name: str
    core: str
    language: str
    number: int

    @property
    def variant(self) -> str:
        """What follows the core task in the name, empty for a core task."""
        return self.name.removeprefix(self.core).lstrip("_")


class Draw(NamedTuple):
    """The arguments of one item: ``shown`` in the prompt, ``kwargs`` of the check."""

    shown: dict[str, Any]
    kwargs: dict[str, Any]
    gold: str
    distractor: str


def asked(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    """Draw the arguments of a task."""
    return _DRAWS[task.core](task, lexicon, dice)


def _sentence(lexicon: Lexicon, dice: Dice) -> str:
    return " ".join(dice.choice(parts) for parts in lexicon.sentences)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ends(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    """Ask for a sentence that has, lacks, starts or ends with a word."""
    word = dice.choice(lexicon.words)
    without = _without(word, lexicon, dice)
    gold = {
        "sentence_containing": f"{without} {word}.",
        "sentence_not_containing": f"{without}.",
        "starts_with_word": f"{_capital(word)} {without}.",
        "ends_with_word": f"{without} {word}.",
    }[task.core]
    wrong = f"{without} {word} {without}." if "not" in task.core else f"{without}."
    return Draw({"word": word}, {"word": word}, gold, wrong)


def _without(word: str, lexicon: Lexicon, dice: Dice) -> str:
    """Return a sentence in which a word does not occur, not even inside another one."""
    fitting = [text for text in lexicon.all_sentences if word.lower() not in text.lower()]
    return dice.choice(fitting)


def _letter(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    """Ask for a word that has, lacks, starts or ends with a letter."""
    fits: Callable[[str, str], bool] = {
        "word_containing": lambda word, letter: letter in word,
        "word_not_containing": lambda word, letter: letter not in word,
        "starts_with_letter": str.startswith,
        "ends_with_letter": str.endswith,
    }[task.core]
    words = sorted({word.lower() for word in lexicon.words})
    letters = [
        letter
        for letter in sorted(set("".join(words)))
        if len({fits(word, letter) for word in words if letter != word}) == 2
    ]
    letter = dice.choice(letters)
    gold = dice.choice([word for word in words if fits(word, letter)])
    wrong = dice.choice([word for word in words if not fits(word, letter)])
    return Draw({"letter": letter}, {"letter": letter}, gold, wrong)


def _number(task: Task, _: Lexicon, dice: Dice) -> Draw:
    small, big = sorted(dice.some(range(10, 1000), 2))
    answer, distractor = (big, small) if task.core == "bigger_number" else (small, big)
    first, second = _ordered(str(answer), str(distractor), task.number)
    shown = {"n1": int(first), "n2": int(second)}
    kwargs = {**shown, "answer": answer, "distractor": distractor, "answer_index": task.number % 2}
    return Draw(shown, kwargs, str(answer), str(distractor))


def _ordered(answer: str, distractor: str, number: int) -> tuple[str, str]:
    """Put the answer first in every other item."""
    return (answer, distractor) if number % 2 == 0 else (distractor, answer)


def _choice(answer: str, distractor: str, number: int, **more: str) -> Draw:
    word1, word2 = _ordered(answer, distractor, number)
    shown = {"word1": word1, "word2": word2, **more}
    kwargs = {**more, "answer": answer, "distractor": distractor, "answer_index": number % 2}
    return Draw(shown, kwargs | ({} if more else shown), answer, distractor)


def _pair(words: tuple[str, ...], dice: Dice, fits: Callable[[str, str], bool]) -> tuple[str, str]:
    """Return two words that fit together, the first of them the answer."""
    for answer in dice.shuffled(words):
        others = [word for word in words if fits(answer, word)]
        if others:
            return answer, dice.choice(others)
    raise ValueError("no two words of the lexicon fit together")


def _length(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    least, most = {"length_diff_3plus": (3, 99), "length_diff_1": (1, 1)}.get(task.variant, (1, 99))
    sign = 1 if task.core == "more_letters" else -1
    answer, distractor = _pair(
        lexicon.words, dice, lambda one, other: least <= sign * (len(one) - len(other)) <= most
    )
    return _choice(answer, distractor, task.number)


_DISTANCES: dict[str, Callable[[int], bool]] = {
    "far_first_letter": lambda distance: distance >= 13,
    "different_first_letter": lambda distance: distance >= 1,
    "consecutive_first_letter": lambda distance: distance == 1,
    "same_first_letter": lambda distance: distance == 0,
    "": lambda distance: distance >= 0,
}


def _alphabet(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    fits = _DISTANCES[task.variant]

    def before(one: str, other: str) -> bool:
        first, second = one.lower(), other.lower()
        return first < second and fits(ord(second[0]) - ord(first[0]))

    # Letters with accents have no place in the alphabet that all agree on.
    words = tuple(word for word in lexicon.words if task.language == "ru" or word.isascii())
    answer, distractor = _pair(words, dice, before)
    return _choice(answer, distractor, task.number)


def _rhyme(task: Task, _: Lexicon, dice: Dice) -> Draw:
    for group in dice.shuffled(rhymes()):
        for query in dice.shuffled(group):
            answers = [
                word
                for word in group
                if not (word.endswith(query) or query.endswith(word))
                and (not task.variant or _alike(word, query) == ("similar" in task.variant))
            ]
            others = [
                word
                for word in spoken()
                if word not in group
                and (not task.variant or _alike(word, query) != ("similar" in task.variant))
            ]
            if answers and others:
                return _choice(dice.choice(answers), dice.choice(others), task.number, query=query)
    raise ValueError("the words have no rhymes")


def _alike(one: str, other: str) -> bool:
    """Whether two words look as if they rhymed: the last two letters are the same."""
    return one[-2:] == other[-2:]


def _homophone(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    query, answer = dice.some(dice.choice(homophones()), 2)
    others = [word for word in lexicon.words if word[0] == query[0] and word not in {query, answer}]
    return _choice(answer, dice.choice(others or lexicon.words), task.number, query=query)


def _listed(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _association(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    category, other = dice.some(sorted(lexicon.categories), 2)
    one, many = (category, other) if task.core.startswith("most") else (other, category)
    answer = dice.choice(lexicon.categories[one])
    distractors = dice.some(lexicon.categories[many], 4)
    place = task.number % 5
    words = [*distractors[:place], answer, *distractors[place:]]
    shown = {"category": category, "words": _listed(words)}
    kwargs = {"category": category, "answer": answer, "distractors": distractors}
    return Draw(shown, {**kwargs, "answer_index": place}, answer, distractors[0])


def _membership(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    size = 5
    if task.variant:
        strangers = int(task.variant[0])
    else:
        strangers = (
            (0, 1)[task.number % 2] if task.core.startswith("all") else (4, 5)[task.number % 2]
        )
    category, other = dice.some(sorted(lexicon.categories), 2)
    distractors = dice.some(lexicon.categories[other], strangers)
    words = dice.shuffled(
        [*dice.some(lexicon.categories[category], size - strangers), *distractors]
    )
    right = strangers == 0 if task.core.startswith("all") else strangers < size
    kwargs = {
        "category": category,
        "words": words,
        "distractors": distractors,
        "num_distractors": strangers,
        "num_words": size,
    }
    gold, wrong = ("yes", "no") if right else ("no", "yes")
    return Draw({"category": category, "words": _listed(words)}, kwargs, gold, wrong)


def _of_word(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    """Ask for the first or the last letter of a word."""
    words = [word for word in lexicon.words if word[0].lower() != word[-1] and len(word) > 2]
    word = dice.choice(words)
    gold, wrong = (word[0], word[-1]) if task.core == "first_letter" else (word[-1], word[0])
    return Draw({"word": word}, {"word": word, "answer": gold.lower()}, gold.lower(), wrong.lower())


def _of_sentence(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    """Ask for the first or the last word of a sentence."""
    sentence = _sentence(lexicon, dice)
    words = sentence.split()
    gold, wrong = (words[0], words[-1]) if task.core == "first_word" else (words[-1], words[0])
    return Draw({"sentence": sentence}, {"sentence": sentence, "answer": gold}, gold, wrong)


def _beside(task: Task, lexicon: Lexicon, dice: Dice) -> Draw:
    """Ask for the word next to a word that occurs once in a sentence."""
    sentence = _sentence(lexicon, dice)
    words = sentence.split()
    once = [
        place
        for place in range(1, len(words) - 1)
        if words.count(words[place]) == 1 and words[place - 1].lower() != words[place + 1].lower()
    ]
    place = dice.choice(once)
    before, query, after = words[place - 1 : place + 2]
    gold, wrong = (after, before) if task.core == "word_after" else (before, after)
    shown = {"sentence": sentence, "query": query}
    return Draw(shown, {**shown, "answer": gold}, gold, wrong)


_DRAWS: dict[str, Callable[[Task, Lexicon, Dice], Draw]] = {
    **dict.fromkeys(
        ("sentence_containing", "sentence_not_containing", "starts_with_word", "ends_with_word"),
        _ends,
    ),
    **dict.fromkeys(
        ("word_containing", "word_not_containing", "starts_with_letter", "ends_with_letter"),
        _letter,
    ),
    **dict.fromkeys(("bigger_number", "smaller_number"), _number),
    **dict.fromkeys(("more_letters", "less_letters"), _length),
    "first_alphabetically": _alphabet,
    "rhyming_word": _rhyme,
    "homophones": _homophone,
    **dict.fromkeys(("most_associated_word", "least_associated_word"), _association),
    **dict.fromkeys(("all_words_from_category", "any_words_from_category"), _membership),
    **dict.fromkeys(("first_letter", "last_letter"), _of_word),
    **dict.fromkeys(("first_word", "last_word"), _of_sentence),
    **dict.fromkeys(("word_after", "word_before"), _beside),
}
"""What draws the arguments of each core task."""
