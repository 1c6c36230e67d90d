"""The pages for people: templates, the style sheet, and what they need said in words.

Rendered here, without scripts; every value is escaped, and nothing is fetched from elsewhere. The
addresses are in `api.routes.pages`.
"""
