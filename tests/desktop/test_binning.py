"""Binning: what shares a cell, and that no peak is lost."""

import numpy as np

from playground.desktop.painting import downsampling


def test_that_a_picture_that_fits_is_left_as_it_is() -> None:
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert downsampling.factor(40, 80.0) == 1
    assert downsampling.binned(values, 1, 1) is values


def test_that_each_cell_of_a_crowded_picture_has_two_points_at_least() -> None:
    for cells in (41, 100, 1000):
        assert 80.0 / np.ceil(cells / downsampling.factor(cells, 80.0)) >= downsampling.LEAST


def test_that_the_largest_of_the_cells_that_share_one_is_shown() -> None:
    values = np.zeros((5, 7), np.float32)
    values[4, 6], values[0, 1] = 0.9, 0.4
    shown = downsampling.binned(values, 2, 3)
    assert shown.shape == (3, 3)
    assert shown[2, 2] == np.float32(0.9) and shown[0, 0] == np.float32(0.4) and shown[1, 1] == 0.0


def test_that_means_leave_out_what_is_no_number_and_an_empty_cell_stays_empty() -> None:
    values = np.array([[1, np.nan], [3, np.nan]], np.float32)
    assert downsampling.binned(values, 2, 1, np.nanmean)[0, 0] == 2.0
    assert np.isnan(downsampling.binned(values, 2, 1, np.nanmean)[0, 1])
