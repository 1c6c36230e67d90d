"""How it becomes known: files in, citations, tasks and evidence out."""
