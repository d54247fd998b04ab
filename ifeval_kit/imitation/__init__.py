"""Imitation against factuality: how much of a teacher's style, and of its knowledge, a student has.

The question is that of Gudibande et al. 2023, *The False Promise of Imitating Proprietary LLMs*
(arXiv:2305.15717): a model tuned on a stronger one's answers sounds like it; what does it know?
"""

from ifeval_kit.imitation.answers import TITLES, Excluded
from ifeval_kit.imitation.measure import Imitation, Part, imitation, to_json
from ifeval_kit.imitation.notes import notes
from ifeval_kit.imitation.verdict import LEAST_SHARE, Finding, Verdict

__all__ = [
    "LEAST_SHARE",
    "TITLES",
    "Excluded",
    "Finding",
    "Imitation",
    "Part",
    "Verdict",
    "imitation",
    "notes",
    "to_json",
]
