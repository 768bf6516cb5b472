"""Web: the handout as one HTML file that needs no other, its pictures as vectors inside."""

from __future__ import annotations

import html
from base64 import b64encode

from playground.desktop.export.handout.content import Content, Figure, Rows
from playground.desktop.painting import picture_writer

STYLE = """
:root { --ink: #1B1F24; --second: #5B6470; --line: #E1E4E8; --accent: #2F64D6; --ground: #F4F5F7; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 17px/1.55 "Source Serif 4", Georgia, "Noto Serif", "Noto Serif CJK SC", "Songti SC", SimSun, serif; }
main { max-width: 920px; margin: 32px auto; padding: 56px 64px; background: #fff; border: 1px solid var(--line); }
h1 { font-size: 34px; line-height: 1.15; margin: 0 0 8px; }
h2 { font-size: 15px; margin: 32px 0 8px; letter-spacing: .04em; color: var(--accent); }
.summary { font-style: italic; color: var(--second); margin: 0; }
:lang(zh) .summary, :lang(zh) figcaption { font-style: normal; }
.top { display: grid; grid-template-columns: 3fr 2fr; gap: 40px; }
.grid { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; margin-top: 32px; }
figure { margin: 0; } figure.wide { grid-column: 1 / -1; }
figure img { width: 100%; border: 1px solid var(--line); border-radius: 4px; display: block; }
figcaption { font-size: 14px; color: var(--second); margin-top: 6px; font-style: italic; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
td { padding: 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td + td { text-align: right; padding-left: 16px; font-variant-numeric: tabular-nums; }
.settings { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 32px; }
.settings h3 { font-size: 14px; margin: 0 0 4px; }
.sheet { max-width: 56%; }
footer { margin-top: 40px; border-top: 1px solid var(--line); padding-top: 10px; }
footer { font-size: 13px; color: var(--second); }
@media screen and (max-width: 760px) { main { padding: 28px 20px; margin: 0; }
  .top, .grid, .settings { grid-template-columns: 1fr; } .sheet { max-width: 100%; } }
@page { size: A4; margin: 16mm 15mm; }
@media print {
  html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { background: #fff; font-size: 10.5pt; line-height: 1.4; }
  main { border: 0; margin: 0; padding: 0; max-width: none; }
  h1 { font-size: 21pt; } h2 { font-size: 11pt; margin: 12pt 0 4pt; break-after: avoid; }
  .top { grid-template-columns: 3fr 2fr; gap: 20pt; }
  .grid { grid-template-columns: 1fr 1fr; gap: 10pt; margin-top: 10pt; }
  .settings { grid-template-columns: 1fr 1fr 1fr; gap: 16pt; break-inside: avoid; }
  figure, tr { break-inside: avoid; }
  figure img { max-height: 225mm; width: auto; max-width: 100%; }
  figcaption { font-size: 8.5pt; margin-top: 3pt; }
  table, .settings h3 { font-size: 8.5pt; } td { padding: 1pt 0; }
  .sheet { max-width: 60%; } footer { margin-top: 14pt; font-size: 8pt; }
}
"""


def page(content: Content, language: str) -> bytes:
    """The whole file, in UTF-8. Raises SaveError when a picture cannot be drawn."""
    text = html.escape
    words = content.words
    numbered = list(enumerate(content.pictures, 1))
    figures = "".join(_figure(picture, words["figure"].format(number)) for number, picture in numbered)
    settings = "".join(f"<div><h3>{text(name)}</h3>{_table(rows)}</div>" for name, rows in content.settings)
    sheet = ""
    if content.sheet is not None:
        sheet = f"<h2>{text(words['sheet'])}</h2><div class='sheet'>{_figure(content.sheet, '')}</div>"
    return (
        f"<!DOCTYPE html>\n<html lang='{'zh-CN' if language == 'zh' else 'en'}'>\n<head>\n<meta charset='utf-8'>\n"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'>\n<title>{text(content.title)}</title>\n"
        f"<style>{STYLE}</style>\n</head>\n<body><main>\n"
        f"<h1>{text(content.title)}</h1>\n<p class='summary'>{text(content.summary)}</p>\n"
        f"<div class='top'><div><h2>{text(words['lesson'])}</h2><p>{text(content.lesson)}</p></div>\n"
        f"<div><h2>{text(words['result'])}</h2>{_table(content.result)}<p>{text(content.verdict)}</p></div></div>\n"
        f"<div class='grid'>{figures}</div>\n{sheet}\n"
        f"<h2>{text(words['settings'])}</h2><div class='settings'>{settings}</div>\n"
        f"<footer>{text(words['run'])} · {text(words['foot'])}</footer>\n</main></body></html>\n"
    ).encode()


def _figure(picture: Figure, number: str) -> str:
    data = b64encode(picture_writer.svg(picture.drawing)).decode()
    caption = html.escape(f"{number} {picture.caption}".strip())
    alt = html.escape(picture.caption, quote=True)
    wide = ' class="wide"' if picture.wide else ""
    image = f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}">'
    return f"<figure{wide}>{image}<figcaption>{caption}</figcaption></figure>"


def _table(rows: Rows) -> str:
    cells = "".join(f"<tr><td>{html.escape(name)}</td><td>{html.escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{cells}</table>"
