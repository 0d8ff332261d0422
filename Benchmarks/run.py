#!/usr/bin/env python3
"""Runs every workload in Kindly, Lua 5.4 and CPython and compares them.

Each folder here is one workload: the same program three times, `NAME.kindly`, `NAME.lua`, `NAME.py`, whose first
statement is `size = N`. All three must print the same. They are run in turn, round after round, so that what else the
machine does falls on all of them alike; what is compared is the processor time of the process (user and system). Times
are medians over the rounds. Ratios are, too: those of each round, whose three runs follow one another, so that a machine
that is twice as slow for some seconds does not decide them. Nothing fails on a time.

  run.py [--rounds N] [--binary PATH] [--write FILE] [NAME…]
"""

import argparse
import datetime
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = ("kindly", "lua", "py")


def run(command, environment):
    """What a program prints, and its processor time in seconds."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
        output.seek(0)
        return output.read().decode().strip(), usage.ru_utime + usage.ru_stime


def first_line(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


def machine():
    model = "an unnamed processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def workloads(chosen):
    names = sorted(n for n in os.listdir(HERE) if os.path.exists(os.path.join(HERE, n, n + ".kindly")))
    return [n for n in names if not chosen or n in chosen]


def about(name):
    """The comment at the head of the Kindly program, and its size."""
    with open(os.path.join(HERE, name, name + ".kindly"), encoding="utf-8") as file:
        text = file.read()
    return text.splitlines()[0].lstrip("# "), int(re.search(r"^let size = (\d+)", text, re.M).group(1))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--binary", default=os.path.join(HERE, "..", ".build", "release", "kindly"))
    options.add_argument("--write", help="writes the table into this file as Markdown")
    options.add_argument("names", nargs="*")
    options = options.parse_args()
    # The system's Python, where there is one: a wrapper that looks for versions would be measured too.
    python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
    lua = shutil.which("lua5.4") or sys.exit("lua5.4 is not installed")
    commands = {"kindly": [options.binary], "lua": [lua], "py": [python]}

    rows = []
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.environ["PATH"], "TZ": "UTC"}
        for name in workloads(options.names):
            times = {language: [] for language in LANGUAGES}
            answers = {}
            for _ in range(options.rounds):
                for language in LANGUAGES:
                    path = os.path.join(HERE, name, f"{name}.{language}")
                    answers[language], time = run(commands[language] + [path], environment)
                    times[language].append(time)
            if len(set(answers.values())) != 1:
                sys.exit(f"{name}: the three do not print the same: {answers}")
            row = [statistics.median(times[language]) for language in LANGUAGES]
            spread = (min(times["kindly"]), max(times["kindly"]))
            ratios = [
                statistics.median(own / other for own, other in zip(times["kindly"], times[language]))
                for language in LANGUAGES[1:]
            ]
            rows.append((name, row, spread, ratios))
            print(
                f"{name:12} {row[0]:7.3f} s ({spread[0]:.3f} to {spread[1]:.3f}), Lua {row[1]:7.3f}, Python {row[2]:7.3f};"
                f" {ratios[0]:.2f} of Lua, {ratios[1]:.2f} of Python",
                flush=True)

        more = whole(options.binary, lua, environment, home, options.rounds)
        print("\n".join(more))
    mean = [math.exp(statistics.fmean(math.log(ratios[i]) for _, _, _, ratios in rows)) for i in (0, 1)]
    print(f"geometric mean: {mean[0]:.2f} of Lua, {mean[1]:.2f} of Python; load {os.getloadavg()[0]:.1f}")
    if options.write:
        versions = ", ".join(
            [first_line([options.binary, "--version"]), platform_version([lua, "-v"]), first_line([python, "--version"])])
        write(options.write, rows, mean, versions, options.rounds, more)


# Whole-program figures: starting, reading and checking a large source, memory.

MILLION = """
var rows: List<{id: Int, name: Text, score: Number}> = []
for i in 1..1000000 { rows = rows + [{ id: i, name: "row {i}", score: i * 0.5 }] }
print(length(rows))
"""


def costs(command, environment, rounds):
    """Median processor time and median time by the clock in seconds, and the most memory in megabytes."""
    times, clock, memory = [], [], 0
    for _ in range(rounds):
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        clock.append(time.perf_counter() - began)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
        times.append(usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss / 1000)
    return statistics.median(times), statistics.median(clock), memory


def front_end(binary, path, environment):
    """What `check --timings` says that reading and checking took together; processor time and time by the clock of the
    whole process. In seconds."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen([binary, "check", "--timings", path], stdout=said, stderr=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"check {path}: exit code {process.returncode}")
        said.seek(0)
        parts = re.findall(r"in ([0-9.e-]+) seconds", said.read().decode())
        return sum(float(part) for part in parts), usage.ru_utime + usage.ru_stime, clock


