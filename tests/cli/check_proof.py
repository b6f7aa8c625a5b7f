#!/usr/bin/env python3
"""Numbers one can defend, as a user meets them: precision, sweeps, validation.

usage: check_proof.py TEST SOURCE_FOLDER ISOCOST

The tests are the functions below without an underscore in front, named by `check_proof.py list . .`
"""

import contextlib
import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import time

from world import main

# Seldom used: neither cost nor latency is known after a few replications.
_rare = """scenario: Rare
period: {start: 2026-11-01, length: 2 h}
replications: 3
warm_up: none
free_tier: off
workload: {rate: 200/h}
application: {duration: {p50: 2 s, p95: 20 s}, memory_used: 100 MiB}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB}
  - {platform: aws-ec2, instance: t3.small, servers: 2}
"""

# Seconds from a signal to the end; sanitizers make everything slower.
_is_slow = os.environ.get("ISOCOST_SLOW") == "1"
_patience = 20 if _is_slow else 2
# Seconds in which some replications are finished.
_a_while = 12 if _is_slow else 2


# ---- precision

def precision_is_reached_and_can_be_reproduced(world):
    world.write("rare.yaml", _rare)
    world.run("run", "rare.yaml", "--precision", "10%", "--format", "json", "--output", "a.json", "--threads", "1")
    world.run("run", "rare.yaml", "--precision", "10%", "--format", "json", "--output", "b.json", "--threads", "3")
    assert world.read("a.json") == world.read("b.json")
    made = json.loads(world.read("a.json"))
    assert made["manifest"]["inputs"]["precision"] == {"relative_half_width": 0.1, "stopped_by": "precision"}
    assert made["manifest"]["inputs"]["replications"] > 8
    for one in made["alternatives"]:
        assert [figure["status"] for figure in one["precision"]] == ["OK", "OK"], one["precision"]
        assert all(figure["relative_half_width"] <= 0.1 for figure in one["precision"])
    assert world.run("reproduce", "a.json").stdout.startswith("identical: ")
    assert "every figure that has an interval is precise" in world.run("report", "a.json").stdout


def precision_that_is_not_reached_is_refused_by_a_word_in_every_format(world):
    world.write("rare.yaml", _rare)
    words = ("run", "rare.yaml", "--precision", "1%", "--max-replications", "9")
    for format in ("table", "markdown", "html", "csv", "json"):
        assert "NOT REACHED" in world.run(*words, "--format", format, code=3).stdout, format
    world.run(*words, "--format", "json", "--output", "result.json", code=3)
    assert json.loads(world.read("result.json"))["manifest"]["inputs"]["replications"] == 9
    assert world.run("reproduce", "result.json").stdout.startswith("identical: ")


def precision_ends_with_its_time_and_can_be_reproduced(world):
    begin = time.monotonic()
    done = subprocess.run([world.program, "run", "small.yaml", "--set", "workload.rate=50/s", "--replications", "9000",
                           "--max-replications", "9000", "--precision", "1%", "--max-time", f"{_a_while} s", "--format", "json",
                           "--output", "result.json"], cwd=world.folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3) and time.monotonic() - begin < _a_while + 2 * _patience, done
    inputs = json.loads(world.read("result.json"))["manifest"]["inputs"]
    assert inputs["precision"]["stopped_by"] == "time" and inputs["replications"] < 9000, inputs
    assert world.run("reproduce", "result.json").stdout.startswith("identical: ")


def precision_refuses_bad_options(world):
    for words, said in ((("--precision", "soon"), "expected a share"), (("--precision", "0"), "expected 1 % to 50 %"),
                        (("--precision", "90%"), "expected 1 % to 50 %"), (("--max-time", "5 s"), "--precision 5%"),
                        (("--precision", "5%", "--max-time", "5"), "expected a span of time"),
                        (("--precision", "5%", "--max-time", "0 s"), "more than 0 s"),
                        (("--precision", "5%", "--max-replications", "1"), "expected 2 to 10000")):
        done = world.run("run", "small.yaml", *words, code=2)
        assert done.stdout == "" and said in done.stderr, (words, done.stderr)


# ---- sweeps

_axes = ("--vary", "workload.rate=1/s:4/s:3:log", "--vary", "alternatives[0].memory=256 MiB,512 MiB")


