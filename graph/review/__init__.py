"""A reviewer's decisions: written down once, applied with every load, found again when a text has moved.

`book` keeps them, `decisions` says which stand, `anchors` finds their things, `applying` puts them over a corpus.
"""
