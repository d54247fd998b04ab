"""Templates whose words inflect and agree: a grammar, lexicons, expansion and sampling (M2C)."""

from ifeval_kit.datasets.morphology.expand import Expander, Expansion
from ifeval_kit.datasets.morphology.features import TemplateError
from ifeval_kit.datasets.morphology.files import Probe, SpokenLanguage, load_language

__all__ = [
    "Expander",
    "Expansion",
    "Probe",
    "SpokenLanguage",
    "TemplateError",
    "load_language",
]
