"""Documents that are zips of XML, written by hand: Word's and OpenDocument's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

from benchmarks.fuzz.words import BODY, FOOT, HEAD, ROWS

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx() -> list[bytes]:
    """A Word document with a table, a list, a note, a field, changes, a link, an old font and a box of text."""
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1"/></w:tcPr>'
    cells = "".join(f"<w:tr>{''.join(f'{cell}{_paragraph(c)}</w:tc>' for c in row)}</w:tr>" for row in ROWS)
    noted = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ muc </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>4</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    changed = (
        '<w:ins w:id="1"><w:r><w:t>thêm</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>bỏ</w:delText></w:r></w:del>'
    )
    old = '<w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>Ngh&#254; ®Þnh</w:t></w:r>'
    link = '<w:hyperlink r:id="rId9"><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t>nguồn</w:t></w:r></w:hyperlink>'
    box = f"<w:pict><w:txbxContent>{_paragraph(FOOT[0])}</w:txbxContent></w:pict>"
    box = f"<w:r><mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    body = (
        "".join(_paragraph(line) for line in (*HEAD, *BODY[:3]))
        + "".join(_paragraph(line, listed) for line in BODY[3:])
        + f"<w:p>{noted}{field}{changed}{old}{link}{box}</w:p><w:tbl><w:tblGrid/>{cells}</w:tbl>"
        + "".join(_paragraph(line, '<w:pStyle w:val="So"/>') for line in FOOT)
        + '<w:sectPr><w:footerReference r:id="rId5"/></w:sectPr>'
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%{k + 1}."/></w:lvl>'
        for k, form in enumerate(("decimal", "lowerLetter", "upperRoman"))
    )
    numbers = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    numbers += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    styles = '<w:style w:type="paragraph" w:styleId="So"><w:basedOn w:val="So2"/><w:pPr><w:numPr/></w:pPr></w:style>'
    parts = {
        "document": f"<w:body>{body}</w:body>",
        "numbering": numbers,
        "styles": styles + styles.replace('"So"', '"So2"').replace("basedOn", "next"),
        "footnotes": f'<w:footnote w:id="2">{_paragraph(BODY[2])}</w:footnote>',
        "footer": _paragraph("Trang 1"),
        "settings": '<w:footnotePr><w:numFmt w:val="lowerRoman"/></w:footnotePr>',
    }
    roots = {"footer": "ftr"}
    names = (
        f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    members = {
        f"word/{key}.xml": f"<w:{(root := roots.get(key, key))} {names}>{xml}</w:{root}>" for key, xml in parts.items()
    }
    related = "".join(
        f'<Relationship Id="rId{k}" Type="{_OFFICE}/{part}" Target="{part}.xml"/>'
        for k, part in enumerate(("numbering", "styles", "footnotes", "settings", "footer"), start=1)
    )
    related += f'<Relationship Id="rId9" Type="{_OFFICE}/hyperlink" Target="http://x.example" TargetMode="External"/>'
    first = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">{first}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{related}</Relationships>',
        **members,
    }
    return [zipped({name: xml.encode() for name, xml in members.items()})]


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            # A date of its own, or the same documents would be other bytes every two seconds.
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def odt() -> list[bytes]:
    """An OpenDocument text with a table."""
    office_, text, table = (f"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" for n in ("office", "text", "table"))
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in ROWS
    )
    column = f'<table:table-column table:number-columns-repeated="{len(ROWS[0])}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in (*HEAD, *BODY))
    content = (
        f'<office:document-content xmlns:office="{office_}" xmlns:text="{text}" xmlns:table="{table}" '
        f'office:version="1.2"><office:body><office:text>{lines}<table:table>{column}{rows}</table:table></office:text>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    listed = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    entries += '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
    manifest = f'<m:manifest xmlns:m="{listed}" m:version="1.2">{entries}</m:manifest>'
    members = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return [zipped({name: said.encode() for name, said in members.items()}, zipfile.ZIP_STORED)]
