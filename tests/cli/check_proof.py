#!/usr/bin/env python3
"""Numbers one can defend, as a user meets them: precision.

usage: check_proof.py TEST SOURCE_FOLDER ISOCOST

The tests are the functions below without an underscore in front, named by `check_proof.py list . .`
"""

import json
import os
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
_patience = 20 if os.environ.get("ISOCOST_SLOW") == "1" else 2


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
    done = subprocess.run([world.program, "run", "small.yaml", "--set", "workload.rate=100/s", "--replications", "2000",
                           "--max-replications", "3000", "--precision", "1%", "--max-time", "1 s", "--format", "json",
                           "--output", "result.json"], cwd=world.folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3) and time.monotonic() - begin < 1 + 2 * _patience, done
    inputs = json.loads(world.read("result.json"))["manifest"]["inputs"]
    assert inputs["precision"]["stopped_by"] == "time" and inputs["replications"] < 2000, inputs
    assert world.run("reproduce", "result.json").stdout.startswith("identical: ")


def precision_refuses_bad_options(world):
    for words, said in ((("--precision", "soon"), "expected a share"), (("--precision", "0"), "expected 1 % to 50 %"),
                        (("--precision", "90%"), "expected 1 % to 50 %"), (("--max-time", "5 s"), "--precision 5%"),
                        (("--precision", "5%", "--max-time", "5"), "expected a span of time"),
                        (("--precision", "5%", "--max-time", "0 s"), "more than 0 s"),
                        (("--precision", "5%", "--max-replications", "1"), "expected 2 to 10000")):
        done = world.run("run", "small.yaml", *words, code=2)
        assert done.stdout == "" and said in done.stderr, (words, done.stderr)


if __name__ == "__main__":
    main(globals(), __doc__)
