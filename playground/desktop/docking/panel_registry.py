"""Panel registry: every panel there is, found in the files of ``panels``; the only place that imports them by name."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from playground.desktop import panels
from playground.desktop.panels.base.panel import Panel


def panel_classes() -> tuple[type[Panel], ...]:
    """Those that declare a ``PanelSpec``, in its order."""
    modules = [import_module(f"{panels.__name__}.{found.name}") for found in iter_modules(panels.__path__)]
    classes = {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Panel) and "spec" in vars(thing)
    }
    return tuple(sorted(classes, key=lambda panel: (panel.spec.order, panel.name)))


def names() -> tuple[str, ...]:
    """What files and the command line call them."""
    return tuple(panel.name for panel in panel_classes())
