#!/usr/bin/env python3
"""Reports of runs in every form, as a user meets them: pages, workbooks, pictures, paper.

usage: check_reports.py TEST SOURCE_FOLDER ISOCOST

The tests are the functions below without an underscore in front.
"""

import html
import json
import math
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree
import zipfile

from world import main, small

_main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


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
    world.write("evil.yaml", small.replace("{platform: aws-ec2,", "{name: \"=cmd|' /C calc'!A0\", platform: aws-ec2,")
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


def sections_are_chosen_by_their_words(world):
    world.run("run", "small.yaml", "--format", "json", "--output", "result.json")
    for form in ("table", "markdown", "html"):
        text = world.run("report", "result.json", "--format", form, "--sections", "excluded,answer").stdout
        assert "Excluded" in text and "Answer" in text and "Bill:" not in text, text
        assert "sections that were not chosen: latency, behaviour, bill, included, assumed, method" in text, text
    assert 'did you mean "latency"?' in world.run("report", "result.json", "--sections", "answer,latancy", code=2).stderr
    assert "does not apply" in world.run("report", "result.json", "--sections", "answer", "--chart", "cost", code=2).stderr
    for form in ("json", "csv", "focus"):
        done = world.run("report", "result.json", "--sections", "answer", "--format", form, code=2)
        assert "--sections applies to table, markdown, html and pdf" in done.stderr, done.stderr


def chart_is_a_picture_with_every_alternative(world):
    world.run("run", "small.yaml", "--format", "json", "--output", "result.json")
    for kind in ("latency", "cost", "pareto"):
        picture = world.run("report", "result.json", "--chart", kind).stdout
        texts = [text.text for text in xml.etree.ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]
        assert {"AWS Lambda", "Amazon EC2"} <= set(texts), texts
        assert picture == world.run("report", "small.yaml", "--chart", kind, "--format", "svg").stdout
        world.run("report", "result.json", "--chart", kind, "--output", "chart.svg")
        assert world.read("chart.svg") == picture
    assert "there is no graph" in world.run("report", "result.json", "--chart", "graph", code=2).stderr
    timeline = world.run("report", "small.yaml", "--chart", "timeline").stdout
    assert "mean response time, s" in timeline
    assert "a saved result has no timeline" in world.run("report", "result.json", "--chart", "timeline", code=2).stderr
    assert 'did you mean "latency"?' in world.run("report", "result.json", "--chart", "latencies", code=2).stderr
    assert "known here: svg, png, pdf" in world.run("report", "result.json", "--chart", "cost", "--format", "html", code=2).stderr
    assert "--output FILE" in world.run("report", "result.json", "--chart", "cost", "--format", "png", code=2).stderr


def graph_of_components_is_a_picture_and_part_of_the_page(world):
    world.write("calls.yaml", small.replace("application: {duration", "application: {components: {a: {calls: [{to: b}, "
                "{to: c, wait: no}], duration: 5 ms}, b: {duration: 9 ms}, c: {duration: 7 ms}}, no: {duration")
                .replace(", no: {duration: {p50: 80 ms, p95: 300 ms}, memory_used", ", memory_used"))
    world.run("run", "calls.yaml", "--format", "json", "--output", "result.json")
    edges = json.loads(world.read("result.json"))["alternatives"][0]["calls"]["edges"]
    assert edges == [{"from": "a", "to": "b", "message": False}, {"from": "a", "to": "c", "message": True}], edges
    picture = world.run("report", "result.json", "--chart", "graph").stdout
    texts = [text.text for text in xml.etree.ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]
    assert {"a", "b", "c", "1.00 a request"} <= set(texts), texts
    assert "Calls on AWS Lambda" in world.run("report", "result.json", "--format", "html").stdout
    other = world.run("report", "calls.yaml", "--chart", "graph", "--alternative", "aws-ec2").stdout
    assert "Calls on Amazon EC2" in other


def chart_of_gnuplot_is_drawn_or_told_in_figures(world):
    world.write("evil.yaml", small.replace("{platform: aws-ec2,", "{name: \"it's `touch x` _^{}\", platform: aws-ec2,"))
    world.run("run", "evil.yaml", "--format", "json", "--output", "result.json")
    (world.folder / "empty").mkdir()
    for ending in ("png", "pdf"):
        done = world.run("report", "result.json", "--chart", "cost", "--output", f"chart.{ending}", code=2,
                         environment={"PATH": str(world.folder / "empty")})
        assert done.stderr == (f"error: chart.{ending} is not written: gnuplot is not installed\n"
                               "hint: sudo apt install gnuplot-nox; --format svg needs no other program\n"), done.stderr
        assert "it's `touch x` _^{}" in done.stdout and "USD in 2 h" in done.stdout, done.stdout
    if shutil.which("gnuplot") is None:
        return
    for ending, magic in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        for kind in ("cost", "latency"):
            pictures = set()
            for zone in ("UTC", "Asia/Tokyo"):
                time.sleep(1.1)  # a date in the file would have other seconds
                world.run("report", "result.json", "--chart", kind, "--output", f"chart.{ending}", environment={"TZ": zone})
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


if __name__ == "__main__":
    main(globals(), __doc__)
