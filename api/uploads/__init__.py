"""Writing over HTTP: what is accepted is on the disk first, and one worker a store brings it into the graph.

`receiving` takes bytes in, `jobs` remembers what was accepted, `worker` (a process) does it, `keeper` keeps one
running, `events` tells how far it is.
"""
