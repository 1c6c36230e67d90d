"""PDF: characters with their places, and from these lines, columns, tables, notes and paragraphs."""

from ingest.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]
