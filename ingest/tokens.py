"""A fast tokenizer: runs of letters and digits, single marks, blanks. `doc.text` is the text, always.

spaCy's multi-language rules cost four fifths of the whole pipeline on first sight of a text, and
nothing here reads tokens: they are for spans, and for components that others add.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

_TOKEN = re.compile(r"(\w+|[^\w\s]|\s)( ?)")


class Tokenizer:
    """Callable as spaCy's own; a single blank after a token belongs to that token."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        pairs = _TOKEN.findall(text)
        return Doc(self.vocab, words=[w for w, _ in pairs], spaces=[bool(s) for _, s in pairs])


def create() -> Callable[[Language], Tokenizer]:
    """For a pipeline's configuration, so that spaCy does not build its own first (0.3 s)."""
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register("danchieu.Tokenizer.v1", func=create)
