"""From mentions to instruments over a whole corpus: keys, clusters in time, a ladder of methods."""

from ingest.resolve.corpus import resolve

__all__ = ["resolve"]
