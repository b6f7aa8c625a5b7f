#!/usr/bin/env python3
"""Runs a command and compares what it prints with a file, byte for byte.

usage: compare.py GOLDEN_FILE [--needs FILE] -- COMMAND...

With ISOCOST_UPDATE_GOLDEN=1 in the environment the file is written anew; the change is then there to be reviewed. When
the FILE a command needs is not there, the test is skipped.
"""

import difflib
import os
import pathlib
import subprocess
import sys

skipped = 77


def main(words):
    ends = words.index("--")
    golden = pathlib.Path(words[0])
    if ends == 3 and words[1] == "--needs" and not pathlib.Path(words[2]).exists():
        print(f"skipped: no shared data ({words[2]})")
        return skipped
    done = subprocess.run(words[ends + 1:], stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        print(f"exit code {done.returncode}")
        return 1
    if os.environ.get("ISOCOST_UPDATE_GOLDEN") == "1":
        golden.write_bytes(done.stdout)
        print(f"written: {golden}")
        return 0
    expected = golden.read_bytes() if golden.exists() else b""
    if done.stdout == expected:
        return 0
    texts = [text.decode("utf-8", "replace").splitlines(keepends=True) for text in (expected, done.stdout)]
    sys.stdout.writelines(difflib.unified_diff(*texts, fromfile=golden.name, tofile="printed now"))
    print(f"\n{golden.name} differs; when that is meant: ISOCOST_UPDATE_GOLDEN=1 ctest --preset release -R golden, then review")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
