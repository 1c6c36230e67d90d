"""A whole country's documents, made up after the measures of real ones, and what it takes to read them.

`figures` measures a real corpus, `make` writes one of any size like it, `check` compares what is read with what was
written, `measure` times reading it.
"""
