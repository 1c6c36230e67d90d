"""spaCy pipeline components; each is a registered factory that any pipeline can `add_pipe`."""
