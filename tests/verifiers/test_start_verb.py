"""`words:start_verb`: what the dictionary calls a verb, and what stands in for nltk's tagger."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ifeval_kit import verify
from ifeval_kit.tokens.verbs import is_verb, verb_forms

CHECK = [{"id": "words:start_verb"}]
IFK = [sys.executable, "-m", "ifeval_kit"]


@pytest.mark.parametrize(
    "word",
    ["is", "went", "written", "realise", "analyze", "don't", "can't", "won't", "let's", "re-read"],
)
def test_forms_of_verbs(word: str) -> None:
    assert is_verb(word)


@pytest.mark.parametrize("word", ["", "the", "with", "his", "blorf", "google's", "n't", "x-ray-"])
def test_no_verbs(word: str) -> None:
    assert not is_verb(word)


def test_the_dictionary_holds_words_only() -> None:
    assert len(verb_forms()) > 60_000
    assert all(form.isalpha() and form == form.lower() for form in verb_forms())


@pytest.mark.parametrize(
    "text", ["**Write** it.", "1. Run.", "- Go", "“Is it?”", "Don’t go.", "(Look) here", "## Stop"]
)
def test_what_stands_before_the_word_does_not_matter(text: str) -> None:
    [verdict] = verify(text, CHECK)
    assert verdict.passed, verdict.reason


def test_marks_alone_are_no_verb() -> None:
    [verdict] = verify("*** !", CHECK)
    assert (verdict.passed, verdict.reason) == (False, "0 words, expected at least 1")


def in_upstream(text: str, environment: dict[str, str]) -> str:
    """Decide a text in a fresh process."""
    code = (
        "import ifeval_kit\n"
        "try:\n"
        f"    [verdict] = ifeval_kit.verify({text!r}, {CHECK!r}, profile='upstream')\n"
        "    print(verdict.passed, verdict.reason)\n"
        "except ifeval_kit.errors.MissingResourceError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def no_tagger(tmp_path: Path) -> dict[str, str]:
    """An environment in which nltk finds no data: its places are all below the home folder."""
    return os.environ | {"HOME": str(tmp_path), "NLTK_DATA": str(tmp_path)}


def test_without_the_model_the_command_that_gets_it_is_named(no_tagger: dict[str, str]) -> None:
    told = in_upstream("Go.", no_tagger)
    assert "which is not installed" in told
    assert "`python -m nltk.downloader averaged_perceptron_tagger_eng`" in told


@pytest.fixture
def own_tagger(tmp_path: Path) -> dict[str, str]:
    """An environment in which nltk finds a tagger of two words, trained here, by the real name."""
    from nltk.tag.perceptron import PerceptronTagger

    folder = tmp_path / "taggers" / "averaged_perceptron_tagger_eng"
    folder.mkdir(parents=True)
    learnt = [[("Go", "VB"), (".", ".")], [("It", "PRP"), ("goes", "VBZ"), (".", ".")]]
    tagger = PerceptronTagger(load=False)
    tagger.train(learnt * 10)
    for part, value in zip(
        ("weights", "tagdict", "classes"), tagger.encode_json_obj(), strict=True
    ):
        (folder / f"{folder.name}.{part}.json").write_text(json.dumps(value), encoding="utf-8")
    return os.environ | {"NLTK_DATA": str(tmp_path)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Go.", "True the first token, 'Go', is tagged VB, expected a verb (VB...)"),
        ("It goes.", "False the first token, 'It', is tagged PRP, expected a verb (VB...)"),
    ],
)
def test_upstream_asks_the_tagger_of_nltk(own_tagger: dict[str, str], text: str, told: str) -> None:
    assert in_upstream(text, own_tagger) == told


def test_a_missing_tagger_is_told_by_checks_test(no_tagger: dict[str, str]) -> None:
    command = [*IFK, "checks", "test", "--profile", "upstream"]
    done = subprocess.run(command, env=no_tagger, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    told = " ".join(done.stdout.split())
    assert "cases of words:start_verb are not decided: " in told
    assert "`python -m nltk.downloader averaged_perceptron_tagger_eng`" in told
