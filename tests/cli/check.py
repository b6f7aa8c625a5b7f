#!/usr/bin/env python3
"""The command line as a user meets it.

usage: check.py TEST SOURCE_FOLDER ISOCOST

The tests are the functions below without an underscore in front, named by `check.py list . .`
"""

import csv
import decimal
import html
import inspect
import io
import json
import math
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree
import zipfile

import yaml

_small = """scenario: Small
question: Does it work?
period: {start: 2026-11-01, length: 2 h}
replications: 2
warm_up: none
workload: {rate: 5/s}
application: {duration: {p50: 80 ms, p95: 300 ms}, memory_used: 100 MiB}
slo: {p99: 1 s}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB}
  - {platform: aws-ec2, instance: t3.small, servers: 2}
"""

_long = """scenario: Long
workload: {rate: 2000/s, profile: {hours: [1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 8, 8, 8, 8, 9, 9, 8, 6, 4, 3, 2]}}
application: {duration: {p50: 80 ms, p95: 300 ms}, memory_used: 100 MiB}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB}
  - {platform: gcp-run-functions, memory: 512 MiB}
"""

# Seconds from a signal to the end; sanitizers make everything slower.
_patience = 20 if os.environ.get("ISOCOST_SLOW") == "1" else 2

# Many short replications: some are finished soon, all of them never.
_many = _small.replace("replications: 2", "replications: 10000")


