#!/usr/bin/env python3
"""How fast the store is, beside the programs that do the like.

A million interviews, written into a store that Kindly has made: an indexed pipeline beside the sqlite3 shell with the
same SQL. Ten thousand deadlines: those of the next two days beside taskwarrior and remind with the same data. Importing
30 000 of LinkedIn's connections; a script of 10 000 declarations, and once more; how much memory a pipeline takes that
looks at every row. Programs that are compared run in turn, round after round, by the clock; times are medians, ratios are
medians of the rounds' ratios. Nothing fails on a time.

  store.py [--rounds N] [--binary PATH] [--write FILE]
"""

import argparse
import datetime
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
NOW = "2026-11-26 08:00"
MILLION = 1_000_000
DEADLINES = 10_000
CONNECTIONS = 30_000


def timed(command, environment=None, status=(0,)):
    """What a program prints, its seconds by the clock, and the memory it took at most, in MB."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, env=environment)
        _, found, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(found)
        if process.returncode not in status:
            sys.exit(f"{command}: exit code {process.returncode}")
        output.seek(0)
        return output.read().decode().strip(), seconds, usage.ru_maxrss / 1000


def rounds_of(count, *jobs):
    """The seconds of each job in each round, the jobs in turn."""
    found = [[] for _ in jobs]
    for _ in range(count):
        for times, job in zip(found, jobs):
            times.append(job()[1])
    return found


def million(folder, kindly):
    """A store of a million interviews; its indexes are kept by SQLite while they are written."""
    path = os.path.join(folder, "million.db")
    timed([kindly, "--store", path, "eval", 'contact @x "X"'])
    script = f"""
      PRAGMA synchronous = OFF;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MILLION})
      INSERT INTO interview
        (handle, created_at, updated_at, role, company, starts, length, stage, outcome, reply_by, tags)
      SELECT 'i' || i, 1760000000, 1760000000, 'Role ' || (i % 97), 'Company ' || (i * 7919 % 1000),
        1760000000 + (i * 7919 % 20000) * 900, 3600, i % 7, i % 6, CASE WHEN i % 3 THEN 20400 + i % 90 END, '[]' FROM n;
      INSERT INTO handle (name, noun, row, is_alias) SELECT handle, 1, id, 0 FROM interview;
    """
    subprocess.run(["sqlite3", path], input=script, text=True, check=True, stdout=subprocess.DEVNULL)
    return path


def indexed(path, kindly, count):
    """What a question takes, once the program has started: many in one process, less one in one process."""
    many = 200
    pipeline = 'interviews | where company == "Company {n}" | sort starts | take 10 | map handle'
    sql = "SELECT handle FROM interview WHERE company IS 'Company %d' ORDER BY starts, id LIMIT 10;"
    numbers = range(many)
    script = f"for n in 0..{many - 1} {{ for h in {pipeline} {{ print(h) }} }}"
    statements = " ".join(sql % n for n in numbers)
    ours = timed([kindly, "--store", path, "eval", script])[0]
    theirs = timed(["sqlite3", path, statements])[0]
    if ours != theirs:
        sys.exit("not the same rows")
    asked, once, shell, shell_once = rounds_of(
        count,
        lambda: timed([kindly, "--store", path, "eval", script]),
        lambda: timed([kindly, "--store", path, "eval", script.replace(f"{many - 1}", "0")]),
        lambda: timed(["sqlite3", path, statements]),
        lambda: timed(["sqlite3", path, sql % 0]),
    )
    own = [(a - b) / (many - 1) * 1000 for a, b in zip(asked, once)]
    other = [(a - b) / (many - 1) * 1000 for a, b in zip(shell, shell_once)]
    ratio = statistics.median(a / b for a, b in zip(own, other))
    return [
        f"- {MILLION:,} interviews, `{pipeline}`, {many} of them in one process, start-up aside: "
        f"{statistics.median(own):.3f} ms each; the sqlite3 shell with the same SQL: {statistics.median(other):.3f} ms; "
        f"ratio {ratio:.2f} ({min(a / b for a, b in zip(own, other)):.2f} to {max(a / b for a, b in zip(own, other)):.2f}). "
        f"One, with starting the program: {statistics.median(once) * 1000:.1f} ms, and {statistics.median(shell_once) * 1000:.1f} ms"
    ]


def streaming(path, kindly):
    lines = []
    for name, pipeline in [
        ("counted by SQLite", "interviews | where outcome == waiting and ended | count"),
        ("row by row", "interviews | where (role | length) == 6 | count"),
        ("grouped by SQLite", "interviews | group company { n: rows | count, last: rows | max starts } | count"),
        ("row by row, each a record", "interviews | select role, tags | where (role | length) == 6 | count"),
    ]:
        _, seconds, memory = timed([kindly, "--store", path, "eval", pipeline])
        lines.append(f"- {MILLION:,} interviews, {name}: `{pipeline}`: {seconds:.2f} s, {memory:.0f} MB")
    return lines


def deadlines(folder, kindly, count):
    """The same tasks for all three: their number, their day, their hour."""
    tasks = [(n, 1 + n % 12, 1 + n % 28, 8 + n % 10) for n in range(DEADLINES)]
    store = os.path.join(folder, "deadlines.db")
    script = os.path.join(folder, "deadlines.kindly")
    with open(script, "w", encoding="utf-8") as file:
        for n, month, day, hour in tasks:
            file.write(f'deadline @d{n} "Task {n}" due 2026-{month:02d}-{day:02d} {hour:02d}:00\n')
    timed([kindly, "--store", store, "--now", NOW, "--zone", "UTC", script])
    pipeline = "deadlines | where not done and due > now and due < now + 48h | sort due | select due, title"
    ours = [kindly, "--store", store, "--now", NOW, "--zone", "UTC", "eval", pipeline]
    agenda = [kindly, "--store", store, "--now", NOW, "--zone", "UTC", "eval", "agenda | where due < now + 48h"]
    jobs = {"kindly": lambda: timed(ours), "agenda": lambda: timed(agenda)}

    if shutil.which("task"):
        data = os.path.join(folder, "task")
        os.makedirs(data)
        rc = os.path.join(folder, "taskrc")
        with open(rc, "w", encoding="utf-8") as file:
            file.write(f"data.location={data}\nconfirmation=no\nhooks=off\ngc=off\n")
        environment = dict(os.environ, TASKRC=rc, TASKDATA=data)
        with open(os.path.join(folder, "tasks.json"), "w", encoding="utf-8") as file:
            for n, month, day, hour in tasks:
                file.write(
                    f'{{"description":"Task {n}","due":"2026{month:02d}{day:02d}T{hour:02d}0000Z","status":"pending",'
                    f'"entry":"20260101T000000Z"}}\n'
                )
        subprocess.run(
            ["task", "import", os.path.join(folder, "tasks.json")], env=environment, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        jobs["task"] = lambda: timed(
            ["task", "rc.verbose=nothing", "due.after:2026-11-26T08:00Z", "due.before:2026-11-28T08:00Z", "list"],
            environment, status=(0, 1))
    if shutil.which("remind"):
        reminders = os.path.join(folder, "tasks.rem")
        months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
        with open(reminders, "w", encoding="utf-8") as file:
            for n, month, day, hour in tasks:
                file.write(f"REM {day} {months[month - 1]} 2026 AT {hour:02d}:00 +2 MSG Task {n}\n")
        jobs["remind"] = lambda: timed(["remind", "-s+2", "-q", reminders, "26", "Nov", "2026"])
    found = dict(zip(jobs, rounds_of(count, *jobs.values())))

    def ratio(other, name="kindly"):
        return statistics.median([a / b for a, b in zip(found[name], found[other])])

    words = {"kindly": f"`{pipeline}`", "agenda": "`agenda | where due < now + 48h`, every rule asked",
             "task": "taskwarrior, `task due.after:… due.before:… list`", "remind": "`remind -s+2`"}
    lines = []
    for name, times in found.items():
        compared = "" if name in ("kindly", "agenda") else f"; Kindly's list takes {ratio(name):.2f} of it"
        lines.append(f"- {DEADLINES:,} deadlines, {words[name]}: {statistics.median(times) * 1000:.1f} ms{compared}")
    return lines


def writing(folder, kindly, count):
    connections = os.path.join(folder, "Connections.csv")
    with open(connections, "w", encoding="utf-8") as file:
        file.write("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n")
        for n in range(CONNECTIONS):
            email = f"p{n}@x.example" if n % 3 == 0 else ""
            file.write(
                f"First{n},Last{n % 5000},https://www.linkedin.com/in/person-{n},{email},Company {n % 900},Engineer,"
                f"{1 + n % 28:02d} Nov 2024\n")
    script = os.path.join(folder, "declarations.kindly")
    with open(script, "w", encoding="utf-8") as file:
        for n in range(2500):
            file.write(
                f'contact @c{n} "Person {n}" at "Company {n % 300}" as interviewer {{ email: "p{n}@c.example" }}\n'
                f'interview @i{n} "Role {n % 50}" at "Company {n % 300}" on 2026-{1 + n % 12:02d}-{1 + n % 28:02d} 10:00 '
                f"with @c{n} {{ stage: onsite }}\n"
                f'note "note number {n} about the talk" on @c{n}, @i{n} as detail\n'
                f'deadline "Send sample {n}" due 2026-12-{1 + n % 28:02d} 17:00 for @i{n}\n')
    lines = []
    for what, command in [(f"importing {CONNECTIONS:,} connections", ["import", connections]),
                          ("a script of 10,000 declarations", [script])]:
        first, again = [], []
        for number in range(count):
            store = os.path.join(folder, f"{number}-{len(lines)}.db")
            first.append(timed([kindly, "--store", store] + command)[1])
            again.append(timed([kindly, "--store", store] + command)[1])
        lines.append(
            f"- {what}: {statistics.median(first):.2f} s ({min(first):.2f} to {max(first):.2f}); once more, which "
            f"changes nothing: {statistics.median(again):.2f} s")
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--binary", default=os.path.join(HERE, "..", ".build", "release", "kindly"))
    parser.add_argument("--write")
    arguments = parser.parse_args()
    kindly = os.path.abspath(arguments.binary)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        path = million(folder, kindly)
        lines = indexed(path, kindly, arguments.rounds)
        lines += streaming(path, kindly)
        lines += deadlines(folder, kindly, arguments.rounds)
        lines += writing(folder, kindly, max(3, arguments.rounds // 3))
    text = (
        "# How fast the store is\n\n"
        f"Measured on {datetime.date.today()} by `make bench` (`Benchmarks/store.py`), {arguments.rounds} rounds in which "
        "the programs take turns, by the clock; medians, and ratios as medians of the rounds' ratios.\n\n"
        + "\n".join(lines) + "\n"
    )
    print(text)
    if arguments.write:
        with open(arguments.write, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
