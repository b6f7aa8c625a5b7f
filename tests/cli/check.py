#!/usr/bin/env python3
"""The command line as a user meets it.

usage: check.py TEST SOURCE_FOLDER ISOCOST

The tests are the functions below without an underscore in front, named by `check.py list . .`
"""

import csv
import decimal
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import time
from xml.etree import ElementTree

import yaml

from world import main, small

_long = """scenario: Long
workload: {rate: 2000/s, profile: {hours: [1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 8, 8, 8, 8, 9, 9, 8, 6, 4, 3, 2]}}
application: {duration: {p50: 80 ms, p95: 300 ms}, memory_used: 100 MiB}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB}
  - {platform: gcp-run-functions, memory: 512 MiB}
"""

# Seconds from a signal to the end; sanitizers make everything slower.
_is_slow = os.environ.get("ISOCOST_SLOW") == "1"
_patience = 20 if _is_slow else 2
# Seconds in which some replications are finished.
_a_while = 12 if _is_slow else 2

# Many short replications: some are finished soon, all of them never.
_many = small.replace("replications: 2", "replications: 10000")


def version_is_printed(world):
    assert re.fullmatch(r"isocost \d+\.\d+\.\d+\n", world.run("--version").stdout)


def help_is_printed_for_every_command(world):
    for words in (["--help"], ["help"], ["run", "--help"], ["new", "--help"], ["check-scenario", "--help"], ["catalogue", "--help"],
                  ["price", "--help"], ["explain", "--help"], ["diff", "--help"], ["breakeven", "--help"], ["report", "--help"], ["sweep", "--help"], ["validate", "--help"], ["graph", "--help"]):
        done = world.run(*words)
        assert done.stdout.startswith("isocost") and done.stderr == "", words


def no_command_is_bad_input(world):
    done = world.run(code=2)
    assert "isocost run SCENARIO.yaml" in done.stdout + done.stderr


def unknown_command_suggests_the_nearest(world):
    assert world.run("rnu", "small.yaml", code=2).stderr == 'error: "rnu" is not a command\nhint: did you mean "run"?\n'
    assert world.run("simulate", code=2).stderr == (
        'error: "simulate" is not a command\nhint: known here: run, new, check-scenario, catalogue, price, explain, diff, breakeven, sweep, sensitivity, report, guard, reproduce, validate, graph\n')


def readme_shows_what_the_program_prints(world):
    """warmup#340: a price in a README was wrong by a factor of 700."""
    blocks = (world.source / "README.md").read_text().split("```\n")
    shown = next(block for block in blocks if block.startswith("$ isocost run scenarios/web-shop.yaml\n"))
    printed = world.run("run", str(world.source / "scenarios/web-shop.yaml")).stdout.splitlines()
    other = [line for line in shown.splitlines()[1:] if line not in printed and not line.startswith("(…")]
    assert other == [], other


def bill_is_explained_and_compared(world):
    usage = "usage:\n  - {function: aws-lambda, requests: 3M, duration: 120 ms, memory: 1536 MiB}\n"
    world.write("usage.yaml", usage)
    world.write("bill.json", world.run("price", "usage.yaml", "--format", "json").stdout)
    world.write("paid.json", world.run("price", "usage.yaml", "--free-tier", "off", "--format", "json").stdout)
    assert world.run("explain", "bill.json", "duration").stdout.startswith("Duration: 2.33 USD\n")
    assert "models/aws/lambda.yaml:" in world.run("explain", "bill.json", "aws/lambda/compute").stdout
    steps = json.loads(world.run("diff", "bill.json", "paid.json", "--format", "json").stdout)["pairs"][0]
    assert {step["cause"] for step in steps["steps"]} <= {"allowance and tiers", "cents"}, steps
    moved = sum(decimal.Decimal(step["exact_amount"]) for step in steps["steps"])
    assert moved == decimal.Decimal(steps["total_to"]) - decimal.Decimal(steps["total_from"]), steps
    world.write("usage.yaml", usage + "  - {price: aws/dynamodb/dax, quantity: 1}\n")
    world.write("open.json", world.run("price", "usage.yaml", "--format", "json", code=4).stdout)
    world.run("explain", "open.json", "total", code=4)
    world.run("diff", "bill.json", "open.json", code=4)
    assert "did you mean" in world.run("explain", "bill.json", "durtion", code=2).stderr
    world.run("diff", "bill.json", code=2)


