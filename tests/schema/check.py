#!/usr/bin/env python3
"""Checks the published schemas against the shipped files and against the program.

usage: check.py TEST SOURCE_FOLDER ISOCOST

The tests are the functions below without an underscore in front; `check.py list . .` names them.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

import yaml_as_json

sys.dont_write_bytecode = True


class World:
    def __init__(self, source, program):
        self.source = pathlib.Path(source)
        self.program = program

    def schema(self, path):
        schema = json.loads((self.source / path).read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    def run(self, *words, expected=0):
        done = subprocess.run([self.program, *words], cwd=self.source, capture_output=True, text=True, timeout=120)
        assert done.returncode == expected, f"{' '.join(words)}: exit code {done.returncode}\n{done.stderr}"
        return done

    def refusal(self, text):
        """What the program says of a scenario that it has to refuse."""
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(text)
            file.flush()
            return self.run("check-scenario", file.name, expected=2).stderr


def _innermost(error):
    """The error that says most: of alternatives the one that got furthest."""
    while error.context:
        error = jsonschema.exceptions.best_match(error.context) or error.context[0]
    return error


def _problems(validator, value, name):
    return [f"{name}: {_innermost(e).json_path}: {_innermost(e).message}" for e in validator.iter_errors(value)]


def _check_files(validator, files):
    assert files, "no file found"
    problems = []
    for file in files:
        try:
            problems += _problems(validator, yaml_as_json.load(file.read_text(encoding="utf-8")), file)
        except yaml.YAMLError as error:
            problems.append(f"{file}: {error}")
    assert not problems, "\n".join(problems)
    print(f"{len(files)} files agree with the schema")


def every_model_agrees_with_its_schema(world):
    _check_files(world.schema("models/schema.json"), sorted((world.source / "models").glob("**/*.yaml")))


def every_scenario_agrees_with_its_schema(world):
    _check_files(world.schema("scenarios/schema.json"), sorted((world.source / "scenarios").glob("*.yaml")))


def starter_scenario_agrees_with_the_schema(world):
    starter = world.run("new").stdout
    problems = _problems(world.schema("scenarios/schema.json"), yaml_as_json.load(starter), "isocost new")
    assert not problems, "\n".join(problems)
    lines = [re.sub(r"^(\s*)# (?=\w+: )", r"\1", line) for line in starter.splitlines()]
    problems = _problems(world.schema("scenarios/schema.json"), yaml_as_json.load("\n".join(lines)), "all uncommented")
    assert not problems, "\n".join(problems)


_whole = """
scenario: Everything
workload:
  rate: 40/s
application:
  duration: {p50: 80 ms, p95: 300 ms}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB}
  - {platform: aws-ec2, instance: t3.small, servers: 2}
