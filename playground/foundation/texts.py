"""Text: what a preset or a lesson says, in two languages."""

from __future__ import annotations

from playground.foundation.settings import Settings, setting


class Text(Settings):
    """The same words in two languages."""

    en: str = setting(..., "English", "The English text.", min_length=1, max_length=2000)
    zh: str = setting(..., "Chinese", "The Chinese text.", min_length=1, max_length=2000)

    def read(self, language: str) -> str:
        """The text for a language code such as ``zh_CN``; English for all others."""
        return self.zh if language.startswith("zh") else self.en
