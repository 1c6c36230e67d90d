"""Damaged files by the thousand, each read as a run reads it: none may break a run, hang it or eat the machine."""
