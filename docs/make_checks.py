"""A page for every check, and an index of them by family, made from ``checks/``.

It is a hook of mkdocs: the pages are made whenever the documentation is built, and lie nowhere.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ifeval_kit.catalogue import Check, load_catalogue
from ifeval_kit.cli import table as printed

FAMILIES = {
    "ifeval": "IFEval (Zhou et al. 2023)",
    "ifbench": "IFBench (Pyatkin et al. 2025)",
    "rlvr": "IF-RLVR (training ids of open-instruct)",
    "lmentry": "LMentry (Efrat, Honovich and Levy 2022)",
    "m2c": "M2C (Hlavnova and Ruder 2023)",
    "facts": "Questions of fact",
    "sni": "Super-NaturalInstructions (Wang et al. 2022)",
    "unnatural": "Unnatural Instructions (Honovich et al. 2022)",
}
LANGUAGES = {"en": "English", "de": "German"}
LONGEST = 160
"""Characters of a case's text that are shown."""

_OPENING = """# Checks

What a check means, how it is worded, what each [profile](../profiles.md) decides, and the cases
that prove it. *Vacuous* ones let trivial answers pass in `upstream` that do not keep them."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages; mkdocs calls this."""
    for path, content in pages().items():
        files.append(File.generated(config, path, content=content))
    return files


def pages() -> dict[str, str]:
    """Return the pages by their path under ``docs/``."""
    checks = load_catalogue()
    made = {_path(found): page(found, checks) for found in checks.values()}
    return {"checks/index.md": index(checks.values()), **made}


def index(checks: Iterable[Check]) -> str:
    """Return the list of all checks, by family."""
    parts = [_OPENING]
    ordered = sorted(checks, key=lambda found: (list(FAMILIES).index(found.family), found.id))
    for family, members in itertools.groupby(ordered, key=lambda found: found.family):
        rows = [
            (
                f"[`{found.id}`]({found.id.replace(':', '/')}.md)",
                plain(found.says),
                "differ" if found.profiles else "",
                "yes" if found.vacuous else "",
            )
            for found in members
        ]
        heading = f"## {FAMILIES[family]}: {len(rows)} checks"
        parts += [heading, table(("check", "what it asks for", "profiles", "vacuous"), rows)]
    return "\n\n".join(parts) + "\n"


def page(found: Check, checks: dict[str, Check]) -> str:
    """Return the page of one check."""
    return "\n\n".join(_sections(found, checks)) + "\n"


def _sections(found: Check, checks: dict[str, Check]) -> Iterator[str]:
    yield f"# {plain(found.title)}"
    yield f"`{found.id}`: {plain(found.says)}"
    yield f"Source: {plain(found.source)}. [All checks](../index.md)"
    if found.parameters:
        rows = [(f"`{name}`", plain(text)) for name, text in found.parameters.items()]
        yield "## Parameters"
        yield table(("parameter", "meaning"), rows)
    yield "## Wordings"
    for language, wordings in found.wording.items():
        yield f"{LANGUAGES.get(language, language)}:"
        yield "\n".join(f"- {plain(wording)}" for wording in wordings)
    if found.profiles:
        yield "## Where the profiles differ"
        yield "\n".join(f"- **{name}**: {plain(text)}" for name, text in found.profiles.items())
    if found.vacuous:
        yield "**Vacuous in `upstream`**: trivial answers pass that do not keep the instruction."
    if found.threads:
        yield "Reported in " + ", ".join(map(_thread, found.threads)) + "."
    if found.conflicts:
        yield "## Not together with"
        yield "\n".join(f"- [`{other}`](../../{_path(checks[other])})" for other in found.conflicts)
    yield "## Cases"
    yield _cases(found)


def _cases(found: Check) -> str:
    headings = ["#", "upstream", "fixed", "parameters", "text", "why"]
    rows = [
        [
            str(number),
            case.upstream,
            case.fixed,
            code(json.dumps(case.kwargs, ensure_ascii=False)[1:-1]),
            code(printed.on_one_line(case.text, LONGEST)),
            plain(case.why),
        ]
        for number, case in enumerate(found.cases, start=1)
    ]
    if not found.parameters:
        for cells in (headings, *rows):
            del cells[3]
    return table(headings, rows)


def _path(found: Check) -> str:
    return f"checks/{found.id.replace(':', '/')}.md"


def _thread(thread: str) -> str:
    repository, _, number = thread.partition("#")
    return f"[{thread}](https://github.com/{repository}/issues/{number})"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; the cells must be Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain(text: str) -> str:
    """Return a text in which nothing is Markdown or HTML."""
    return "".join(c if c.isalnum() or c in " .,:;'?" else f"&#{ord(c)};" for c in text)


def code(text: str) -> str:
    """Return a text in the typeface of code; an empty one stays empty."""
    return f"<code>{plain(text)}</code>" if text else ""
