"""What holds for every engine that runs a model itself, with a real one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from ifeval_kit.engines import Engine, available, open_engine, resolve_model
from ifeval_kit.engines.cpu import has_bfloat16
from ifeval_kit.records import Completion, Message, Request, Sampling

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("default")]

TASKS = (
    "What is two plus two?",
    "Name the capital of France.",
    "Say hello.",
    "Write a story about a river.",
    "List three colours.",
    "Is the sky blue?",
    "Explain in detail how a steam engine works.",
    "Write a letter to a friend about the sea.",
)
CONTEXT = 512


@pytest.fixture(scope="module", params=["transformers", "vllm"])
def engine(request: pytest.FixtureRequest, model_folder: object) -> Iterator[Engine]:
    name: str = request.param
    problem = {state.name: state.problem for state in available()}[name]
    if problem:
        pytest.skip(problem)
    settings = {"max_model_len": CONTEXT} if name == "vllm" else {"batch_size": 8}
    with open_engine(name, resolve_model(str(model_folder), name), settings) as opened:
        yield opened


def ask(engine: Engine, *prompts: str, seed: int = 0, **sampling: object) -> list[Completion]:
    """The answers, in the order of the prompts."""
    requests = [
        Request(key, (Message("user", prompt),), seed=seed + key)
        for key, prompt in enumerate(prompts)
    ]
    answers = engine.generate(requests, Sampling(**{"max_tokens": 24, **sampling}))  # type: ignore[arg-type]
    return sorted(answers, key=lambda answer: answer.key)


def test_every_request_is_answered_once_and_each_as_it_ends(engine: Engine) -> None:
    requests = [
        Request(key, (Message("user", f"{task} ({key})"),)) for key, task in enumerate(TASKS * 2)
    ]
    arrived = [
        (time.monotonic(), answer) for answer in engine.generate(requests, Sampling(max_tokens=160))
    ]
    answers = [answer for _, answer in arrived]
    assert sorted(answer.key for answer in answers) == list(range(16))
    assert all(answer.error is None and answer.text for answer in answers)
    assert {answer.finish_reason for answer in answers} == {"stop", "length"}
    for answer in answers:
        assert answer.completion_tokens is not None
        assert answer.prompt_tokens is not None
        assert 10 < answer.prompt_tokens < 50
        if answer.finish_reason == "length":
            assert answer.completion_tokens == 160
        else:
            assert answer.completion_tokens < 160
    times = [at for at, _ in arrived]
    assert times[-1] - times[0] > 0.5, "all answers came at once"


def test_info(engine: Engine) -> None:
    info = engine.info
    assert info.engine in ("transformers", "vllm")
    assert info.version
    assert info.chat_template == "model"
    assert len(info.template_sha or "") == 64
    assert info.settings["dtype"] == ("bfloat16" if has_bfloat16() else "float32")
    assert info.packages["torch"]


def test_greedy_answers_repeat(engine: Engine) -> None:
    first = ask(engine, *TASKS)
    assert ask(engine, *TASKS, seed=5) == first
    assert ask(engine, TASKS[1])[0].text == first[1].text


def test_sampled_answers_follow_their_seeds(engine: Engine) -> None:
    first = ask(engine, *[TASKS[3]] * 4, temperature=1.0)
    assert len({answer.text for answer in first}) == 4
    assert ask(engine, *[TASKS[3]] * 4, temperature=1.0) == first
    other = ask(engine, *[TASKS[3]] * 4, temperature=1.0, seed=100)
    assert {answer.text for answer in other}.isdisjoint(answer.text for answer in first)


def test_a_stop_text_ends_the_answer_and_is_left_out(engine: Engine) -> None:
    (plain,) = ask(engine, TASKS[3], max_tokens=40)
    stop = plain.text[30:34]
    (cut,) = ask(engine, TASKS[3], max_tokens=40, stop=("never written", stop))
    assert cut.text == plain.text[: plain.text.index(stop)]
    assert cut.finish_reason == "stop"
    assert (cut.completion_tokens or 0) < (plain.completion_tokens or 0)


def test_a_prompt_longer_than_the_context_fails_alone(engine: Engine) -> None:
    short, long, other = ask(engine, TASKS[0], "word " * 9000, TASKS[1])
    assert "context" in (long.error or "")
    assert long.text == ""
    assert short.error is None
    assert other.error is None
    assert short.text


def test_the_answer_gets_the_room_that_is_left(engine: Engine) -> None:
    context = CONTEXT if engine.info.engine == "vllm" else 8192
    (known,) = ask(engine, "word", max_tokens=1)
    fixed = (known.prompt_tokens or 0) - 1
    (answer,) = ask(engine, "word" + " word" * (context - fixed - 4), max_tokens=50)
    assert answer.error is None
    assert (answer.prompt_tokens or 0) + (answer.completion_tokens or 0) <= context
    assert 0 < (answer.completion_tokens or 0) <= 3


def test_no_requests_no_answers(engine: Engine) -> None:
    assert ask(engine) == []


def test_an_engine_that_is_left_early_goes_on_afterwards(engine: Engine) -> None:
    requests = [Request(key, (Message("user", task),)) for key, task in enumerate(TASKS)]
    several = engine.generate(requests, Sampling(max_tokens=24))
    next(iter(several))
    del several
    assert len(ask(engine, *TASKS)) == len(TASKS)


def test_hostile_prompts_are_prompts(engine: Engine) -> None:
    prompts = (
        "",
        "\0\x1b[31m",
        "<|im_end|>" * 3,
        "\u202e\ufeff",
        "lone \ud800 surrogate",
        "é" * 200,
    )
    answers = ask(engine, *prompts, max_tokens=2)
    assert [answer.key for answer in answers] == list(range(len(prompts)))
