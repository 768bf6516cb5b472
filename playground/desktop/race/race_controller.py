"""RaceController: joins two lanes to the engine: what is started, what is heard, and what the race window shows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.docking.screen_fit import open_on_screen
from playground.desktop.race.race_progress import progress_words
from playground.desktop.style.theme import LIGHT, Theme
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import language, said
from playground.protocol.commands import Advance, Command, Continue, Pause, Start, Stop
from playground.protocol.commands import Race as RaceCommand
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import Event, RunStarted, RunState

if TYPE_CHECKING:
    from playground.desktop.race.race_lane import RaceLane
    from playground.desktop.race.race_window import RaceWindow
    from playground.experiment.experiment import Experiment
    from playground.experiment.presets import Preset

NAMED = 4  # settings in which the lanes differ that are named


class RaceController(QObject):
    """Its window is made when it is first wanted.

    Args:
        send: hands a command to the engine.
        recording: gives the path of a new run file for a name.
        wanted: the experiment in the form, or None while it has a problem.
        free: whether no run of the main window is on; and lets go of what it still looks at.
        parent: the main window.

    Attributes:
        permit: goes on with what trains an experiment, at once or once its user has allowed what it needs, asked above
            a window; and says why not at once.
    """

    def __init__(
        self, feed: EventDispatcher, send: Callable[[Command], None], recording: Callable[[str], Path],
        wanted: Callable[[], Experiment | None], free: Callable[[], bool], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._feed, self._send, self._recording, self._wanted, self._free = feed, send, recording, wanted, free
        self._main = parent
        self.permit: Callable[[Experiment, Callable[[], None], QWidget], str | None] = lambda one, go, above: go()
        self._theme: Theme = LIGHT
        self._presets: tuple[Preset, ...] = ()
        self._run = 0  # counts downwards, so that no run of the main window has the same number
        self._problem = ""  # why no race could be started
        self.lanes: list[RaceLane] = []
        self.window: RaceWindow | None = None

    @property
    def active(self) -> bool:
        """One of the two runs is on."""
        return any(lane.active for lane in self.lanes)

    def retranslate(self) -> None:
        """The presets by their titles in the language that is spoken now, and where the lanes differ."""
        if self.window is not None:
            self._offer("")

    def show(self, preset: str = "") -> None:
        """Open the window; ``preset`` is the one that is loaded."""
        window = self.fill(preset)
        self._offer(preset)
        open_on_screen(window)
        window.activateWindow()

    def set_theme(self, theme: Theme) -> None:
        """Colours and icons."""
        self._theme = theme
        if self.window is not None:
            self.window.set_theme(theme)

    def fill(self, preset: str = "") -> RaceWindow:
        """The window, made now if it was not."""
        if self.window is None:
            from playground.desktop.race.race_lane import RaceLane
            from playground.desktop.race.race_window import RaceWindow
            from playground.experiment import presets

            self._presets = presets.gallery()
            self.lanes = [RaceLane(letter, slot, self) for slot, letter in enumerate("AB")]
            self.window = window = RaceWindow(self.lanes, self._main)
            window.set_theme(self._theme)
            window.started.connect(self.start)
            window.held.connect(lambda: self._send(Pause()))
            window.stepped.connect(self.step)
            window.ended.connect(self.stop)
            window.closed.connect(self.stop)
            for entrant in window.entrants:
                entrant.chosen.connect(lambda: self._offer(""))
            self._feed.host(window.panels)
        return self.window

    def start(self) -> None:
        """A new race, or go on after a pause."""
        if any(lane.state is RunState.PAUSED for lane in self.lanes):
            self._send(Continue())
        elif not self.active:
            self._ask(paused=False)
        self._follow()

    def step(self) -> None:
        """One step of each; of a new race if there is none."""
        if self.active:
            self._send(Advance(1))
        else:
            self._ask(paused=True)
        self._follow()

    def stop(self) -> None:
        """End both runs."""
        if self.active:
            self._send(Stop())

    def hear(self, event: Event) -> bool:
        """Follow the two runs. True: the event was for nobody else."""
        if isinstance(event, EngineLost):
            for lane in self.lanes:
                lane.take(event)
            self._follow()
            return False
        run = getattr(event, "run", 0)
        for index, lane in enumerate(self.lanes):
            if lane.number == run and self.window is not None:
                lane.take(event)
                self.window.curves.follow(index, event)
                if isinstance(event, RunStarted):
                    self.window.offer()
                self._follow()
        return run < 0

    def experiments(self) -> tuple[Experiment, Experiment]:
        """What races, on the same data and batches. Raises PlaygroundError with one sentence."""
        from playground.experiment.racing import rival

        window = self.fill()
        first, second = (self._experiment(entrant.value) for entrant in window.entrants)
        return first, rival(first, second)

    def _experiment(self, name: str) -> Experiment:
        found = next((preset.experiment for preset in self._presets if preset.name == name), None) or self._wanted()
        if found is None:
            raise PlaygroundError(self.tr("The experiment in Setup has a problem; correct it there, or take a preset."))
        return found

    def _ask(self, paused: bool) -> None:
        """Begin, once each of the two is allowed to run."""
        with suppress(PlaygroundError):  # its sentence is shown already
            experiments = self.experiments()
            self._permitted(experiments, lambda: self._begin(experiments, paused))

    def _permitted(self, experiments: tuple[Experiment, ...], go: Callable[[], None]) -> None:
        if not experiments:
            go()
            return
        problem = self.permit(experiments[0], lambda: self._permitted(experiments[1:], go), self.fill())
        if problem:
            self._problem = problem
            self._follow()

    def _begin(self, experiments: tuple[Experiment, Experiment], paused: bool) -> None:
        """Start both, held after one step where ``paused``; the user may have done other things before allowing it."""
        window = self.fill()
        self._problem = "" if self._free() else self.tr("Training in progress in the main window; stop it first.")
        if not self._problem and not self.active:
            names = [self._name(index, entrant.value) for index, entrant in enumerate(window.entrants)]
            window.curves.begin(names)
            starts = []
            for lane, experiment, name in zip(self.lanes, experiments, names, strict=True):
                self._run -= 1
                lane.begin(self._run, experiment)
                starts.append(Start(self._run, experiment.to_json(), self._recording(name), paused=paused))
            self._send(RaceCommand(*starts))
            self._feed.look_again()
            if paused:
                self._send(Advance(1))
        self._follow()

    def _name(self, index: int, preset: str) -> str:
        name = preset or self.tr("as set up")
        return self.tr("race {0} {1}").format("AB"[index], name)

    def _offer(self, loaded: str) -> None:
        """Presets on the same task race against each other; the one that is loaded first, against its next."""
        from playground.experiment.racing import fit

        window, self._problem = self.fill(), ""
        a, b = window.entrants
        a.offer(self._presets, language(), loaded)
        try:
            first = self._experiment(a.value)
        except PlaygroundError:
            b.offer((), language(), "")
        else:
            kin = [preset for preset in self._presets if fit(first, preset.experiment)]
            b.offer(kin, language(), next((preset.name for preset in kin if preset.name != a.value), ""))
        with suppress(PlaygroundError):  # its sentence stands beside the buttons
            for lane, experiment in zip(self.lanes, self.experiments(), strict=True):
                lane.show_model(experiment)
        self._follow()

    def _follow(self) -> None:
        """Bring buttons and words up to date."""
        window = self.window
        if window is None:
            return
        paused = self.active and all(lane.state is RunState.PAUSED or not lane.active for lane in self.lanes)
        window.run.setEnabled(not self.active or paused)
        window.run.setText(self.tr("Continue") if paused else self.tr("Start"))
        window.pause.setEnabled(self.active and not paused)
        window.step.setEnabled(not self.active or paused)
        window.stop.setEnabled(self.active)
        for entrant in window.entrants:
            entrant.choice.setEnabled(not self.active)
            entrant.follow()
        if not self.active:
            window.words.setText(said(self._problem) or self._difference())
        window.progress.setText(progress_words(self.lanes))

    def _difference(self) -> str:
        """The settings in which the lanes differ, and what they share."""
        from playground.desktop.i18n.setting_text import shown
        from playground.desktop.runs.overlay_curves import title_of
        from playground.runs.listing import flat

        try:
            one, other = (experiment.values() for experiment in self.experiments())
            first, second = flat(one), flat(other)
        except PlaygroundError as error:
            return said(str(error))
        differ = [path for path in {**first, **second} if first.get(path) != second.get(path)]
        if not differ:
            return self.tr("Both lanes are the same; change something in Setup, or choose another preset.")
        words = [f"{title_of(path)}: {shown(one, path) or '–'} | {shown(other, path) or '–'}" for path in differ]
        return " · ".join([*words[:NAMED], *(["…"] if len(words) > NAMED else [])])