_main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class World:
    """An empty folder to work in, with small.yaml, and the program."""

    def __init__(self, source, program, folder):
        self.source = pathlib.Path(source)
        self.program = program
        self.folder = pathlib.Path(folder)
        self.write("small.yaml", _small)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def read(self, name):
        return (self.folder / name).read_text()

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def run(self, *words, code=0, environment=None):
        done = subprocess.run([self.program, *words], cwd=self.folder, capture_output=True, text=True, timeout=120,
                              env={**os.environ, **(environment or {})}, check=False)
        assert done.returncode == code, f"{words}: exit code {done.returncode} instead of {code}\n{done.stdout}{done.stderr}"
        return done

    def interrupt(self, *words, after, signal_number=signal.SIGINT):
        """Starts the command, waits, sends the signal; gives the command and how long it took to end."""
        with subprocess.Popen([self.program, *words], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as process:
            time.sleep(after)
            assert process.poll() is None, f"{words} ended before the signal: {process.communicate()}"
            begin = time.monotonic()
            process.send_signal(signal_number)
            output, errors = process.communicate(timeout=60)
            return subprocess.CompletedProcess(words, process.returncode, output, errors), time.monotonic() - begin


def version_is_printed(world):
    assert re.fullmatch(r"isocost \d+\.\d+\.\d+\n", world.run("--version").stdout)


def help_is_printed_for_every_command(world):
    for words in (["--help"], ["help"], ["run", "--help"], ["new", "--help"], ["check-scenario", "--help"], ["catalogue", "--help"],
                  ["price", "--help"], ["explain", "--help"], ["diff", "--help"], ["breakeven", "--help"], ["report", "--help"]):
        done = world.run(*words)
        assert done.stdout.startswith("isocost") and done.stderr == "", words


def no_command_is_bad_input(world):
    done = world.run(code=2)
    assert "isocost run SCENARIO.yaml" in done.stdout + done.stderr


def unknown_command_suggests_the_nearest(world):
    assert world.run("rnu", "small.yaml", code=2).stderr == 'error: "rnu" is not a command\nhint: did you mean "run"?\n'
    assert world.run("simulate", code=2).stderr == (
        'error: "simulate" is not a command\nhint: known here: run, new, check-scenario, catalogue, price, explain, diff, breakeven, report\n')


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
    for slip in (["--vary", "workload.rate=1/s"], ["--vary", "workload.rate=5/s:1/s"], ["--vary", "workload.rate=1/s:5/min"],
                 ["--vary", "workload.rates=1/s:5/s"], ["--vary", "workload.rate=1/s:5/s", "--metric", "p42"]):
        assert world.run(*words, *slip, code=2).stderr, slip
    world.run("breakeven", "small.yaml", "--between", "aws-lambda", "--vary", "workload.rate=1/s:5/s", code=2)


def page_has_the_rows_of_the_markdown_and_is_well_formed(world):
    pipes = world.run("run", "small.yaml", "--format", "markdown").stdout
    page = world.run("run", "small.yaml", "--format", "html").stdout
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in pipes.splitlines() if line.startswith("| ")]
    shown = [[html.unescape(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
             for row in re.findall(r"<tr>(.*?)</tr>", page)]
    assert [[cell.strip() for cell in row] for row in rows if "---" not in "".join(row)] == shown, (rows[:3], shown[:3])
    open_tags = []
    for closing, tag in re.findall(r"<(/?)([a-z0-9]+)(?:[^>]*[^>/])?>", page):
        if closing:
            assert open_tags.pop() == tag, tag
        elif tag != "meta":
            open_tags.append(tag)
    assert open_tags == []


def report_of_a_saved_result_has_the_bytes_of_the_run(world):
    world.run("run", "small.yaml", "--format", "json", "--output", "result.json")
    for name in ("table", "json", "csv", "markdown", "html", "focus"):
        fresh = world.run("run", "small.yaml", "--format", name).stdout
        assert world.run("report", "result.json", "--format", name).stdout == fresh, name
        assert world.run("report", "small.yaml", "--format", name).stdout == fresh, name
    for ending, name in (("md", "markdown"), ("html", "html"), ("csv", "csv"), ("txt", "table")):
        assert world.run("report", "result.json", "--output", f"report.{ending}").stdout == ""
        assert world.read(f"report.{ending}") == world.run("run", "small.yaml", "--format", name).stdout, ending


class _Workbook:
    """Cells of the sheets of an XLSX file: text, number, or (formula, value)."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as parts:
            self.names = parts.namelist()
            texts = ["".join(item.itertext()) for item in xml.etree.ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]
            book = xml.etree.ElementTree.fromstring(parts.read("xl/workbook.xml"))
            self.sheets = {sheet.get("name"): self._cells(parts.read(f"xl/worksheets/sheet{number}.xml"), texts)
                           for number, sheet in enumerate(book.iter(f"{_main}sheet"), 1)}
            self.made = re.search(r"<dcterms:created[^>]*>([^<]*)<", parts.read("docProps/core.xml").decode()).group(1)

    @staticmethod
    def _cells(sheet, texts):
        cells = {}
        for cell in xml.etree.ElementTree.fromstring(sheet).iter(f"{_main}c"):
            formula, value = cell.find(f"{_main}f"), cell.find(f"{_main}v")
            number = texts[int(value.text)] if cell.get("t") == "s" else float(value.text)
            cells[cell.get("r")] = number if formula is None else (formula.text, number)
        return cells


def workbook_holds_the_bill_as_formulas(world):
    world.write("evil.yaml", _small.replace("{platform: aws-ec2,", "{name: \"=cmd|' /C calc'!A0\", platform: aws-ec2,")
                + "account: {discounts: [{on: aws, share: 10 %}], tax: 20 %}\n")
    result = json.loads(world.run("run", "evil.yaml", "--format", "json").stdout)
    world.run("run", "evil.yaml", "--format", "xlsx", "--output", "bill.xlsx")
    book = _Workbook(world.folder / "bill.xlsx")
    assert list(book.sheets) == ["Comparison", "Bill", "Assumptions", "Manifest"]
    bill, row = book.sheets["Bill"], 2
    for number, one in enumerate(result["alternatives"]):
        first = row
        for line in one["bill"]["lines"]:
            assert (bill[f"A{row}"], bill[f"C{row}"]) == (one["name"], line["name"])
            assert math.isclose(bill[f"E{row}"], float(line["quantity"])) and bill[f"G{row}"] == float(line["unit_price"])
            assert bill[f"I{row}"] == (f"ROUND(E{row}*G{row}/H{row},2)", float(line["amount"])), bill[f"I{row}"]
            row += 1
        assert bill[f"I{row}"] == (f"SUM(I{first}:I{row - 1})", float(one["bill"]["total"]))
        assert book.sheets["Comparison"][f"E{6 + number}"] == (f"Bill!I{row}", float(one["bill"]["total"]))
        first = row
        for term in one["bill"]["adjustments"]:
            row += 1
            assert bill[f"I{row}"] == float(term["amount"])
        row += 1
        assert bill[f"I{row}"] == (f"SUM(I{first}:I{row - 1})", float(one["bill"]["net"]))
        assert book.sheets["Comparison"][f"F{6 + number}"] == (f"Bill!I{row}", float(one["bill"]["net"]))
        row += 1
    assert f"A{row}" not in bill
    kinds = {value for cell, value in book.sheets["Assumptions"].items() if cell.startswith("A")}
    assert kinds == {"kind", "included", "excluded", "assumed"}


def workbook_is_the_same_every_time(world):
    world.run("run", "small.yaml", "--format", "json", "--output", "result.json")
    world.run("run", "small.yaml", "--format", "xlsx", "--output", "fresh.xlsx")
    time.sleep(2.1)  # times in a zip have two seconds
    world.run("report", "result.json", "--output", "saved.xlsx", environment={"TZ": "Asia/Tokyo"})
    assert (world.folder / "fresh.xlsx").read_bytes() == (world.folder / "saved.xlsx").read_bytes()
    price_date = json.loads(world.read("result.json"))["manifest"]["inputs"]["price_date"]
    assert _Workbook(world.folder / "saved.xlsx").made == f"{price_date}T00:00:00Z"
    world.run("report", "result.json", "--output", "dated.xlsx", environment={"SOURCE_DATE_EPOCH": "86400"})
    assert _Workbook(world.folder / "dated.xlsx").made == "1970-01-02T00:00:00Z"


def workbook_is_written_to_a_file_only(world):
    world.write("usage.yaml", "usage:\n  - {price: aws/lambda/requests, quantity: 3M}\n  - {price: aws/dynamodb/dax, quantity: 1}\n")
    for words in (["run", "small.yaml"], ["report", "small.yaml"], ["price", "usage.yaml"]):
        done = world.run(*words, "--format", "xlsx", code=2)
        assert done.stdout == "" and done.stderr.endswith("hint: --format xlsx --output FILE.xlsx\n"), done.stderr
    world.run("price", "usage.yaml", "--format", "xlsx", "--output", "bill.xlsx", code=4)
    book = _Workbook(world.folder / "bill.xlsx")
    assert list(book.sheets) == ["Bill", "Assumptions", "Manifest"]
    assert "UNPRICED" in book.sheets["Bill"].values() and "Total, at least" in book.sheets["Bill"].values()


def chart_is_a_picture_with_every_alternative(world):
    world.run("run", "small.yaml", "--format", "json", "--output", "result.json")
    for kind in ("latency", "cost"):
        picture = world.run("report", "result.json", "--chart", kind).stdout
        texts = [text.text for text in xml.etree.ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]
        assert {"AWS Lambda", "Amazon EC2"} <= set(texts), texts
        assert picture == world.run("report", "small.yaml", "--chart", kind, "--format", "svg").stdout
        world.run("report", "result.json", "--chart", kind, "--output", "chart.svg")
        assert world.read("chart.svg") == picture
    timeline = world.run("report", "small.yaml", "--chart", "timeline").stdout
    assert "mean response time, s" in timeline
    assert "a saved result has no timeline" in world.run("report", "result.json", "--chart", "timeline", code=2).stderr
    assert 'did you mean "latency"?' in world.run("report", "result.json", "--chart", "latencies", code=2).stderr
    assert "known here: svg, png, pdf" in world.run("report", "result.json", "--chart", "cost", "--format", "html", code=2).stderr
    assert "--output FILE" in world.run("report", "result.json", "--chart", "cost", "--format", "png", code=2).stderr


def chart_of_gnuplot_is_drawn_or_told_in_figures(world):
    world.write("evil.yaml", _small.replace("{platform: aws-ec2,", "{name: \"it's `touch x` _^{}\", platform: aws-ec2,"))
    world.run("run", "evil.yaml", "--format", "json", "--output", "result.json")
    (world.folder / "empty").mkdir()
    for ending in ("png", "pdf"):
        done = world.run("report", "result.json", "--chart", "cost", "--output", f"chart.{ending}", code=2,
                         environment={"PATH": str(world.folder / "empty")})
        assert done.stderr == (f"error: chart.{ending} is not written: gnuplot is not installed\n"
                               "hint: sudo apt install gnuplot-nox; --format svg needs no other program\n"), done.stderr
        assert "it's `touch x` _^{}" in done.stdout and "USD in 0.08" in done.stdout, done.stdout
    if shutil.which("gnuplot") is None:
        return
    for ending, magic in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        for kind in ("cost", "latency"):
            pictures = set()
            for _ in range(2):
                world.run("report", "result.json", "--chart", kind, "--output", f"chart.{ending}")
                pictures.add((world.folder / f"chart.{ending}").read_bytes())
            assert len(pictures) == 1 and next(iter(pictures)).startswith(magic), (kind, ending)
    assert "x" not in world.files()


def paper_has_the_totals_or_is_told_to_need_a_program(world):
    world.run("run", "small.yaml", "--format", "json", "--output", "result.json")
    (world.folder / "empty").mkdir()
    done = world.run("report", "result.json", "--output", "report.pdf", code=2, environment={"PATH": str(world.folder / "empty")})
    assert done.stderr.startswith("error: PDF needs WeasyPrint, which is not installed\nhint: sudo apt install weasyprint"), done.stderr
    assert "report.pdf" not in world.files()
    assert "--format pdf --output FILE.pdf" in world.run("report", "result.json", "--format", "pdf", code=2).stderr
    assert "expected a4 or letter" in world.run("report", "result.json", "--output", "x.pdf", "--paper", "a5", code=2).stderr
    if shutil.which("weasyprint") is None:
        return
    world.run("report", "result.json", "--output", "report.pdf")
    world.run("run", "small.yaml", "--format", "pdf", "--output", "fresh.pdf")
    paper = (world.folder / "report.pdf").read_bytes()
    assert paper.startswith(b"%PDF") and paper == (world.folder / "fresh.pdf").read_bytes()
    if shutil.which("pdftotext") is None:
        return
    text = subprocess.run(["pdftotext", "-layout", "report.pdf", "-"], cwd=world.folder, capture_output=True, text=True, check=True).stdout
    for one in json.loads(world.read("result.json"))["alternatives"]:
        assert re.search(rf"Total +{re.escape(one['bill']['total'])}\n", text), text
    assert re.search(r"1 ?/ ?\d+\n", text), text


def report_refuses_what_is_no_result(world):
    text = world.run("run", "small.yaml", "--format", "json").stdout
    world.write("edited.json", text.replace('"value": ', '"value": 1', 1))
    assert "the file was changed after it was written" in world.run("report", "edited.json", code=2).stderr
    world.write("cut.json", text[:len(text) // 2])
    cut = text[:len(text) // 2].count("\n") + 1
    said = world.run("report", "cut.json", code=2).stderr
    assert said.startswith(f"cut.json:{cut}:") and "error: this is no JSON from here on" in said, said
    world.write("next.json", text.replace('"isocost_result": 1', '"isocost_result": 2'))
    assert "error: format 2 is not known" in world.run("report", "next.json", code=2).stderr
    world.write("usage.yaml", "usage:\n  - {price: aws/lambda/requests, quantity: 3M}\n")
    world.write("bill.json", world.run("price", "usage.yaml", "--format", "json").stdout)
    assert "this is no result of a run" in world.run("report", "bill.json", code=2).stderr
    world.write("result.json", text)
    assert "--seed does not apply" in world.run("report", "result.json", "--seed", "2", code=2).stderr
    assert 'did you mean "html"?' in world.run("report", "result.json", "--format", "htm", code=2).stderr
    assert "there is no folder" in world.run("report", "result.json", "--output", "none/report.html", code=2).stderr
    world.run("report", code=2)
    world.run("report", "none.json", code=2)


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
    world.write("some.yaml", _small.replace("2 h", "2 d").replace("5/s", "60/s"))
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
    done, seconds = world.interrupt("run", "many.yaml", after=2)
    assert done.returncode == 130, done
    assert seconds < _patience, seconds
    assert "INTERRUPTED" in done.stdout, done.stdout[:1000]
    finished = int(re.search(r"seed 1, (\d+) replications?,", done.stdout).group(1))
    assert 0 < finished < 10000
    done, _ = world.interrupt("run", "many.yaml", "--format", "json", after=2)
    interrupted = json.loads(done.stdout)
    assert interrupted["interrupted"] is True
    costs = interrupted["alternatives"][0]["replications"]["cost"]
    assert interrupted["manifest"]["inputs"]["replications"] == len(costs)
    # What was finished is what a shorter run gives.
    few = json.loads(world.run("run", "many.yaml", "--replications", "5", "--format", "json").stdout)
    assert costs[:5] == few["alternatives"][0]["replications"]["cost"]


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
    world.write("changed.yaml", _small.replace("5/s", "50/s").replace("512 MiB", "1 GiB"))
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
    checked = world.run("catalogue", "verify", "--today", "2026-11-25").stdout
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
    for service in services:
        shown = world.run("catalogue", "show", service).stdout
        assert f"models/{service}.yaml" in shown and shown.startswith(re.search(rf"{service} +(.*?)  ", listed).group(1)), service


def _tests():
    return {name: test for name, test in globals().items() if inspect.isfunction(test) and not name.startswith("_")}


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in _tests():
        print(__doc__, file=sys.stderr)
        sys.exit("\n".join(_tests()))
    with tempfile.TemporaryDirectory() as place:
        try:
            _tests()[sys.argv[1]](World(sys.argv[2], sys.argv[3], place))
        except AssertionError as failure:
            line = inspect.getinnerframes(failure.__traceback__)[-1].lineno
            sys.exit(f"{sys.argv[1]}, line {line}: {failure}")
