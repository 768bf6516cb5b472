"""The mailbox keeps every scalar, and of pictures the newest."""

import threading

import numpy as np

from playground.protocol.events import Event, Pictures, Progress
from playground.protocol.mailbox import Mailbox
from playground.protocol.snapshot import Snapshot


def test_that_no_loss_is_missing_and_one_picture_waits_at_most() -> None:
    mailbox = Mailbox()
    count = 10_000

    def flood() -> None:
        for step in range(1, count + 1):
            mailbox.put(Progress(1, step, np.array([step], np.float32), 1.0))
            mailbox.put(Pictures(1, step, ()))

    thread = threading.Thread(target=flood)
    thread.start()
    events: list[Event] = []
    newest = 0
    while thread.is_alive() or not events or newest < count:
        some, pictures = mailbox.take()
        events += some
        assert len(pictures) <= 1
        for shown in pictures:
            assert shown.step > newest
            newest = shown.step
    thread.join()
    assert [event.first_step for event in events if isinstance(event, Progress)] == list(range(1, count + 1))
    assert mailbox.take() == ([], [])


def test_that_the_pictures_of_two_runs_do_not_replace_each_other() -> None:
    mailbox = Mailbox()
    for step in range(3):
        for run in (-1, -2):
            mailbox.put(Pictures(run, step, ()))
    assert mailbox.take() == ([], [Pictures(-1, 2, ()), Pictures(-2, 2, ())])


def test_that_a_picture_sent_only_once_is_not_lost_to_newer_ones_that_nobody_collected_yet() -> None:
    def shot(name: str, step: int) -> Snapshot:
        return Snapshot(step, name, ("class",), np.zeros(2, np.float32))

    mailbox = Mailbox()
    mailbox.put(Pictures(1, 3, (shot("examples", 3), shot("maps", 3))))
    mailbox.put(Pictures(1, 5, (shot("maps", 5),)))
    (pictures,) = mailbox.take()[1]
    assert pictures.step == 5 and {(one.name, one.step) for one in pictures.snapshots} == {("examples", 3), ("maps", 5)}
