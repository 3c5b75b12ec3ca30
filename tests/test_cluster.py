"""A cluster of Dask draws the subjects' files: the release is the golden one, byte for byte."""

from datetime import date
from pathlib import Path

from distributed import LocalCluster

import build
from tests.sites import tokens
from tests.test_golden import CONTENT, GOLDEN, files


def built(out: Path, scheduler: str) -> int:
    orders = [
        "--content",
        str(CONTENT),
        "--out",
        str(out),
        "--workers",
        "1",
        "--scheduler",
        scheduler,
    ]
    return build.main(["build", *orders], today=lambda: date(2026, 11, 22), token=tokens())


def test_two_workers_of_a_cluster_draw_the_golden_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster:
        assert built(out, cluster.scheduler_address) == 0
        drawn = cluster.scheduler.transition_counter
    assert drawn > 0
    assert files((out / "current").resolve()) == files(GOLDEN)
