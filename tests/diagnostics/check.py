#!/usr/bin/env python3
"""What the program says of files that are wrong.

usage: check.py text ISOCOST EXPECTED_FILE COMMAND_WORD...    in the folder of the cases
       check.py deep_nesting_is_refused_at_once ISOCOST
       check.py damaged_scenarios_never_crash ISOCOST FOLDER_OF_SCENARIOS

With ISOCOST_UPDATE_GOLDEN=1 in the environment `text` writes EXPECTED_FILE anew.
"""

import difflib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

bad_input = 2
patience = 2.0  # seconds
# An unhurried machine takes a hundredth of it; sanitizers and other tests beside it take more.
if os.environ.get("ISOCOST_SLOW") == "1":
    patience = 20.0


def text(program, expected_file, *words):
    """The whole text, with the exit code of bad input and nothing on the standard output."""
    done = subprocess.run([program, *words], capture_output=True, timeout=60, check=False)
    assert done.returncode == bad_input, f"exit code {done.returncode} instead of {bad_input}\n{done.stderr.decode()}"
    assert done.stdout == b"", f"the standard output has {done.stdout!r}"
    golden = pathlib.Path(expected_file)
    if os.environ.get("ISOCOST_UPDATE_GOLDEN") == "1":
        golden.write_bytes(done.stderr)
        return
    expected = golden.read_bytes() if golden.exists() else b""
    texts = [part.decode("utf-8", "replace").splitlines(keepends=True) for part in (expected, done.stderr)]
    assert done.stderr == expected, "\n" + "".join(difflib.unified_diff(*texts, fromfile=golden.name, tofile="printed now"))


def _check(program, file):
    """Exit code, standard error and seconds of `check-scenario`."""
    begin = time.monotonic()
    try:
        done = subprocess.run([program, "check-scenario", file], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              timeout=10 * patience, check=False)
    except subprocess.TimeoutExpired:
        return None, b"", time.monotonic() - begin
    return done.returncode, done.stderr, time.monotonic() - begin


def deep_nesting_is_refused_at_once(program):
    """10 MB of brackets, braces, dashes or indentation exhaust no stack."""
    size = 10_000_000
    contents = {
        "brackets": "scenario: " + "[" * size,
        "braces": "{a: " * (size // 4),
        "brackets on lines of their own": "[\n" * (size // 2),
        "dashes": "- " * (size // 2),
        "question marks": "? " * (size // 2),
        "indentation": "\n".join(" " * i + "a:" for i in range(int((2 * size) ** 0.5))),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "deep.yaml"
        for name, content in contents.items():
            file.write_text(content)
            code, said, seconds = _check(program, file)
            assert code == bad_input, f"{name}: exit code {code}"
            assert seconds < patience, f"{name}: {seconds:.1f} s"
            assert len(said) < 2000 and b": error: " in said, f"{name}: {said[:200]!r}"


def _damaged(content, chance):
    """A copy with one to three slips: bytes changed, removed, doubled, put in, or a stretch moved."""
    made = bytearray(content)
    interesting = b"{}[]:,-\"'#&*!|>%@`~\n\t \x00\x1b\x7f\xc3\xff0159.eE"
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(made))
        length = chance.choice((1, 1, 1, 2, 8, 64))
        kind = chance.randrange(6)
        if kind == 0:
            made[at] = chance.randrange(256)
        elif kind == 1:
            made[at] = chance.choice(interesting)
        elif kind == 2 and len(made) > 100:
            del made[at:at + length]
        elif kind == 3:
            made[at:at] = made[at:at + length]
        elif kind == 4:
            made[at:at] = bytes([chance.choice(interesting)]) * chance.choice((1, 1, 2, 100))
        else:
            other = chance.randrange(len(made))
            made[at:at] = made[other:other + length]
    return bytes(made)


def damaged_scenarios_never_crash(program, folder):
    """500 files, the same on every run; each is either taken or refused with a text, soon."""
    originals = [file.read_bytes() for file in sorted(pathlib.Path(folder).glob("*.yaml"))
                 if b"../../" not in file.read_bytes()]
    assert originals, f"no scenario in {folder}"
    chance = random.Random(1)
    codes = {0: 0, bad_input: 0}
    with tempfile.TemporaryDirectory() as place:
        os.symlink(pathlib.Path(folder).resolve() / "traces", pathlib.Path(place) / "traces")
        file = pathlib.Path(place) / "damaged.yaml"
        for number in range(500):
            file.write_bytes(_damaged(originals[number % len(originals)], chance))
            code, said, seconds = _check(program, file)
            is_well = code in codes and seconds < patience and (b"error: " in said) == (code == bad_input)
            if not is_well:
                kept = pathlib.Path(tempfile.gettempdir()) / f"damaged-{number}.yaml"
                kept.write_bytes(file.read_bytes())
                raise AssertionError(f"file {number}: exit code {code}, {seconds:.1f} s, {said[:300]!r}; kept as {kept}")
            codes[code] += 1
    print(f"{codes[0]} taken, {codes[bad_input]} refused")
    assert min(codes.values()) > 0, "the slips are all of one kind"


if __name__ == "__main__":
    tests = {test.__name__: test for test in (text, deep_nesting_is_refused_at_once, damaged_scenarios_never_crash)}
    if len(sys.argv) < 3 or sys.argv[1] not in tests:
        sys.exit(__doc__)
    try:
        tests[sys.argv[1]](*sys.argv[2:])
    except AssertionError as failure:
        sys.exit(f"{sys.argv[1]}: {failure}")
