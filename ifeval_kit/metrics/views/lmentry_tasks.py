"""Which tasks of LMentry are compared with each other (the paper's section on robustness)."""

from __future__ import annotations

from ifeval_kit.datasets.formats.lmentry import VARIANTS

ORDER = (
    "more_letters",
    "less_letters",
    "first_alphabetically",
    "rhyming_word",
    "homophones",
    "bigger_number",
    "smaller_number",
)
"""The tasks that name two possible answers, in either order."""

CONTENT = {
    task: tuple(f"{task}_{variant}" for variant in variants) for task, variants in VARIANTS.items()
}
"""The tasks that differ only in how hard their arguments are, by the core task."""

ADJACENT = {
    "adjacent_by_definition": {
        "bigger/smaller_number": ("bigger_number", "smaller_number"),
        "more/less_letters": ("more_letters", "less_letters"),
        "word_after/before": ("word_after", "word_before"),
        "most/least_associated_word": ("most_associated_word", "least_associated_word"),
        "any/all_words_from_category": ("any_words_from_category", "all_words_from_category"),
    },
    "adjacent_by_explicit_negation": {
        "sentence_(not)_containing": ("sentence_containing", "sentence_not_containing"),
        "word_(not)_containing": ("word_containing", "word_not_containing"),
    },
    "adjacent_by_character_awareness": {
        "starts_with_word/letter": ("starts_with_word", "starts_with_letter"),
        "ends_with_word/letter": ("ends_with_word", "ends_with_letter"),
        "sentence/word_containing": ("sentence_containing", "word_containing"),
        "sentence/word_not_containing": ("sentence_not_containing", "word_not_containing"),
        "first_word/letter": ("first_word", "first_letter"),
        "last_word/letter": ("last_word", "last_letter"),
    },
    "adjacent_by_first_vs_last": {
        "starts/ends_with_word": ("starts_with_word", "ends_with_word"),
        "starts/ends_with_letter": ("starts_with_letter", "ends_with_letter"),
        "first/last_word": ("first_word", "last_word"),
        "first/last_letter": ("first_letter", "last_letter"),
    },
}
"""Pairs of tasks that differ in one respect, by the kind of it."""

PAIRS = {name: pair for pairs in ADJACENT.values() for name, pair in pairs.items()}

ORDERED = ("argument_order", "argument_content", "template", "adjacent_tasks")
"""The four aspects of robustness, in the order of the paper."""

_GROUPS = {
    "With and without": (
        "sentence_containing",
        "sentence_not_containing",
        "word_containing",
        "word_not_containing",
    ),
    "Words and categories": (
        "most_associated_word",
        "least_associated_word",
        "any_words_from_category",
        "all_words_from_category",
    ),
    "Comparing words and numbers": (
        "first_alphabetically",
        "more_letters",
        "less_letters",
        "bigger_number",
        "smaller_number",
    ),
    "Sounds": ("rhyming_word", "homophones"),
    "Neighbours": ("word_after", "word_before"),
    "Starting and ending with": (
        "starts_with_word",
        "ends_with_word",
        "starts_with_letter",
        "ends_with_letter",
    ),
    "First and last": ("first_word", "last_word", "first_letter", "last_letter"),
}

GROUPS = {
    title: tuple(each for task in tasks for each in (task, *CONTENT.get(task, ())))
    for title, tasks in _GROUPS.items()
}
"""All tasks in the order of the paper, those about argument content after their core task."""
