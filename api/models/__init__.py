"""The shapes of the answers, as the OpenAPI describes them."""
