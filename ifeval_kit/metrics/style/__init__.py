"""Style without a judge: what an answer looks like, and how near that is to another answer."""

from ifeval_kit.metrics.style.features import Features, features
from ifeval_kit.metrics.style.similarity import MEASURES, TITLES, similarity

__all__ = ["MEASURES", "TITLES", "Features", "features", "similarity"]
