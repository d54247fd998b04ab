"""From facts to items: wording, choices, aliases, solved examples."""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import Any

from ifeval_kit import content
from ifeval_kit.datasets.builders.facts.fact import LANGUAGES, Fact, Relation
from ifeval_kit.datasets.generation.dice import Dice
from ifeval_kit.datasets.yaml_files import read_yaml
from ifeval_kit.records import Constraint, Exemplar, Item
from ifeval_kit.verifiers.answer_places import tokens
from ifeval_kit.verifiers.choices import LETTERS

CHOICES = 4
EXAMPLES = 5
NEAR = 20
"""So many more and less popular facts lend their answers as distractors."""

OPEN_OF = 3
"""Of so many items one has choices."""

Wordings = dict[str, dict[str, dict[str, tuple[str, ...]]]]


@functools.cache
def wordings() -> Wordings:
    """Return the questions and the forms of answers, by name and language."""
    path = content.folder("suites") / "facts" / "wordings.yaml"
    return read_yaml(path, Wordings, ["form", "question"])


class Asker:
    """Asks about the facts of one relation."""

    def __init__(self, relation: Relation, seed: int) -> None:
        self.relation = relation
        self.name = relation.name
        self._seed = seed
        self._place = {fact.key: place for place, fact in enumerate(relation.facts)}
        self._languages = {fact.key: self._languages_of(fact) for fact in relation.facts}
        self._by_language: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in relation.facts:
            for language in self._languages[fact.key]:
                self._by_language[language].append(fact)
        self._at = {
            (language, fact.key): at
            for language, facts in self._by_language.items()
            for at, fact in enumerate(facts)
        }
        self._longer = {language: self._containing(language) for language in self._by_language}

    def item(self, fact: Fact, turn: int) -> Item | None:
        """Return an item about a fact, in another language each turn; ``None`` where none is left.

        English comes first for one fact of four, another language for the rest.
        """
        languages = self._languages[fact.key]
        dice = Dice("facts", self._seed, self.name, fact.key)
        order = dice.shuffled([language for language in languages if language != "en"])
        if "en" in languages:
            order.insert(min(1, len(order)) if dice.below(4) else 0, "en")
        if turn >= len(order):
            return None
        return self._asked(fact, order[turn], Dice("facts", self._seed, self.name, fact.key, turn))

    def _asked(self, fact: Fact, language: str, dice: Dice) -> Item:
        with_choices = dice.below(OPEN_OF) == 0 and self._distractors(fact, language, dice)
        wording = dice.choice(wordings()["question"][self.name][language])
        form = dice.choice(wordings()["form"]["choice" if with_choices else "open"][language])
        prompt, constraint = self._posed(fact, language, wording, form, with_choices or (), dice)
        examples = []
        for other in self._others(fact, language, dice):
            wrong = self._distractors(other, language, dice) if with_choices else ()
            if with_choices and not wrong:
                continue
            asked, solved = self._posed(other, language, wording, form, wrong, dice)
            examples.append(Exemplar(asked, _right(solved, other, language)))
        return Item(
            id=f"{self.name}-{fact.key}-{language}",
            prompt=prompt,
            constraints=(constraint,),
            category=self.name,
            language=language,
            answers=fact.answers[language],
            group=self.relation.band(self._place[fact.key]),
            exemplars=tuple(examples[:EXAMPLES]),
            meta={
                "relation": self.name,
                "subject": fact.subjects[language],
                "form": "choice" if with_choices else "open",
                "source": fact.source,
                "popularity": self.relation.popularity,
            },
        )

    def _posed(
        self,
        fact: Fact,
        language: str,
        wording: str,
        form: str,
        wrong: tuple[str, ...],
        dice: Dice,
    ) -> tuple[str, Constraint]:
        """Return a prompt and what decides the answer to it."""
        question = wording.replace("{x}", fact.subjects[language])
        right = fact.answers[language]
        if not wrong:
            longer = self._longer[language].get(right, ())
            kwargs: dict[str, Any] = {"answers": list(right)}
            if longer:
                kwargs["others"] = list(longer)
            return f"{question} {form}", Constraint("facts:exact_match", kwargs)
        choices = dice.shuffled([right[0], *wrong])
        listed = [f"{LETTERS[place]}. {choice}" for place, choice in enumerate(choices)]
        prompt = "\n".join([question, *listed, form])
        kwargs = {"choices": choices, "answer": choices.index(right[0])}
        return prompt, Constraint("facts:choice", kwargs)

    def _languages_of(self, fact: Fact) -> list[str]:
        """Return the languages in which a fact can be asked without giving the answer away."""
        asked = wordings()["question"][self.name]
        return [
            language
            for language in LANGUAGES
            if language in fact.subjects
            and language in fact.answers
            and language in asked
            and not _told(fact.subjects[language], fact.answers[language])
        ]

    def _distractors(self, fact: Fact, language: str, dice: Dice) -> tuple[str, ...]:
        """Return wrong answers of the same kind, of facts about as popular where there are enough.

        None are returned where there are too few.
        """
        right = set(map(_folded, fact.answers[language]))
        known = self._by_language[language]
        at = self._at[language, fact.key]
        near = known[max(0, at - NEAR) : at] + known[at + 1 : at + NEAR]
        found: dict[str, str] = {}
        for other in dice.shuffled(near) + known[: NEAR * CHOICES]:
            names = other.answers[language]
            if right.isdisjoint(map(_folded, names)) and not _told(
                fact.subjects[language], names[:1]
            ):
                found.setdefault(_folded(names[0]), names[0])
            if len(found) == CHOICES - 1:
                return tuple(found.values())
        return ()

    def _others(self, fact: Fact, language: str, dice: Dice) -> list[Fact]:
        """Return other facts for solved examples, a few more than needed, without the answer."""
        right = set(map(_folded, fact.answers[language]))
        found: list[Fact] = []
        for _ in range(8 * EXAMPLES):
            other = dice.choice(self._by_language[language])
            fits = other.key != fact.key and right.isdisjoint(map(_folded, other.answers[language]))
            if fits and other not in found:
                found.append(other)
            if len(found) == EXAMPLES + 1:
                break
        return found

    def _containing(self, language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Return for each set of answers the names of the relation that hold one and are another.

        Names of subjects count as well: Mexico City is not Mexico.
        """
        facts = self._by_language[language]
        names = {name for fact in facts for name in fact.answers[language]}
        names |= {fact.subjects[language] for fact in facts}
        by_word: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(names):
            for word in set(_folded(name).split()):
                by_word[word].append(name)
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        for right in {fact.answers[language] for fact in facts}:
            same = set(map(_folded, right))
            longer = {
                name
                for alias in same
                for name in by_word.get(alias.split()[0], ())
                if _folded(name) not in same and _holds(name, alias)
            }
            if longer:
                found[right] = tuple(sorted(longer))
        return found


def _right(constraint: Constraint, fact: Fact, language: str) -> str:
    if constraint.id == "facts:choice":
        letter: str = LETTERS[constraint.kwargs["answer"]]
        return letter
    return fact.answers[language][0]


@functools.lru_cache(maxsize=100_000)
def _folded(name: str) -> str:
    """Return the words of a name as a reader compares them."""
    return " ".join(word.norm for word in tokens(name)) or name


def _holds(name: str, folded: str) -> bool:
    return f" {folded} " in f" {_folded(name)} "


def _told(subject: str, names: tuple[str, ...]) -> bool:
    """Whether a subject holds one of some names."""
    return any(_holds(subject, _folded(name)) for name in names)
