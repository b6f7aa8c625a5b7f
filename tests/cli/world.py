"""A folder with a scenario in it, the program, and how a test is found and run."""

import inspect
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

small = """scenario: Small
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


class World:
    """An empty folder to work in, with small.yaml, and the program."""

    def __init__(self, source, program, folder):
        self.source = pathlib.Path(source)
        self.program = program
        self.folder = pathlib.Path(folder)
        self.write("small.yaml", small)

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


def main(names, usage):
    """Runs the test that the command line names; `names` are the globals of its file."""
    tests = {name: test for name, test in names.items()
             if inspect.isfunction(test) and not name.startswith("_") and test.__module__ == "__main__"}
    if len(sys.argv) != 4 or sys.argv[1] not in tests:
        print(usage, file=sys.stderr)
        sys.exit("\n".join(tests))
    with tempfile.TemporaryDirectory() as place:
        try:
            tests[sys.argv[1]](World(sys.argv[2], sys.argv[3], place))
        except AssertionError as failure:
            line = inspect.getinnerframes(failure.__traceback__)[-1].lineno
            sys.exit(f"{sys.argv[1]}, line {line}: {failure}")
