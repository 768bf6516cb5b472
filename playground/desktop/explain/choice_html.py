"""Choice: a line of a sheet with something to choose at its end."""

from __future__ import annotations

import html

from playground.desktop.style.theme import Theme


def choice(theme: Theme, words: str, choice: str, link: str) -> str:
    """The words in the second colour, and the choice as a link; nothing for no words."""
    chosen = f'<a href="{link}" style="color:{theme.accent}; text-decoration:none">{html.escape(choice)}</a>'
    return f'<p style="margin:6px 0 0 0; color:{theme.second}">{html.escape(words)} {chosen}</p>' if words else ""