def break_even_is_found_and_its_slips_are_told(world):
    words = ["breakeven", "small.yaml", "--between", "aws-lambda,aws-ec2", "--points", "3"]
    found = json.loads(world.run(*words, "--vary", "workload.rate=1/s:100/s", "--format", "json").stdout)
    assert len(found["crossings"]) == 1 and found["crossings"][0]["below"] == "first", found
    crossing = found["crossings"][0]
    assert crossing["from"] <= crossing["estimate"] <= crossing["to"], crossing
    words[3] = "aws-ec2,aws-lambda"
    turned = json.loads(world.run(*words, "--vary", "workload.rate=1/s:100/s", "--format", "json").stdout)
    assert turned["crossings"][0]["below"] == "second" and turned["first"] == found["second"], turned
    slow = json.loads(world.run(*words, "--vary", "workload.rate=1/s:100/s", "--set", "application.duration=200 ms",
                                "--format", "json").stdout)
    assert slow["crossings"][0]["estimate"] < crossing["from"], slow
    for slip in (["--vary", "workload.rate=1/s"], ["--vary", "workload.rate=5/s:1/s"], ["--vary", "workload.rate=1/s:5/min"],
                 ["--vary", "workload.rates=1/s:5/s"], ["--vary", "workload.rate=1/s:5/s", "--metric", "p42"]):
        assert world.run(*words, *slip, code=2).stderr, slip
    told = world.run(*words, "--vary", "workload.rate=1/s:100/s", "--chart", "flip.svg").stdout
    picture = world.read("flip.svg")
    assert "flips at" in told and "no demonstrable difference" in picture and "workload.rate, /s" in picture, picture
    assert "its name ends in .svg, .png, .pdf" in world.run(*words, "--vary", "workload.rate=1/s:5/s", "--chart", "flip.gif",
                                                            code=2).stderr
    world.run("breakeven", "small.yaml", "--between", "aws-lambda", "--vary", "workload.rate=1/s:5/s", code=2)


def result_is_reproduced_or_what_differs_is_told(world):
    world.run("run", "small.yaml", "--set", "seed=7", "--threads", "1", "--format", "json", "--output", "result.json")
    assert world.run("reproduce", "result.json", "--threads", "2").stdout.startswith("identical: ")
    scenario = world.read("small.yaml")
    world.write("moved.yaml", scenario)
    assert world.run("reproduce", "result.json", "--scenario", "moved.yaml").stdout.startswith("identical: ")
    world.write("small.yaml", "# another line\n" + scenario)
    said = world.run("reproduce", "result.json", code=5).stdout
    assert said.startswith("different: 1 of ") and "manifest.inputs.scenario_hash" in said, said
    world.run("reproduce", code=2)
    world.run("reproduce", "small.yaml", code=2)


def guard_says_held_broken_or_inconclusive(world):
    world.run("run", "small.yaml", "--format", "json", "--output", "main.json")
    held = world.run("guard", "small.yaml", "--baseline", "main.json", "--budget", "monthly.p90<1000000 USD")
    assert "HELD: all " in held.stdout and "n.s." in held.stdout, held.stdout
    assert "FAILED" in world.run("guard", "small.yaml", "--slo", "p50<1 us", code=5).stdout
    once = ("guard", "small.yaml", "--replications", "1", "--slo", "mean<1 h")
    assert "INCONCLUSIVE" in world.run(*once, code=3).stdout
    more = ("guard", "small.yaml", "--baseline", "main.json", "--set", "workload.rate=50/s")
    assert "WARNING" in world.run(*more, code=1).stdout
    parsed = json.loads(world.run(*more, "--format", "json", code=1).stdout)
    assert parsed["isocost_guard"] == 1 and parsed["changes"], parsed
    assert '"p9" is not known here; did you mean "p9' in world.run("guard", "small.yaml", "--slo", "p9<1 s", code=2).stderr
    world.run("guard", "small.yaml", code=2)
    world.run("guard", "small.yaml", "--baseline", "none.json", code=2)


def folder_in_place_of_a_file_is_told(world):
    assert world.run("check-scenario", ".", code=2).stderr == ".: error: is a folder\nhint: name a file in it\n"


def seed_is_told_as_it_was_written(world):
    assert 'found "-1"' in world.run("run", "small.yaml", "--seed", "-1", code=2).stderr


