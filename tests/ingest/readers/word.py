"""Small Word documents, made in memory from words and XML: what `read_docx` is tested with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{RELATIONSHIPS}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
RULED = (
    '<w:tblPr><w:tblBorders><w:insideH w:val="single"/><w:insideV w:val="single"/></w:tblBorders></w:tblPr>'  # lines
)
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml"
 ContentType="application/xml"/><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>"""
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def run(text: str, properties: str = "") -> str:
    """Words with the properties of a run: `run("mật", "<w:vanish/>")`."""
    return f'<w:r>{_holder("rPr", properties)}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of runs and other XML; what does not begin with "<" is taken for words."""
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in content)
    return f"<w:p>{_holder('pPr', properties)}{inner}</w:p>"


def listed(text: str, number: int | None = None, level: int | None = None, style: str | None = None) -> str:
    """A paragraph of an automatic list, or of a style that numbers."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    at = f'<w:ilvl w:val="{level}"/>' if level is not None else ""
    of = f'<w:numId w:val="{number}"/>' if number is not None else ""
    return paragraph(text, properties=named + (f"<w:numPr>{at}{of}</w:numPr>" if at or of else ""))


def cell(*content: str, properties: str = "") -> str:
    """A cell of paragraphs; words become one paragraph each."""
    inner = "".join(piece if piece.startswith("<w:") else paragraph(piece) for piece in content or ("",))
    return f"<w:tc>{_holder('tcPr', properties)}{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row; words become one cell each."""
    inner = "".join(piece if piece.startswith("<w:tc>") else cell(piece) for piece in cells)
    return f"<w:tr>{_holder('trPr', properties)}{inner}</w:tr>"


def table(*rows: str | Iterable[str], properties: str = RULED) -> str:
    """A table, with lines between its cells unless said otherwise; rows are XML or words for cells."""
    return f"<w:tbl>{properties}{''.join(r if isinstance(r, str) else row(*r) for r in rows)}</w:tbl>"


def field(code: str, result: str = "") -> str:
    """A field with its code and, if any, its result."""
    middle = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{escape(code, quote=False)}</w:instrText></w:r>{middle}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def level(at: int, text: str, form: str = "decimal", start: int | None = 1, more: str = "") -> str:
    """A level of a list's definition."""
    begin = f'<w:start w:val="{start}"/>' if start is not None else ""
    return f'<w:lvl w:ilvl="{at}">{begin}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


def numbering(definitions: Mapping[int, str], lists: Mapping[int, tuple[int, str]]) -> str:
    """numbering.xml: levels by definition, and for each list its definition and its overrides."""
    return "".join(
        [f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>' for key, levels in definitions.items()]
        + [
            f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'
            for key, (of, overrides) in lists.items()
        ]
    )


def note(key: int, *content: str, kind: str = "footnote") -> str:
    """The words of a footnote or endnote."""
    inner = "".join(piece if piece.startswith("<w:p>") else paragraph(piece) for piece in content)
    return f'<w:{kind} w:id="{key}">{inner}</w:{kind}>'


def marked(key: int, kind: str = "footnote") -> str:
    """The run that marks a note."""
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{key}"/></w:r>'


def word(
    *blocks: str,
    styles: str = "",
    numbering: str = "",
    settings: str = "",
    footnotes: str = "",
    endnotes: str = "",
    parts: Mapping[str, tuple[str, str]] | None = None,
    links: Mapping[str, str] | None = None,
    main: str = "word/document.xml",
    kind: str = "document.main",
) -> bytes:
    """A document of these blocks. `parts` are other parts by relationship id: kind and XML; `links` addresses."""
    body = "".join(block if block.startswith("<") else paragraph(block) for block in blocks)
    known = {"styles": styles, "numbering": numbering, "settings": settings, "footnotes": footnotes}
    known["endnotes"] = endnotes
    xml = {main: _part("document", f"<w:body>{body}</w:body>")}
    relations: list[str] = []
    for name, inner in known.items():
        if inner:
            xml[f"word/{name}.xml"] = _part(name, inner)
            relations.append(_relation(name, name, f"{name}.xml"))
    for key, (of, whole) in (parts or {}).items():
        xml[f"word/{key}.xml"] = whole
        relations.append(_relation(key, of, f"{key}.xml"))
    relations += [_relation(key, "hyperlink", address, external=True) for key, address in (links or {}).items()]
    folder, _, file = main.rpartition("/")
    overrides = [(f"/{main}", kind)] + [(f"/word/{name}.xml", name) for name, inner in known.items() if inner]
    overrides += [(f"/word/{key}.xml", of) for key, (of, _) in (parts or {}).items() if of in ("header", "footer")]
    members = {
        "[Content_Types].xml": _TYPES.format(
            overrides="".join(f'<Override PartName="{at}" ContentType="{_CONTENT.format(k)}"/>' for at, k in overrides)
        ),
        "_rels/.rels": _relations([_relation("rId1", "officeDocument", main)]),
        f"{folder}/_rels/{file}.rels": _relations(relations),
        **xml,
    }
    return zipped({name: text.encode() for name, text in members.items()})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def replaced(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """A zip with members put in or in place of others."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**members, **changes})


def header(*content: str, kind: str = "hdr") -> str:
    """A part of a running head (`hdr`) or foot (`ftr`)."""
    return _part(kind, "".join(piece if piece.startswith("<") else paragraph(piece) for piece in content))


def _part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} {NAMESPACES}>{inner}</w:{root}>'


def _relation(key: str, kind: str, target: str, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/{kind}" Target="{escape(target)}"{mode}/>'


def _relations(found: list[str]) -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{namespace}">{"".join(found)}</Relationships>'


def _holder(name: str, inner: str) -> str:
    return f"<w:{name}>{inner}</w:{name}>" if inner else ""
