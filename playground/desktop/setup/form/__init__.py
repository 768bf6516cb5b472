"""The form: one row for each setting, made from the settings classes alone."""

from playground.desktop.setup.form.form import Form

__all__ = ["Form"]
