"""Suites of prompts: found, read, checked and generated; stored answers joined to them."""

from ifeval_kit.datasets.definition import own_suites
from ifeval_kit.datasets.responses import read_responses
from ifeval_kit.datasets.suite import Suite, load_shots, load_suite

__all__ = ["Suite", "load_shots", "load_suite", "own_suites", "read_responses"]
