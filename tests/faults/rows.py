"""What must survive: one row for each kind of fault, and the tests that bring it about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """``tests`` are files or ``file::test``; ``hogs`` processes compute beside them; ``orders`` times, files mixed."""

    name: str
    what: str
    tests: tuple[str, ...]
    hogs: int = 0
    orders: int = 0
    long_tests: tuple[str, ...] = ()  # in place of the others in the long campaign


def desktop(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/desktop/test_{name}.py" for name in names)


LIVE, WINDOW = "tests/desktop/test_live.py::test_that_", "tests/desktop/test_window.py::test_that_"
PROGRAM, ENGINE = "tests/desktop/test_program.py::test_that_", "tests/engine/test_engine.py::test_that_"
SESSION, TRAINER = "tests/session/test_session.py::test_that_", "tests/training/test_trainer.py::test_that_"
PRESETS, FORMATS = "tests/experiment/test_presets.py::test_that_", "tests/exports/test_formats.py::test_that_"
IMPORTING, QUEUES = "tests/exports/test_importing.py::test_that_", "tests/sweeps/test_sweep_that_is_killed.py"
SEVERAL = "tests/cli/test_several_processes.py::test_that_"

ROWS = (
    Row("R00", "references to None, True, False", desktop("reference_counts")),
    Row("R01", "kill -9 while a run is recorded", (
        "tests/faults/test_kills.py::test_that_no_acknowledged_checkpoint_is_lost_when_the_writer_is_killed",
        ENGINE + "after_many_kills_the_run_is_bitwise_the_uninterrupted_one")),
    Row("R02", "kill -9 while a file is saved", (
        "tests/faults/test_kills.py::test_that_a_save_that_is_killed_leaves_the_old_or_the_new_file_whole",)),
    Row("R03", "the k-th call of a save fails; full disks", (
        "tests/faults/test_injected_faults.py", "tests/faults/test_full_disk.py",
        FORMATS + "a_full_disk_leaves_the_old_files_and_nothing_else")),
    Row("R05", "awkward places", (
        "tests/runs/test_run_file_places.py", FORMATS + "awkward_targets_are_written_whole_or_refused_by_name",
        *desktop("chinese_names"))),
    Row("R07", "mutated and hostile presets", (
        PRESETS + "mutations_give_a_preset_or_a_sentence", PRESETS + "a_hostile_file_is_refused_without_a_hang")),
    Row("R08", "random experiments", ("tests/training/test_random_experiments.py",)),
    Row("R09", "damaged weights and recordings", (
        "tests/runs/test_damaged_run_file.py", "tests/exports/test_weights.py",
        IMPORTING + "damaged_files_are_refused_with_a_sentence",
        IMPORTING + "the_first_mismatch_is_named_and_the_model_unchanged")),
    Row("R10", "malicious pickles at every entry", (IMPORTING + "a_malicious_pickle_is_executed_nowhere",)),
    Row("R13", "losses that are no number", (
        SESSION + "a_loss_that_is_not_finite_ends_the_run_at_its_step_with_a_reason", "tests/session/test_health.py")),
    Row("R14", "more than the memory holds", ("tests/session/test_failures.py", "tests/training/test_limits.py")),
    Row("R16", "the window closed in any phase", (PROGRAM + "closing_the_window_in_any_phase_ends_everything",)),
    Row("R17", "signals to window, engine and command", (
        PROGRAM + "a_signal_ends_the_window_with_a_valid_recording",
        ENGINE + "sigterm_ends_the_engine_with_a_checkpoint",
        "tests/cli/test_cli.py::test_that_a_signal_ends_training_with_a_valid_recording")),
    Row("R18", "the engine killed and hung", (
        LIVE + "an_engine_killed_in_any_phase_is_said_at_once_and_the_next_run_works",
        LIVE + "a_hung_engine_is_said_within_two_seconds_and_can_be_replaced",
        ENGINE + "a_stopped_process_is_noticed_by_its_silence")),
    Row("R20", "rapid clicks", (LIVE + "rapid_clicks_never_start_two_runs",)),
    Row("R21", "seeded actions of a monkey", desktop("monkey")),
    Row("R23", "all panels at full rate, for long", desktop("soak")),
    Row("R24", "nothing is left behind", (
        WINDOW + "a_window_leaves_no_widget_behind", WINDOW + "loading_presets_again_and_again_adds_no_widgets")),
    Row("R25", "a flood of events", (
        "tests/protocol/test_mailbox.py", WINDOW + "a_flood_leaves_every_loss_and_one_picture",
        LIVE + "a_window_that_was_blocked_has_every_loss_and_one_picture")),
    Row("R26", "gaps of the event loop", desktop("gaps")),
    Row("R27", "the same seed, the same bits", (
        TRAINER + "the_same_seed_gives_the_same_bits_and_another_seed_others",
        SESSION + "pictures_on_or_off_give_the_same_bits",
        LIVE + "the_window_and_the_command_line_give_the_same_bits")),
    Row("R28", "stopped or killed, then resumed", ("tests/faults/test_resume.py",)),
    Row("R29", "looking does not disturb", (
        TRAINER + "looking_and_testing_do_not_disturb_the_run", SESSION + "pausing_and_stepping_do_not_disturb",
        "tests/session/test_health.py::test_that_a_diagnosed_run_has_the_bits_of_one_that_nobody_looks_at")),
    Row("R30", "weights and code taken away", ("tests/exports/test_formats.py", "tests/exports/test_script.py")),
    Row("R31", "pictures in each format", desktop("pictures", "animation")),
    Row("R35", "translations whole, nothing clipped", ("tests/test_translations.py", *desktop("language"))),
    Row("R36", "the tests three times in mixed order", ("tests/foundation", "tests/protocol", "tests/data"), orders=3,
        long_tests=("tests",)),
    Row("R40", "a failure in anything that looks", ("tests/inspection/test_looks.py",)),
    Row("R41", "data changed, moved, removed", (
        "tests/faults/test_changed_data.py", "tests/runs/test_moved.py", *desktop("missing_data"))),
    Row("R42", "models of one's own that misbehave", (
        "tests/engine/test_describing.py", "tests/cli/test_own_model.py", *desktop("own_model_misbehaving"))),
    Row("R43", "windows of any size", desktop("geometry")),
    Row("R44", "lessons told to their end", desktop("shipped_lessons")),
    Row("R45", "files of earlier versions", ("tests/runs/test_golden.py", "tests/experiment/test_migrations.py")),
    Row("R46", "the tests beside two busy processes", ("tests/foundation", "tests/protocol", "tests/data"), hogs=2,
        orders=3, long_tests=("tests",)),
    Row("R47", "queues and ranks killed", (
        QUEUES, "tests/sweeps/test_pool.py", SEVERAL + "all_end_when_one_is_killed_and_another_number_goes_on")),
)  # fmt: skip
