"""The errors a person may see: each is one sentence that says what to do."""

from __future__ import annotations


class PlaygroundError(Exception):
    """Bad input of any kind; ``str(error)`` is one clear sentence for the user."""


class DataError(PlaygroundError):
    """A data file or folder that is missing, damaged or not what it says it is."""


class SpecimenError(PlaygroundError):
    """Something a person drew or typed that the task cannot take; the sentence stands beside the field."""


class RunFileError(PlaygroundError):
    """A recording that cannot be opened, read or written."""


class SaveError(PlaygroundError):
    """A file that could not be saved; the old file, if there was one, is untouched."""


class GroupLostError(PlaygroundError):
    """One of several processes that train a model together has ended; the weights are those of the last whole step."""


class InterventionError(PlaygroundError):
    """Something that cannot be changed in this run."""


class SettingsError(PlaygroundError):
    """Settings that break a rule.

    Attributes:
        problems: dotted path of the setting → sentence. An empty path means the whole.
    """

    def __init__(self, problems: dict[str, str], source: str = "") -> None:
        self.problems = problems
        where = f"{source}: " if source else ""
        super().__init__(where + "; ".join(f"{path}: {text}" if path else text for path, text in problems.items()))


class MisfitError(SettingsError):
    """An architecture and a task that do not go together; ``need`` says what the architecture needs, without a stop.

    ``path`` is the setting that decides it, if one does.
    """

    def __init__(self, need: str, path: str = "") -> None:
        self.need = need
        super().__init__({path: f"{need}."})


class ModelFileError(PlaygroundError):
    """A file with a model of one's own that cannot be read, run or used; names the file, and the line where it can."""


class PresetError(PlaygroundError):
    """A preset file that cannot be used; names the file and the field."""