def _cells(path):
    with contextlib.closing(sqlite3.connect(path)) as store:
        return store.execute("SELECT * FROM cells ORDER BY cell").fetchall()


def sweep_has_a_row_for_every_cell_and_a_manifest(world):
    world.run("sweep", "small.yaml", *_axes, "--seeds", "2", "--output", "s.sqlite")
    with contextlib.closing(sqlite3.connect(world.folder / "s.sqlite")) as store:
        store.row_factory = sqlite3.Row
        cells = store.execute("SELECT * FROM cells ORDER BY cell").fetchall()
        manifest = dict(store.execute("SELECT name, value FROM manifest").fetchall())
    assert len(cells) == 3 * 2 * 2 * 2 == int(manifest["cells"])
    assert [cell["cell"] for cell in cells] == list(range(24))
    keys = [(c["workload.rate"], c["alternatives[0].memory"], c["seed"], c["alternative"]) for c in cells]
    assert keys == [(rate, memory, seed, name) for rate in ("1/s", "2/s", "4/s") for memory in ("256 MiB", "512 MiB")
                    for seed in ("1", "2") for name in ("AWS Lambda", "Amazon EC2")]
    axes = json.loads(manifest["axes"])
    assert [(axis["name"], axis["seeded"]) for axis in axes] == [
        ("workload.rate", False), ("alternatives[0].memory", False), ("seed", True), ("alternative", False)]
    assert world.files() == ["s.sqlite", "small.yaml"]


def cell_of_a_sweep_is_the_run_with_its_values(world):
    world.run("sweep", "small.yaml", *_axes, "--output", "s.sqlite", "--export", "s.json", "--format", "json")
    cells = json.loads(world.read("s.json"))["cells"]
    cell = cells[6]  # 2/s, 512 MiB, AWS Lambda
    assert cell["values"] == {"workload.rate": "2/s", "alternatives[0].memory": "512 MiB"}
    run = json.loads(world.run("run", "small.yaml", "--set", "workload.rate=2/s", "--set", "alternatives[0].memory=512 MiB",
                               "--format", "json").stdout)
    assert cell["metrics"] == run["alternatives"][0]["metrics"]
    assert cell["scenario_hash"] == run["manifest"]["inputs"]["scenario_hash"]
    # The servers do not hang on the memory of the function, and meet the same requests.
    assert cells[5]["metrics"] == cells[7]["metrics"]


def sweep_is_the_same_bytes_on_any_number_of_threads(world):
    for threads in ("1", "2", "5"):
        world.run("sweep", "small.yaml", *_axes, "--threads", threads, "--output", f"{threads}.sqlite")
    files = [(world.folder / f"{threads}.sqlite").read_bytes() for threads in ("1", "2", "5")]
    assert files[0] == files[1] == files[2]


_slow = ("sweep", "small.yaml", "--vary", "workload.rate=5/s:20/s:40", "--set", "replications=6", "--threads", "2")


