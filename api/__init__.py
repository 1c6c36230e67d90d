"""How it is asked: HTTP, SPARQL and the command line."""
