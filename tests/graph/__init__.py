"""Tests of what is known: the model, the store, the questions."""
