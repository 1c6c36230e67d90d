"""Vietnamese text in the encodings that files come in: Unicode, and the code tables that came before it."""

from ingest.encodings.detect import Decoded, UnknownEncoding, decode
from ingest.encodings.fonts import charset_of_font, decode_font
from ingest.encodings.mojibake import decode_legacy_text

__all__ = ["Decoded", "UnknownEncoding", "charset_of_font", "decode", "decode_font", "decode_legacy_text"]
