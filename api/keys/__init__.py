"""Who may do what: keys that the command line makes and revokes, asked for wherever something is written.

`book` keeps them, `access` asks for them over HTTP.
"""