def whole(binary, lua, environment, home, rounds):
    """Lines for the page: start-up, front end, memory."""
    start, _, _ = costs([binary, "eval", "1"], environment, 100)
    bare, _, _ = costs([lua, "-e", ""], environment, 100)
    lines = [f"- starting, `kindly eval 1`: {start * 1000:.1f} ms (`lua5.4 -e \"\"`: {bare * 1000:.1f} ms)"]
    sources = []
    for count in (10_000, 100_000, 1_000_000):
        path = os.path.join(home, f"{count}.kindly")
        with open(path, "w", encoding="utf-8") as file:
            subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), str(count)], stdout=file, check=True)
        with open(path, encoding="utf-8") as file:
            sources.append((path, sum(1 for _ in file)))
    # In turn, as the workloads: what is compared is of one round.
    taken = [[front_end(binary, path, environment) for path, _ in sources] for _ in range(rounds)]
    for number, (_, lengths) in enumerate(sources):
        front, processor, clock = (statistics.median(row[number][part] for row in taken) for part in range(3))
        spread = [row[number][0] for row in taken]
        lines.append(
            f"- lexing, parsing and checking {lengths:,} lines (`generate.py`): {front:.3f} s by the clock"
            f" ({min(spread):.3f} to {max(spread):.3f}), {lengths / front / 1e6:.2f} million lines a second; the whole"
            f" process {clock:.3f} s, {processor:.3f} s of processor time on two threads")
    tenfold = statistics.median((row[2][1] - start) / (row[1][1] - start) for row in taken)
    lines.append(f"- ten times the lines, from 100,000, take {tenfold:.1f} times the processor time")
    path = os.path.join(home, "million.kindly")
    with open(path, "w", encoding="utf-8") as file:
        file.write(MILLION)
    lines.append(f"- a list of a million records of three fields: {costs([binary, path], environment, 1)[2]:.0f} MB")
    return lines


def platform_version(command):
    return " ".join(first_line(command).split()[:2])


def write(path, rows, mean, versions, rounds, more):
    lines = [
        "# Benchmarks",
        "",
        "The same programs in Kindly, Lua 5.4 and CPython, from `Benchmarks/`; `make bench` writes this page. Processor",
        "time in seconds (user and system, starting and checking included), the median of the rounds, with the least and",
        "the most of Kindly's; the three run in turn, so that what else the machine does falls on all alike. A ratio is",
        "the median of the rounds' ratios. Below 1, Kindly is the faster one.",
        "",
        f"{datetime.date.today()}, {machine()}; {versions}; {rounds} rounds;",
        f"load of the machine at the end {os.getloadavg()[0]:.1f}.",
        "",
        "| workload | Kindly | least, most | Lua | Python | of Lua | of Python |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, row, spread, ratios in rows:
        lines.append(
            f"| {name} | {row[0]:.3f} | {spread[0]:.3f}, {spread[1]:.3f} | {row[1]:.3f} | {row[2]:.3f} |"
            f" {ratios[0]:.2f} | {ratios[1]:.2f} |")
    lines += [f"| **geometric mean** | | | | | **{mean[0]:.2f}** | **{mean[1]:.2f}** |", ""]
    for name, _, _, _ in rows:
        comment, size = about(name)
        lines.append(f"- **{name}** ({size:,}): {comment}")
    lines += ["", "Whole programs, in processor time where nothing else is said:", ""] + more
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


main()