def prices_of_another_year_are_doubted(world):
    world.write("usage.yaml", "usage:\n  - {price: aws/lambda/requests, quantity: 3M}\n")
    doubt = "what entries without dates cost on 2019-01-01 is not known"
    assert doubt in " ".join(world.run("price", "usage.yaml", "--as-of", "2019-01-01").stdout.split())
    assert "is not known" not in world.run("price", "usage.yaml", "--as-of", "2026-11-01").stdout


def unknown_option_suggests_the_nearest(world):
    done = world.run("run", "small.yaml", "--replicatons", "3", code=2)
    assert done.stderr == "error: unrecognised option '--replicatons'\nhint: did you mean --replications?\n", done.stderr
    assert done.stdout == ""
    done = world.run("run", "small.yaml", "--colour", code=2)
    assert done.stderr == "error: unrecognised option '--colour'\nhint: isocost run --help lists the options\n", done.stderr


def option_values_that_are_wrong_are_bad_input(world):
    for words in (["--seed", "one"], ["--seed", "-1"], ["--replications", "0"], ["--replications", "-3"],
                  ["--replications", "many"], ["--format", "xml"], ["--threads", "two"], ["--output"], ["--set", "x"],
                  ["--models", "no-such-folder"]):
        done = world.run("run", "small.yaml", *words, code=2)
        assert done.stderr.startswith(("error: ", "--")) or ": error: " in done.stderr, (words, done.stderr)
        assert done.stdout == "" and "terminate" not in done.stderr, words


def missing_operands_are_bad_input(world):
    for words in (["run"], ["check-scenario"], ["catalogue"], ["catalogue", "show"], ["catalogue", "show", "aws/lamda"]):
        done = world.run(*words, code=2)
        assert done.stderr.startswith("error: ") and "\nhint: " in done.stderr and done.stdout == "", (words, done.stderr)
    assert "did you mean \"aws/lambda\"?" in world.run("catalogue", "show", "aws/lamda", code=2).stderr


def starter_scenario_can_be_checked_and_run(world):
    world.write("mine.yaml", world.run("new", "--requests", "5k/month", "--duration", "80 ms", "--memory", "1 GiB").stdout)
    checked = world.run("check-scenario", "mine.yaml")
    assert checked.stdout.startswith("mine.yaml: fine\n") and checked.stderr == ""
    ran = world.run("run", "mine.yaml", "--replications", "2")
    assert "My service" in ran.stdout and "AWS Lambda" in ran.stdout and ran.stderr == ""


def starter_scenario_refuses_bad_options(world):
    done = world.run("new", "--requests", "3", code=2)
    assert done.stdout == "" and 'expected a rate, found "3"' in done.stderr
    done = world.run("new", "--memory", "512", code=2)
    assert done.stdout == "" and "without a unit" in done.stderr


def output_that_cannot_be_written_is_one_sentence(world):
    (world.folder / "a-folder").mkdir()
    before = world.files()
    for path in ("no/such/folder/result.txt", "a-folder"):
        for option in ("--output", "--timeline"):
            done = world.run("run", "small.yaml", option, path, code=2)
            assert re.fullmatch(rf"error: {path} cannot be written: [^\n]+\n", done.stderr), done.stderr
            assert world.files() == before, world.files()
            assert not list((world.folder / "a-folder").iterdir())


def every_format_is_the_same_in_a_file(world):
    texts = {}
    for name in ("table", "json", "csv", "markdown"):
        texts[name] = world.run("run", "small.yaml", "--format", name).stdout
        assert world.run("run", "small.yaml", "--format", name, "--output", "result").stdout == ""
        assert world.read("result") == texts[name], name
    assert world.files() == ["result", "small.yaml"]
    assert len(set(texts.values())) == 4
    json.loads(texts["json"])
    rows = list(csv.reader(texts["csv"].splitlines()))
    assert {len(row) for row in rows} == {7}
    assert texts["markdown"].startswith("# Small\n")