"""

# What replaces the first text by the second is refused by the schema and by the program alike.
_slips = [
    ("scenario:", "scenari:"),
    ("scenario: Everything", "scenario: []"),
    ("workload:", "seed: -1\nworkload:"),
    ("workload:", "replications: 0\nworkload:"),
    ("workload:", "free_tier: perhaps\nworkload:"),
    ("workload:", "warm_up: long\nworkload:"),
    ("workload:", "horizon: everything\nworkload:"),
    ("workload:", "horizon: {days_per_kind: 1}\nworkload:"),
    ("workload:", "period: {start: 1.11.2026}\nworkload:"),
    ("workload:", "period: {start: 2026-13-01}\nworkload:"),
    ("workload:", "period: {length: 30}\nworkload:"),
    ("workload:", "slo: {p90: 1 s}\nworkload:"),
    ("workload:", "slo: {errors: 101 %}\nworkload:"),
    ("workload:", "slo: {errors: 1.5}\nworkload:"),
    ("40/s", "40"),
    ("40/s", "-40/s"),
    ("40/s", "0/s"),
    ("40/s", "40/fortnight"),
    ("40/s", "nan/s"),
    ("rate: 40/s", "spacing: even"),
    ("rate: 40/s", "{rate: 40/s, trace: {file: requests.csv}}"),
    ("rate: 40/s", "{trace: {file: requests.csv}, spacing: even}"),
    ("rate: 40/s", "{rate: 40/s, profile: {hours: [1, 2, 3]}}"),
    ("rate: 40/s", "{rate: 40/s, bursts: {share: 5 %, factor: 10}}"),
    ("rate: 40/s", "{rate: 40/s, flash_crowds: {start: 1 d}}"),
    ("  rate: 40/s", "  rate: 40/s\n  rate: 50/s"),
    ("rate: 40/s", "rate: &anchor 40/s"),
    ("rate: 40/s", "rate: !!str 40/s"),
    ("80 ms", "80"),
    ("80 ms", "80 msec"),
    ("80 ms", ".inf"),
    ("{p50: 80 ms, p95: 300 ms}", "{p50: 80 ms}"),
    ("{p50: 80 ms, p95: 300 ms}", "{mean: 80 ms, cv: 1, shape: exponential}"),
    ("{p50: 80 ms, p95: 300 ms}", "{mean: 0 s}"),
    ("{p50: 80 ms, p95: 300 ms}", "{quantiles: {50: 80 ms, 100: 1 s}}"),
    ("{p50: 80 ms, p95: 300 ms}", "{quantiles: {0: 80 ms, 101: 1 s}}"),
    ("{p50: 80 ms, p95: 300 ms}", "{uniform_mixture: [{share: 1, from: 1 s}]}"),
    ("{p50: 80 ms, p95: 300 ms}", "{lognormal: {mu: 4, sigma: 11}}"),
    ("{p50: 80 ms, p95: 300 ms}", "{exponential: 1 s, lognormal: {mu: 4, sigma: 1}}"),
    ("512 MiB", "512"),
    ("512 MiB", "512 MBit"),
    ("512 MiB", "-512 MiB"),
    ("aws-lambda", "aws-lamda"),
    ("platform: aws-lambda", "name: Lambda"),
    ("memory: 512 MiB", "keep_alive: 0 s"),
    ("memory: 512 MiB", "timeout: 0 s"),
    ("memory: 512 MiB", "servers: 2"),
    ("memory: 512 MiB", "routing: any"),
    ("memory: 512 MiB", "concurrency_limit: 0"),
    ("instance: t3.small, ", ""),
    (", servers: 2", ""),
    ("servers: 2", "servers: 0"),
    ("servers: 2", "servers: 2, memory: 1 GiB"),
    ("servers: 2", "servers: 2, autoscaling: {min: 1, max: 2}"),
    ("servers: 2", "autoscaling: {min: 1}"),
    ("servers: 2", "servers: 2, queue: -1"),
    ("servers: 2", "servers: 2, discipline: any"),
    ("{p50: 80 ms, p95: 300 ms}", "80 ms\n  components: {a: {duration: 1 ms}}"),
    ("duration: {p50: 80 ms, p95: 300 ms}", "components: {}"),
    ("duration: {p50: 80 ms, p95: 300 ms}", "components: {a: {calls: []}}"),
    ("duration: {p50: 80 ms, p95: 300 ms}", "components: {a: {duration: 1 ms, calls: [{to: b, times: 0}]}, b: {duration: 1 ms}}"),
    ("duration: {p50: 80 ms, p95: 300 ms}", "components: {a: {duration: 1 ms, calls: [{parallel: []}]}}"),
    ("duration: {p50: 80 ms, p95: 300 ms}", "components: {a: {duration: 1 ms, calls: {to: b}}, b: {duration: 1 ms}}"),
    ("memory: 512 MiB", "memory: 512 MiB, fused: perhaps"),
]


def slips_are_refused_by_schema_and_program(world):
    validator = world.schema("scenarios/schema.json")
    assert not _problems(validator, yaml_as_json.load(_whole), "the example"), "the example itself is refused"
    problems = []
    for before, after in _slips:
        assert before in _whole, before
        text = _whole.replace(before, after, 1)
        try:
            if validator.is_valid(yaml_as_json.load(text)):
                problems.append(f"the schema takes {after!r}")
        except yaml.YAMLError:
            pass
        try:
            world.refusal(text)
        except AssertionError as error:
            problems.append(f"the program takes {after!r}: {error}")
    assert not problems, "\n".join(problems)
    print(f"{len(_slips)} slips are refused by both")


# A group of the scenario, as a pattern of _whole, its text with a key nobody knows, and where the schema describes it.
_unknown = "qqqqqqqqqqqqqqqqqqqq: 1"
_groups = [
    ("scenario: Everything", _unknown, ""),
    ("  rate: 40/s", f"  rate: 40/s\n  {_unknown}", "workload"),
    ("workload:", f"period: {{{_unknown}}}\nworkload:", "period"),
    ("workload:", f"horizon: {{{_unknown}}}\nworkload:", "representative_days"),
    ("workload:", f"slo: {{{_unknown}}}\nworkload:", "slo"),
    ("workload:", f"account: {{{_unknown}}}\nworkload:", "account"),
    ("40/s", f"40/s\n  profile: {{{_unknown}}}", "profile"),
    ("40/s", f"40/s\n  sinusoid: {{{_unknown}}}", "sinusoid"),
    ("40/s", f"40/s\n  bursts: {{{_unknown}}}", "bursts"),
    ("40/s", f"40/s\n  flash_crowds: [{{{_unknown}}}]", "flash_crowd"),
    ("rate: 40/s", f"trace: {{{_unknown}}}", "trace"),
    ("application:", f"application:\n  {_unknown}", "application"),
    ("{p50: 80 ms", f"{{{_unknown}, p50: 80 ms", "two_quantiles"),
    ("{p50: 80 ms, p95: 300 ms}", f"{{mean: 80 ms, {_unknown}}}", "mean_and_shape"),
    ("duration: {p50: 80 ms, p95: 300 ms}", f"components: {{a: {{duration: 1 ms, {_unknown}}}}}", "component"),
    ("duration: {p50: 80 ms, p95: 300 ms}", f"components: {{a: {{duration: 1 ms, calls: [{{{_unknown}}}]}}}}", "call"),
    ("workload:", f"outages: [{{{_unknown}}}]\nworkload:", "outage"),
    ("workload:", f"client: {{{_unknown}}}\nworkload:", "client"),
    ("workload:", f"uncertain: {{workload.rate: {{{_unknown}}}}}\nworkload:", "uncertain_input"),
    ("memory: 512 MiB", _unknown, "function"),
    ("servers: 2", f"servers: 2, {_unknown}", "fleet"),
    ("servers: 2", f"autoscaling: {{{_unknown}}}", "autoscaling"),
]


def schema_has_the_keys_of_the_program(world):
    """The program names all keys it knows when it meets one that resembles none."""
    schema = world.schema("scenarios/schema.json").schema
    problems = []
    for before, after, place in _groups:
        said = world.refusal(_whole.replace(before, after, 1))
        found = re.search(r'error: "q+" is not a key of .*\n(?:.*\n){2}hint: known here: (.*)\n', said)
        assert found, f"{place}: no list of keys in\n{said}"
        known = sorted(found.group(1).split(", "))
        described = sorted((schema["$defs"][place] if place else schema)["properties"])
        if known != described:
            problems.append(f"{place or 'top'}: the program knows {known}, the schema {described}")
    assert not problems, "\n".join(problems)


def schema_has_the_platforms_of_the_catalogue(world):
    listed = world.run("catalogue", "list").stdout.split("\n\n")[0].splitlines()[1:]
    listed = [line for line in listed if not re.search(r" workflows +\S+$", line)]  # they run no program
    fleets = sorted(line.split()[0] for line in listed if re.search(r" fleet +\S+$", line))
    alternative = world.schema("scenarios/schema.json").schema["$defs"]["alternative"]
    assert sorted(alternative["properties"]["platform"]["enum"]) == sorted(line.split()[0] for line in listed)
    assert sorted(alternative["if"]["properties"]["platform"]["enum"]) == fleets


def every_key_is_described(world):
    """Editors show the description of a key while it is typed."""
    problems = []

    def walk(schema, path):
        for key, value in schema.get("properties", {}).items():
            if value is not True and "description" not in value:
                problems.append(f"{path}.{key}")
            if value is not True:
                walk(value, f"{path}.{key}")
        if "items" in schema:
            walk(schema["items"], f"{path}[]")

    schema = world.schema("scenarios/schema.json").schema
    walk(schema, "top")
    for name, definition in schema["$defs"].items():
        walk(definition, name)
    assert not problems, "no description: " + ", ".join(problems)


def _read_json(text):
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def result_agrees_with_its_schema(world):
    validator = world.schema("simulator/report/result.schema.json")
    for replications in ("1", "2"):
        text = world.run("run", "scenarios/booking-replay.yaml", "--replications", replications, "--format", "json").stdout
        problems = _problems(validator, _read_json(text), f"{replications} replications")
        assert not problems, "\n".join(problems)


def result_of_a_precision_agrees_with_its_schema(world):
    validator = world.schema("simulator/report/result.schema.json")
    for most, code in (("2", 3), ("60", 0)):
        text = world.run("run", "scenarios/internal-tool.yaml", "--replications", "2", "--precision", "50%",
                         "--max-replications", most, "--format", "json", expected=code).stdout
        problems = _problems(validator, _read_json(text), f"at most {most} replications")
        assert not problems, "\n".join(problems)


_overrun = """
period: {start: 2026-11-01, length: 1 h}
replications: 2
workload: {rate: 20/s}
application: {duration: 1 s}
slo: {p99: 1 s, errors: 1 %}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB, concurrency_limit: 1}
  - {platform: aws-ec2, instance: t3.small, servers: 1}
