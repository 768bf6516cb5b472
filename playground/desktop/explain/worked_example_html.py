"""Sheet: a worked example as rich text, plain text and LaTeX; the same parts in the same order in each."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.desktop.style.theme import Theme
from playground.languages.spoken import said
from playground.protocol.events import Explained
from playground.worked.example import Formula, Grid, Grids, Line, Part, Region, Row, Table, WorkedExample
from playground.worked.notation import number, to_html, to_latex, to_text

Words = Callable[[str], str]
WIDE = 5  # columns above which a grid has a line of its own, however much room there is
CELL, SIGNS = 36.0, 44.0  # points of a number in a grid, and of the signs beside two grids
SERIF = "font-family: 'Latin Modern Math', 'STIX Two Text', 'DejaVu Serif', 'Noto Serif CJK SC', serif"


@dataclass
class Links:
    """The sources that a sheet links to; a link is the number of its source.

    Attributes:
        beside: columns up to which two grids stand beside each other.
    """

    regions: list[Region]
    beside: int = WIDE

    def around(self, words: str, source: Region | None, theme: Theme) -> str:
        """The words, linked where they have a source."""
        if source is None:
            return words
        self.regions.append(source)
        color = theme.highlight
        return f'<a href="{len(self.regions) - 1}" style="color:{color}; text-decoration:none">{words}</a>'


def beside(width: float, zoom: float) -> int:
    """Columns that each of two grids beside each other may have in so many points."""
    return max(0, min(WIDE, int((width / zoom - SIGNS) / (2 * CELL))))


def rich(example: WorkedExample, theme: Theme, words: Words, beside: int = WIDE) -> tuple[str, tuple[Region, ...]]:
    """HTML for Qt's rich text, and the sources that its links (0, 1, 2 …) stand for.

    Args:
        beside: columns up to which two grids stand beside each other.
    """
    links = Links([], beside)
    body = "".join(_rich(part, theme, words, links) for part in example.parts)
    verdict = _verdict(example, theme, words)
    return f'<div style="color:{theme.text}">{verdict}{body}</div>', tuple(links.regions)


def sheet(
    found: Explained, heading: str, reason: str, theme: Theme, words: Words, beside: int
) -> tuple[str, tuple[Region, ...]]:  # fmt: skip
    """What was answered, or why there is no answer, between its heading and the reason of a difference."""
    problem = second(theme, said(found.problem)), tuple[Region, ...]()
    text, sources = rich(found.example, theme, words, beside) if found.example is not None else problem
    return f"{second(theme, heading)}{text}{second(theme, reason)}", sources


def second(theme: Theme, words: str) -> str:
    """A line in the second colour; nothing for no words."""
    return f'<p style="margin:0; color:{theme.second}">{html.escape(words)}</p>' if words else ""


def zoomed(text: str, zoom: float) -> str:
    """The same with letters so many times as large."""
    return re.sub(r"(?<=font-size:)\d+(?=px)", lambda found: str(round(int(found[0]) * zoom)), text)


def plain(example: WorkedExample, words: Words) -> str:
    """Text for a note or a message."""
    lines = [line for part in example.parts for line in _plain(part, words)]
    ends = f"{words('result')} {_exact(example.value)}, {words('model')} {_exact(example.model)}"
    return "\n".join([*lines, f"{ends}, {words('difference')} {example.difference:.1e}"])


def latex(example: WorkedExample, words: Words) -> str:
    """LaTeX for a slide: display formulas, arrays and tabulars."""
    return "\n".join(_latex(part, words) for part in example.parts) + "\n"


def _exact(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")


def _verdict(example: WorkedExample, theme: Theme, words: Words) -> str:
    """The result, what the model computed, and how far apart they are."""
    agree = example.agrees
    mark = "✓" if agree else "≠"
    color = theme.second if agree else theme.error
    value = f'<span style="font-size:20px; font-weight:600">{_exact(example.value)}</span>'
    detail = f"{words('model')} {_exact(example.model)} · {words('difference')} {example.difference:.1e}"
    return f'<p style="margin:2px 0 8px 0">{value}<br><span style="color:{color}">{mark} {detail}</span></p>'


def _rich(part: Part, theme: Theme, words: Words, links: Links) -> str:
    match part:
        case Formula(latex=source):
            return f'<p style="{SERIF}; font-size:17px; margin:8px 0 4px 0">{to_html(source)}</p>'
        case Line(latex=source, caption=caption):
            head = f"{_caption(words(caption), theme)}<br>" if caption else ""
            return f'<p style="margin:6px 0">{head}<span style="{SERIF}; font-size:15px">{to_html(source)}</span></p>'
        case Grids():
            return _rich_grids(part, theme, words, links)
        case Table():
            return _rich_table(part, theme, words, links)


def _caption(text: str, theme: Theme) -> str:
    return f'<span style="color:{theme.second}; font-size:12px">{html.escape(text)}</span>'


def _rich_grids(part: Grids, theme: Theme, words: Words, links: Links) -> str:
    """Two grids beside each other with their sign between them, what they make below; wide ones one by one."""
    wide = max(grid.values.shape[1] for grid in part.grids) > links.beside
    rows: list[str] = []
    for index, grid in enumerate(part.grids):
        sign = part.signs[index - 1] if 0 < index <= len(part.signs) else ""
        title = links.around(to_html(grid.latex), grid.source, theme)
        cell = f'<td valign="top"><span style="{SERIF}; font-size:14px">{title}</span>{_rich_grid(grid, theme)}</td>'
        sign = f'<td valign="middle" style="padding-right:4px; font-size:15px">{sign}</td>'
        if index == 1 and not wide:
            rows[-1] += sign.replace("padding-right", "padding-left:6px; padding-right") + cell
        else:
            rows.append(sign + cell)
    table = "".join(f'<table cellspacing="0" cellpadding="0"><tr>{row}</tr></table>' for row in rows)
    return f'<p style="margin:10px 0 2px 0">{_caption(words(part.caption), theme)}</p>{table}'


def _rich_grid(grid: Grid, theme: Theme) -> str:
    largest = float(np.nanmax(np.abs(grid.values), initial=0.0)) or 1.0
    rows = []
    for r, row in enumerate(grid.values):
        cells = []
        for c, value in enumerate(row):
            ground = _tinted(float(value) / largest, theme) if np.isfinite(value) else theme.panel
            bold = "font-weight:700; text-decoration:underline;" if grid.marked == (r, c) else ""
            text = "" if np.isnan(value) else _short(float(value))
            cells.append(
                f'<td align="right" bgcolor="{ground}" style="font-size:11px; white-space:nowrap;{bold}">{text}</td>'
            )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table cellspacing="1" cellpadding="3">{"".join(rows)}</table>'


def _short(value: float) -> str:
    """Two decimals where they say enough."""
    text = f"{value + 0.0:.2f}" if 0.005 <= abs(value) < 100 or value == 0 else f"{value:.1g}"
    return text.replace("-", "−")


def _tinted(share: float, theme: Theme) -> str:
    """The ground of a number: towards orange where positive, towards blue where negative."""
    strong = theme.color("test" if share > 0 else "train")
    weight, panel = 0.35 * min(abs(share), 1.0), theme.color("panel")
    mixed = [
        round((1 - weight) * a + weight * b)
        for a, b in zip(panel.getRgb()[:3], strong.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _rich_table(part: Table, theme: Theme, words: Words, links: Links) -> str:
    heads = "".join(f'<td align="right"><span style="{SERIF}">{to_html(head)}</span></td>' for head in part.heads)
    rows = [f"<tr><td></td>{heads}</tr>"]
    for row in part.rows:
        name = links.around(html.escape(words(row.name)), row.source, theme)
        ground = f' bgcolor="{theme.selection}"' if row.marked else ""
        numbers = "".join(f'<td align="right">{_cell(value)}</td>' for value in row.values)
        rows.append(f"<tr{ground}><td>{'▸ ' if row.marked else ''}{name}</td>{numbers}</tr>")
    if part.total is not None:
        blank = "<td></td>" * (len(part.heads) - 1)
        total = f'<td align="right"><b>{_cell(part.total)}</b></td>'
        rows.append(f"<tr><td><b>Σ</b></td>{blank}{total}</tr>")
    table = f'<table cellspacing="0" cellpadding="2" style="font-size:12px; white-space:nowrap">{"".join(rows)}</table>'
    return f'<p style="margin:8px 0 0 0">{_caption(words(part.caption), theme)}</p>{table}'


def _cell(value: float) -> str:
    """Three significant digits: three columns must fit a narrow dock."""
    return "" if np.isnan(value) else to_html(number(float(f"{value:.3g}")))


def _plain(part: Part, words: Words) -> list[str]:
    match part:
        case Formula(latex=source):
            return [to_text(source)]
        case Line(latex=source, caption=caption):
            return [f"{words(caption)}: {to_text(source)}" if caption else to_text(source)]
        case Grids():
            lines = [words(part.caption)]
            for grid in part.grids:
                rows = [" ".join("" if np.isnan(v) else to_text(number(float(v))) for v in row) for row in grid.values]
                lines.append(f"{to_text(grid.latex)} = [{'; '.join(rows)}]")
            return lines
        case Table():
            heads = "\t".join(["", *map(to_text, part.heads)])
            rows = ["\t".join([row.name, *(_text_cell(value) for value in row.values)]) for row in part.rows]
            total = [] if part.total is None else [f"Σ\t{to_text(number(part.total))}"]
            return [words(part.caption), heads, *rows, *total]


def _text_cell(value: float) -> str:
    return "" if np.isnan(value) else to_text(number(value))


def _latex(part: Part, words: Words) -> str:
    match part:
        case Formula(latex=source):
            return rf"\[ {to_latex(source)} \]"
        case Line(latex=source, caption=caption):
            return (f"{words(caption)}:\n" if caption else "") + rf"\[ {to_latex(source)} \]"
        case Grids():
            shown = []
            for index, grid in enumerate(part.grids):
                sign = {"⊙": r"\odot", "=": "="}.get(part.signs[index - 1], "") if 0 < index <= len(part.signs) else ""
                rows = r" \\ ".join(
                    " & ".join("" if np.isnan(v) else number(float(v)) for v in row) for row in grid.values
                )
                shown.append(
                    rf"{sign} \underbrace{{\begin{{bmatrix}} {rows} \end{{bmatrix}}}}_{{{to_latex(grid.latex)}}}"
                )
            return f"{words(part.caption)}:\n" + rf"\[ {' '.join(shown)} \]"
        case Table():
            return _latex_table(part, words)


def _latex_table(part: Table, words: Words) -> str:
    heads = " & ".join(["", *(f"${to_latex(head)}$" for head in part.heads)])
    rows = [_latex_row(row) for row in part.rows]
    if part.total is not None:
        rows.append(r"\hline " + " & ".join([r"$\sum$", *[""] * (len(part.heads) - 1), f"${number(part.total)}$"]))
    body = " \\\\\n".join([heads + r" \\ \hline", *rows]).replace(r"\hline \\", r"\hline")
    return f"{words(part.caption)}:\n\\begin{{tabular}}{{l{'r' * len(part.heads)}}}\n{body}\n\\end{{tabular}}"


def _latex_row(row: Row) -> str:
    name = row.name.replace("\\", r"\textbackslash ").replace("&", r"\&").replace("_", r"\_").replace("#", r"\#")
    return " & ".join([name, *("" if np.isnan(value) else f"${number(value)}$" for value in row.values)])