def formats_carry_the_same_total(world):
    result = json.loads(world.run("run", "small.yaml", "--format", "json").stdout)
    rows = csv.reader(world.run("run", "small.yaml", "--format", "csv").stdout.splitlines())
    totals = {row[1]: float(row[3]) for row in rows if row[0] == "total"}
    table = world.run("run", "small.yaml").stdout
    charges = list(csv.DictReader(world.run("run", "small.yaml", "--format", "focus").stdout.splitlines()))
    for one in result["alternatives"]:
        total = float(one["bill"]["total"])
        assert totals[one["name"]] == total
        assert sum(float(line["amount"]) for line in one["bill"]["lines"]) - total < 1e-9
        for cost in ("BilledCost", "EffectiveCost", "ContractedCost", "ListCost"):
            billed = sum(decimal.Decimal(row[cost]) for row in charges if row["x_Alternative"] == one["name"])
            assert abs(billed - decimal.Decimal(one["bill"]["total"])) < decimal.Decimal("1e-15"), (cost, billed)
        bill = table[table.index(f"Bill: {one['name']}"):]
        assert f"{total:,.2f}" == re.search(r"\n  Total +(\S+)\n", bill).group(1)


def threads_do_not_change_a_byte(world):
    for name in ("table", "json"):
        outputs = {world.run("run", "small.yaml", "--replications", "5", "--format", name, "--threads", count).stdout
                   for count in ("0", "1", "2", "7")}
        assert len(outputs) == 1, name


def seed_changes_the_figures(world):
    outputs = {world.run("run", "small.yaml", "--format", "csv", "--seed", seed).stdout for seed in ("1", "1", "2")}
    assert len(outputs) == 2


def pipe_gets_no_escape_codes_and_no_progress(world):
    world.write("some.yaml", small.replace("2 h", "2 d").replace("5/s", "4/s" if _is_slow else "60/s"))
    done = world.run("run", "some.yaml", "--replications", "3", environment={"TERM": "xterm-256color"})
    assert done.stderr == ""
    assert "\x1b" not in done.stdout and "\r" not in done.stdout
    assert "simulating" not in done.stdout


