"""How likely a model holds given continuations: both engines, and a plain pass of the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.engines import Engine, available, open_engine, resolve_model
from ifeval_kit.errors import UsageError
from ifeval_kit.records import Message, Request, Sampling

QUESTIONS = (
    ("What is the capital of France? Answer:", ("Paris", "Lyon", "Rome", "a city in the north")),
    ("The sun rises in the\n", ("east", "west", "morning and sets in the evening, every day")),
    ("2 + 2 =", ("4", "5", "22", "four", "-4")),
    ("Which letter comes first?\nA. B\nB. A\nAnswer:", ("A", "B", "C", "D")),
    ("Tell me of " + "many rivers and " * 9 + "one sea.", ("A", "B", "Water.", "水", "é\n")),
)


def requests() -> list[Request]:
    return [
        Request(key, (Message("user", question),), continuations=continuations)
        for key, (question, continuations) in enumerate(QUESTIONS)
    ]


def weighed(engine: Engine) -> dict[int, list[float]]:
    found = list(engine.weigh(requests()))
    assert all(one.error is None and one.finish_reason == "stop" for one in found)
    assert sorted(one.key for one in found) == list(range(len(QUESTIONS)))
    assert all((one.prompt_tokens or 0) > 0 < (one.completion_tokens or 0) for one in found)
    return {one.key: json.loads(one.text) for one in found}


@pytest.fixture(scope="module", params=["transformers", "vllm"])
def engine(request: pytest.FixtureRequest, model_folder: Path) -> Iterator[Engine]:
    name: str = request.param
    problem = {state.name: state.problem for state in available()}[name]
    if problem:
        pytest.skip(problem)
    more = {"max_model_len": 512} if name == "vllm" else {"batch_size": 4}
    settings = {"dtype": "float32", **more}
    with open_engine(name, resolve_model(str(model_folder), name), settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def plain(model_folder: Path) -> dict[int, list[float]]:
    """The numbers by one pass of the model for each continuation, without cache or padding."""
    torch = pytest.importorskip("torch", reason="the extra transformers is not installed")
    transformers = pytest.importorskip(
        "transformers", reason="the extra transformers is not installed"
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(model_folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(model_folder, dtype="float32")
    found: dict[int, list[float]] = {}
    for key, (question, continuations) in enumerate(QUESTIONS):
        chat = [{"role": "user", "content": question}]
        text: str = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        start = len(tokenizer(text.rstrip())["input_ids"])
        found[key] = []
        for continuation in continuations:
            ids = torch.tensor([tokenizer(text + continuation)["input_ids"]])
            with torch.no_grad():
                table = model(ids).logits[0].log_softmax(dim=-1)
            rows = range(start - 1, ids.shape[1] - 1)
            found[key].append(sum(float(table[row, ids[0, row + 1]]) for row in rows))
    return found


@pytest.mark.engine
@pytest.mark.filterwarnings("default")
def test_the_numbers_are_those_of_the_model(engine: Engine, plain: dict[int, list[float]]) -> None:
    found = weighed(engine)
    for key, expected in plain.items():
        assert found[key] == pytest.approx(expected, abs=1e-2)


@pytest.mark.engine
@pytest.mark.filterwarnings("default")
def test_a_prompt_longer_than_the_context_fails_alone(engine: Engine) -> None:
    short, long = requests()[0], Request(9, (Message("user", "word " * 9000),), 0, ("a", "b"))
    found = {one.key: one for one in engine.weigh([long, short])}
    assert "context" in (found[9].error or "")
    assert found[0].error is None
    assert list(engine.weigh([])) == []
    (answer,) = engine.generate([Request(1, short.messages)], Sampling(max_tokens=2))
    assert answer.text


def test_engines_that_cannot_say_so(tmp_path: Path) -> None:
    stored = tmp_path / "stored.jsonl"
    stored.write_text('{"prompt": "p", "response": "r"}\n')
    with (
        open_engine("replay", resolve_model(str(stored), "replay"), {}) as engine,
        pytest.raises(UsageError, match=r"replay gives no log-probabilities .* use --engine vllm"),
    ):
        engine.weigh(requests())
    if {state.name: state.problem for state in available()}["openai"]:
        return
    settings: dict[str, Any] = {"base_url": "http://localhost:1/v1"}
    with (
        open_engine("openai", resolve_model("m", "openai"), settings) as engine,
        pytest.raises(UsageError, match="openai gives no log-probabilities"),
    ):
        engine.weigh(requests())
