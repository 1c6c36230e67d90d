"""Exports over HTTP: the whole graph or a part of it, as a file."""
