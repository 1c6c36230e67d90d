"""The grammars: symbols, dates, issuers, names, agencies, deadlines. Each scans flat clean text.

Flat text keeps a newline only between paragraphs, so a blank in a pattern may stand for a line
break in the source while no pattern can run from one paragraph into the next.
"""