"""


_calling = """
period: {start: 2026-11-01, length: 1 h}
replications: 2
workload: {rate: 1/s}
application: {components: {a: {duration: 20 ms, calls: [{to: b, probability: 1 %}]}, b: {duration: 10 ms}}}
alternatives:
  - {platform: aws-lambda, memory: 512 MiB}
  - {platform: aws-ec2, instance: t3.small, servers: 1}
"""


def result_of_components_agrees_with_its_schema(world):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(_calling)
        file.flush()
        text = world.run("run", file.name, "--format", "json").stdout
    problems = _problems(world.schema("simulator/report/result.schema.json"), _read_json(text), "result")
    assert not problems, "\n".join(problems)
    assert "calls" in _read_json(text)["alternatives"][0]


def figures_that_are_not_finite_are_null(world):
    """Most requests are refused, so no quantile is answered."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(_overrun)
        file.flush()
        text = world.run("run", file.name, "--format", "json").stdout
        table = world.run("run", file.name, "--format", "csv").stdout
    result = _read_json(text)
    problems = _problems(world.schema("simulator/report/result.schema.json"), result, "result")
    assert not problems, "\n".join(problems)
    p99 = result["alternatives"][0]["metrics"]["latency_p99"]
    assert p99 == {"value": None, "half_width": None, "unit": "s", "status": "UNANSWERED"}, p99
    assert result["alternatives"][0]["replications"]["latency_p99"] == [None, None]
    for row in table.splitlines():
        assert not {"nan", "inf", "-inf", "-nan"} & set(row.lower().split(",")), row


def _tests():
    return {name: test for name, test in globals().items() if getattr(test, "__module__", "") == __name__
            and callable(test) and not isinstance(test, type) and not name.startswith("_")}


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in _tests():
        print(__doc__, file=sys.stderr)
        sys.exit("\n".join(_tests()))
    try:
        _tests()[sys.argv[1]](World(sys.argv[2], sys.argv[3]))
    except AssertionError as failure:
        sys.exit(f"{sys.argv[1]}: {failure}")