def terminal_gets_progress_that_is_wiped(world):
    """Only the standard error is a terminal: progress must never end up in what is redirected."""
    world.write("long.yaml", _long)
    ours, theirs = pty.openpty()
    with subprocess.Popen([world.program, "run", "long.yaml", "--set", "replications=20"], cwd=world.folder,
                          stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # the other side is closed
    assert b"simulating: " in shown, shown
    assert re.search(rb"\r *\r$", shown), shown[-100:]
    assert b"simulating" not in output


def interrupt_ends_a_long_run_at_once(world):
    world.write("long.yaml", _long)
    for number in (signal.SIGINT, signal.SIGTERM):
        done, seconds = world.interrupt("run", "long.yaml", "--threads", "2", after=1, signal_number=number)
        assert done.returncode == 130, done
        assert seconds < _patience, seconds
        assert "Traceback" not in done.stderr and "terminate" not in done.stderr
    assert world.files() == ["long.yaml", "small.yaml"]


def interrupted_run_shows_what_was_finished(world):
    world.write("many.yaml", _many)
    done, seconds = world.interrupt("run", "many.yaml", after=_a_while)
    assert done.returncode == 130, done
    assert seconds < _patience, seconds
    assert "INTERRUPTED" in done.stdout, done.stdout[:1000]
    finished = int(re.search(r"seed 1, (\d+) replications?,", done.stdout).group(1))
    assert 0 < finished < 10000
    done, _ = world.interrupt("run", "many.yaml", "--format", "json", after=_a_while)
    interrupted = json.loads(done.stdout)
    assert interrupted["interrupted"] is True
    costs = interrupted["alternatives"][0]["replications"]["cost"]
    assert interrupted["manifest"]["inputs"]["replications"] == len(costs)
    # What was finished is what a shorter run gives.
    some = min(5, len(costs))
    few = json.loads(world.run("run", "many.yaml", "--replications", str(some), "--format", "json").stdout)
    assert costs[:some] == few["alternatives"][0]["replications"]["cost"]


_calling = """period: {start: 2026-11-01, length: 2 h}
replications: 2
workload: {rate: 5/s}
application:
  components:
    api: {duration: {p50: 20 ms, p95: 60 ms}, calls: [{to: orders}, {to: mail, wait: no, probability: 20 %}]}
    orders: {duration: {p50: 30 ms, p95: 90 ms}, calls: [{parallel: [{to: price, times: 3, at_once: 2}, {to: stock}]}]}
    price: {duration: {p50: 10 ms, p95: 40 ms}}
    stock: {duration: 15 ms, failures: 1 %}
    mail: {duration: 200 ms}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB}
  - {platform: gcp-cloud-run, memory: 512 MiB}
  - {platform: aws-ec2, instance: t3.small, servers: 2}
"""


def components_are_run_reported_and_drawn(world):
    world.write("calls.yaml", _calling)
    first = world.run("run", "calls.yaml", "--format", "json", "--threads", "1").stdout
    assert first == world.run("run", "calls.yaml", "--format", "json", "--threads", "3").stdout
    made = json.loads(first)
    for one in made["alternatives"]:
        parts = one["calls"]["components"]
        assert abs(sum(part["share_of_latency"]["value"] for part in parts) - 1) < 1e-9, parts
    assert [part["name"] for part in made["alternatives"][0]["calls"]["components"]] == ["api", "orders", "price", "stock", "mail"]
    assert [part["name"] for part in made["alternatives"][2]["calls"]["components"]] == ["api", "mail"]
    world.write("calls.json", first)
    for format in ("table", "markdown", "csv", "html"):
        assert world.run("report", "calls.json", "--format", format).stdout == world.run("run", "calls.yaml", "--format", format).stdout
    assert "waiting_share,AWS Lambda,orders," in world.run("run", "calls.yaml", "--format", "csv").stdout
    assert "Calls between components" in world.run("report", "calls.json", "--sections", "calls").stdout
    assert world.run("reproduce", "calls.json").stdout.startswith("identical: ")

    text = world.run("graph", "calls.yaml").stdout
    # 1 % of orders fail: no mail is sent then.
    assert "price 3 times, 2 at once and at once stock" in text and "6.198 calls, 0.198 of them messages" in text, text
    assert world.run("graph", "calls.yaml", "--format", "dot").stdout.startswith("digraph G {\nrankdir=LR;\n")
    graph = ElementTree.fromstring(world.run("graph", "calls.yaml", "--format", "graphml").stdout)
    assert len(graph.findall(".//{http://graphml.graphdrawing.org/xmlns}edge")) == 4
    drawn = subprocess.run([world.program, "graph", "calls.yaml", "--format", "svg"], cwd=world.folder, capture_output=True,
                           text=True, check=False)
    assert (drawn.returncode == 0 and "</svg>" in drawn.stdout) or "Graphviz" in drawn.stderr, drawn
    assert "no components" in world.run("graph", "small.yaml", code=2).stderr
    assert "did you mean \"dot\"?" in world.run("graph", "calls.yaml", "--format", "dto", code=2).stderr


def missing_price_is_never_zero(world):
    shutil.copytree(world.source / "models", world.folder / "models")
    file = world.folder / "models" / "aws" / "data-transfer.yaml"
    service = yaml.load(file.read_text(), Loader=yaml.BaseLoader)
    for price in service["prices"]:
        if price["meter"] == "internet-out":
            for key in ("amount", "tiers", "tier_scope", "allowance"):
                price.pop(key, None)
            price["unpriced"] = "left out for a test"
    file.write_text(yaml.safe_dump(service, sort_keys=False))
    done = world.run("run", "small.yaml", "--models", "models", code=4)
    assert "UNPRICED" in done.stdout and ">=" in done.stdout, done.stdout
    rows = list(csv.reader(world.run("run", "small.yaml", "--models", "models", "--format", "csv", code=4).stdout.splitlines()))
    unpriced = [row for row in rows if row[6] == "UNPRICED" and row[0] == "amount"]
    assert unpriced and all(row[3] == "" for row in unpriced), unpriced
    result = json.loads(world.run("run", "small.yaml", "--models", "models", "--format", "json", code=4).stdout)
    for one in result["alternatives"]:
        assert one["bill"]["is_lower_bound"] is True
        line = next(line for line in one["bill"]["lines"] if line["status"] == "UNPRICED")
        assert line["amount"] is None and line["unit_price"] is None and line["reason"] == "left out for a test", line


def set_changes_one_entry(world):
    plain = world.run("run", "small.yaml").stdout
    changed = world.run("run", "small.yaml", "--set", "workload.rate=50/s", "--set", "alternatives[0].memory=1 GiB").stdout
    assert "1 GiB, 0.579 vCPU" in changed and "1 GiB, 0.579 vCPU" not in plain
    world.write("changed.yaml", small.replace("5/s", "50/s").replace("512 MiB", "1 GiB"))
    by_file = world.run("run", "changed.yaml", "--format", "csv").stdout
    by_option = world.run("run", "small.yaml", "--format", "csv", "--set", "workload.rate=50/s",
                          "--set", "alternatives[0].memory=1 GiB").stdout
    assert by_file == by_option
    assert "expected a rate" in world.run("run", "small.yaml", "--set", "workload.rate=fast", code=2).stderr


def baseline_takes_the_differences(world):
    table = world.run("run", "small.yaml", "--baseline", "aws-ec2").stdout
    assert re.search(r"^  Amazon EC2 .* reference ", table, re.M), table
    assert not re.search(r"^  AWS Lambda .* reference ", table, re.M), table
    slip = world.run("run", "small.yaml", "--baseline", "Amazon EC3", code=2).stderr
    assert 'did you mean "Amazon EC2"?' in slip, slip


def set_takes_a_group_of_keys(world):
    done = world.run("run", "small.yaml", "--set", "alternatives[1].autoscaling={min: 1, max: 3}", code=2)
    assert "a fleet has a fixed number of servers or autoscaling, not both" in done.stderr
    world.run("run", "small.yaml", "--set", "slo={p95: 2 s}")


def alternative_chooses_by_name_or_platform(world):
    for word in ("AWS Lambda", "aws-lambda"):
        rows = csv.DictReader(world.run("run", "small.yaml", "--format", "csv", "--alternative", word).stdout.splitlines())
        assert {row["alternative"] for row in rows} == {"AWS Lambda"}
    done = world.run("run", "small.yaml", "--alternative", "AWS Lamda", code=2)
    assert done.stderr == 'error: the scenario has no alternative "AWS Lamda"\nhint: did you mean "AWS Lambda"?\n', done.stderr


def choosing_an_alternative_does_not_change_its_figures(world):
    def of_ec2(*words):
        rows = csv.reader(world.run("run", "small.yaml", "--format", "csv", *words).stdout.splitlines())
        return [row for row in rows if row[1] == "Amazon EC2"]

    assert of_ec2() == of_ec2("--alternative", "aws-ec2")


def timeline_adds_up_to_the_simulated_requests(world):
    result = json.loads(world.run("run", "small.yaml", "--replications", "1", "--format", "json", "--timeline", "day.csv").stdout)
    rows = list(csv.DictReader(world.read("day.csv").splitlines()))
    for one in result["alternatives"]:
        own = [row for row in rows if row["alternative"] == one["name"]]
        starts = [float(row["start_s"]) for row in own]
        assert starts == sorted(starts) and starts[0] == 0 and starts[-1] < 2 * 3600, starts[:3] + starts[-3:]
        assert sum(int(row["requests"]) for row in own) == one["metrics"]["requests"]["value"], one["name"]
        assert sum(int(row["cold"]) for row in own) == round(
            one["metrics"]["cold_start_share"]["value"] * one["metrics"]["requests"]["value"])
    assert world.files() == ["day.csv", "small.yaml"]


def models_folder_can_be_named_in_the_environment(world):
    done = world.run("catalogue", "list", code=2, environment={"ISOCOST_MODELS": "no-such-folder"})
    assert "no-such-folder" in done.stderr
    world.run("catalogue", "list", environment={"ISOCOST_MODELS": str(world.source / "models")})


def every_service_of_the_list_can_be_shown(world):
    checked = world.run("catalogue", "verify", "--today", "2026-11-28").stdout
    assert "aws/lambda" in checked and "UNPRICED" in checked and ": error:" not in checked, checked
    assert world.run("catalogue", "verify", "--today", "2020-01-01", code=2).stdout.count("still to come") > 10
    rows = list(csv.DictReader(io.StringIO(world.run("catalogue", "verify", "--format", "csv").stdout)))
    assert {row["status"] for row in rows} == {"OK", "UNPRICED"}, rows
    assert all(row["reason"] for row in rows if row["status"] == "UNPRICED"), rows
    coverage = json.loads(world.run("catalogue", "verify", "--format", "json").stdout)
    assert [meter["status"] for meter in coverage["meters"]] == [row["status"] for row in rows]
    for words in (["--format", "yaml"], ["--today", "yesterday"], ["--max-age", "-1"]):
        world.run("catalogue", "verify", *words, code=2)
    listed = world.run("catalogue", "list").stdout
    services = re.findall(r"(?m)^  ([a-z0-9-]+/[a-z0-9-]+) ", listed)
    assert len(services) > 5
    for service in services[::10 if _is_slow else 1]:
        shown = world.run("catalogue", "show", service).stdout
        assert f"models/{service}.yaml" in shown and shown.startswith(re.search(rf"{service} +(.*?)  ", listed).group(1)), service


if __name__ == "__main__":
    main(globals(), __doc__)
