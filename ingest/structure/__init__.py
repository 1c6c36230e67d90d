"""Where things stand: paragraphs, their numbering, the header, the instruments in a file."""
