"""The steps that fill a `Reading` in turn: structure, citations, relations, tasks."""