def _kill_half_way(world, signal_number):
    part = world.folder / "s.sqlite.part"
    with subprocess.Popen([world.program, *_slow, "--output", "s.sqlite"], cwd=world.folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        begin = time.monotonic()
        while time.monotonic() - begin < 100:
            time.sleep(0.02)
            assert process.poll() is None, f"ended before the signal: {process.communicate()}"
            if (world.folder / "s.sqlite.part-wal").exists() and (world.folder / "s.sqlite.part-wal").stat().st_size > 40000:
                break
        begin = time.monotonic()
        process.send_signal(signal_number)
        output = process.communicate(timeout=60)
        assert part.exists() and not (world.folder / "s.sqlite").exists()
        return process.returncode, time.monotonic() - begin, output


def sweep_that_was_killed_goes_on_and_gives_the_same_bytes(world):
    world.run(*_slow, "--output", "whole.sqlite")
    _kill_half_way(world, signal.SIGKILL)
    there = len(_cells(world.folder / "s.sqlite.part"))
    assert 0 < there < 80, there
    refused = world.run(*_slow, "--output", "s.sqlite", code=2)
    assert "s.sqlite.part is there already" in refused.stderr and "--resume" in refused.stderr
    world.run(*_slow, "--output", "s.sqlite", "--resume")
    assert (world.folder / "s.sqlite").read_bytes() == (world.folder / "whole.sqlite").read_bytes()
    assert world.files() == ["s.sqlite", "small.yaml", "whole.sqlite"]


def interrupted_sweep_ends_at_once_and_keeps_what_is_finished(world):
    code, seconds, (_, errors) = _kill_half_way(world, signal.SIGINT)
    assert code == 130 and seconds < _patience, (code, seconds)
    assert "--resume goes on with them" in errors, errors
    assert len(_cells(world.folder / "s.sqlite.part")) % 2 == 0


def resumed_sweep_has_to_be_the_same_sweep(world):
    world.run("sweep", "small.yaml", *_axes, "--output", "s.sqlite")
    before = (world.folder / "s.sqlite").read_bytes()
    done = world.run("sweep", "small.yaml", *_axes, "--output", "s.sqlite", "--resume", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 12 and rows[0]["workload.rate"] == "1/s"
    other = world.run("sweep", "small.yaml", *_axes, "--seed", "9", "--output", "s.sqlite", "--resume", code=2)
    assert "is of another sweep" in other.stderr and "root_seed" in other.stderr, other.stderr
    assert (world.folder / "s.sqlite").read_bytes() == before
    with contextlib.closing(sqlite3.connect(world.folder / "s.sqlite")) as store, store:
        store.execute("UPDATE manifest SET value = '9' WHERE name = 'root_seed'")
    edited = world.run("sweep", "small.yaml", *_axes, "--output", "s.sqlite", "--resume", code=2)
    assert "the manifest was changed" in edited.stderr, edited.stderr
    world.write("s.sqlite", "no database")
    world.run("sweep", "small.yaml", *_axes, "--output", "s.sqlite", "--resume", code=2)


def sweep_refuses_bad_input_before_it_runs(world):
    for words, said in (((), "nothing varies"),
                        (("--vary", "workload.rate"), "expected path=value"),
                        (("--vary", "workload.rate=1/s:2/min:3"), "in one unit"),
                        (("--vary", "workload.rate=1/s:2/s:1"), "from 2 to"),
                        (("--vary", "workload.rate=0/s:2/s:3:log"), "LOW above 0"),
                        (("--vary", "workload.rate=1/s:2/s:3:lin"), "expected log"),
                        (("--vary", "workload.rate=1/s,1/s"), "stands there twice"),
                        (("--vary", "workload.rat=1/s,2/s"), 'did you mean "rate"?'),
                        (("--vary", "workload.rate=1/s,fast"), "rate"),
                        (("--seeds", "0"), "expected 1 to"),
                        (("--seeds", "2", "--vary", "seed=1,2"), "say the same thing")):
        done = world.run("sweep", "small.yaml", *words, "--output", "s.sqlite", code=2)
        assert done.stdout == "" and said in done.stderr, (words, done.stderr)
    assert "what is missing: output" in world.run("sweep", "small.yaml", *_axes, code=2).stderr
    assert world.files() == ["small.yaml"]


# ---- sensitivity

_uncertain = """uncertain:
  workload.rate: {between: [-50 %, +100 %], likely: +0 %, source: forecast, by: "=cmd|'/c calc'!A1", date: 2026-10-30}
  application.response_size: {p10: 1 kB, p90: 200 kB}
"""


def _sensitivity(world, *words, code=0):
    return world.run("sensitivity", "doubt.yaml", "--samples", "40", *words, code=code).stdout


def sensitivity_has_the_same_figures_in_every_format(world):
    world.write("doubt.yaml", world.read("small.yaml") + _uncertain)
    made = json.loads(_sensitivity(world, "--format", "json", "--threads", "1"))
    assert made == json.loads(_sensitivity(world, "--format", "json", "--threads", "2"))
    assert made["samples"] == 40 and len(made["alternatives"]) == 2
    rows = list(csv.DictReader(io.StringIO(_sensitivity(world, "--format", "csv"))))
    texts = {form: _sensitivity(world, "--format", form) for form in ("table", "markdown", "html")}
    for one in made["alternatives"]:
        mine = {row["item"]: row for row in rows if row["alternative"] == one["name"]}
        for item in ("own", "p10", "p50", "p90"):
            assert float(mine[item]["value"]) == one[item]["value"], (item, mine)
            for form, text in texts.items():
                assert f'{one[item]["value"]:.2f}' in text, (form, item, one)
        sizes = [abs(swing["at_high"] - swing["at_low"]) for swing in one["swings"]]
        assert len(sizes) == 2 and sizes == sorted(sizes, reverse=True), sizes
        assert one["p10"]["low"] <= one["p10"]["value"] <= one["p50"]["value"] <= one["p90"]["value"]
    assert "<script" not in texts["html"] and "What moves AWS Lambda" in texts["html"]
    assert "NOT SAID" in texts["table"] and "forecast" in texts["table"]


def sensitivity_at_the_own_values_is_the_run(world):
    world.write("doubt.yaml", world.read("small.yaml") + _uncertain)
    run = json.loads(world.run("run", "doubt.yaml", "--format", "json").stdout)
    study = json.loads(_sensitivity(world, "--format", "json"))
    for ran, studied in zip(run["alternatives"], study["alternatives"]):
        assert ran["metrics"]["cost"]["half_width"] == studied["own"]["half_width"]
        assert abs(float(ran["bill"]["total"]) - studied["own"]["value"]) < 0.05, (ran["bill"]["total"], studied["own"])
    world.run("sensitivity", "doubt.yaml", "--samples", "1", "--chart", "moved.svg", "--metric", "p99")
    assert "input at its 90 % quantile" in world.read("moved.svg")


def sensitivity_refuses_bad_input_before_it_runs(world):
    for words, said in (((), "no input is uncertain"),
                        (("--vary", "workload.rate"), "expected PATH=LOW:HIGH"),
                        (("--vary", "workload.rate=fast:slow"), "expected PATH=LOW:HIGH"),
                        (("--vary", "workload.rate=9/s:1/s"), "the larger value comes second"),
                        (("--vary", "workload.rate=-9/s:1/s"), "cannot be run at -9/s"),
                        (("--vary", "workload.rate={between: [1/s, 2/s], likly: 1/s}"), 'did you mean "likely"?'),
                        (("--vary", "workload.rat=1/s:2/s"), 'did you mean "rate"?'),
                        (("--samples", "0"), "expected 1 to"),
                        (("--metric", "price"), "known here: cost, p99")):
        done = world.run("sensitivity", "small.yaml", *words, code=2)
        assert done.stdout == "" and said in done.stderr, (words, done.stderr)


def interrupted_sensitivity_shows_what_is_finished(world):
    world.write("doubt.yaml", world.read("small.yaml") + _uncertain)
    ended, seconds = world.interrupt("sensitivity", "doubt.yaml", "--samples", "100000", after=_a_while)
    assert ended.returncode == 130 and seconds < _patience, (ended, seconds)
    assert "INTERRUPTED: " in ended.stdout and "combinations were finished" in ended.stdout, ended.stdout


# ---- validation

def published_bills_are_validated(world):
    done = world.run("validate", "--only", "bills", "--only", "metering")
    assert "checks passed" in done.stdout and "FAIL" not in done.stdout
    made = json.loads(world.run("validate", "--only", "bills", "--format", "json").stdout)
    assert made["isocost_validation"] == 1 and made["failed"] == 0 and made["passed"] == len(made["checks"]) > 15
    assert all(check["source"] and check["status"] == "PASS" for check in made["checks"])


def validation_fails_with_a_price_that_is_not_that_of_the_source(world):
    world.write("own.yaml", """provider: aws
service: lambda
title: Dearer
sources:
  own: {title: Ours, url: "", read: 2026-11-20, grade: C}
prices:
  - {meter: requests, name: Requests, unit: request, region: us-east-1, per: "1000000", amount: "0.30", source: own}
""")
    done = world.run("validate", "--only", "bills", "--overlay", "own.yaml", code=5)
    assert "FAIL" in done.stdout and "checks FAILED" in done.stdout, done.stdout


def validation_refuses_bad_options(world):
    assert 'did you mean "bills"?' in world.run("validate", "--only", "bill", code=2).stderr
    assert "no such folder" in world.run("validate", "--data", "nowhere", code=2).stderr
    (world.folder / "empty").mkdir()
    assert "nothing that is known here" in world.run("validate", "--data", "empty", code=2).stderr
    assert "nothing is left" in world.run("validate", "--only", "coverage", code=2).stderr


def interrupted_validation_shows_what_is_finished(world):
    done, seconds = world.interrupt("validate", after=1.0)
    assert done.returncode == 130 and seconds < _patience + 3, (done.returncode, seconds)
    assert "INTERRUPTED" in done.stdout


if __name__ == "__main__":
    main(globals(), __doc__)
