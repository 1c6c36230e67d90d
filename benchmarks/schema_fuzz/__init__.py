"""Requests made from the OpenAPI, right and wrong ones, and whether every answer is what it promises."""
