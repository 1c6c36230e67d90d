"""Every citation of a text that somebody gives: what it means in the graph, how that stands, how to write it."""
