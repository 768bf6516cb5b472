"""The mailbox keeps every scalar, and of pictures the newest."""

import threading

import numpy as np

from playground.protocol.events import Event, Pictures, Progress
from playground.protocol.mailbox import Mailbox


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
