#!/usr/bin/env python3
"""Measures how long ten times the input takes: `growth.py [--rounds N] [--binary PATH] [--write FILE] [NAME…]`.

Each case is a task whose work should grow with its input and no faster. It is run with an input and with one ten times as
large, in turn, round after round; what is compared is the processor time of the process, less what a process takes to
start. The figure is the ratio of the medians; the target is 11. Nothing fails on a time.
It is more than the ratio of the steps where the larger input's data outgrow the processor's caches: tables of keys, sorting.
"""

import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = 11


class Case:
    """A task: `make(folder, n)` writes its input and gives the words of the command line; `setup` runs before, unmeasured."""

    def __init__(self, name, size, make, setup=None):
        self.name, self.size, self.make, self.setup = name, size, make, setup


CASES = []


def case(name, size, setup=None):
    def add(make):
        CASES.append(Case(name, size, make, setup))
        return make

    return add


def script(folder, text, *words):
    path = os.path.join(folder, "input.kindly")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return [*words, path]


def document(folder, name, text, *words):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return [*words, path]


# Sources: what is on one line, what is wrong, what is odd.


@case("check one line of values", 200_000)
def _(folder, n):
    return script(folder, "let xs = [" + ", ".join(f'"text {i}"' for i in range(n)) + "]\n", "check")


@case("check one line of statements", 100_000)
def _(folder, n):
    return script(folder, "; ".join(f"let v{i} = {i}" for i in range(n)) + "\n", "check")


@case("errors, one a line", 20_000)
def _(folder, n):
    return script(folder, "".join(f"print(nobody{i})\n" for i in range(n)), "check")


@case("errors, all on one line", 20_000)
def _(folder, n):
    return script(folder, "; ".join(f"print(nobody{i})" for i in range(n)) + "\n", "check")


@case("errors of the parser", 20_000)
def _(folder, n):
    return script(folder, "".join(f"let = {i}\n" for i in range(n)), "check")


@case("errors of the parser on one line", 20_000)
def _(folder, n):
    return script(folder, "; ".join(f"let = {i}" for i in range(n)) + "\n", "check")


@case("stray characters", 20_000)
def _(folder, n):
    return script(folder, "".join(f"let a{i} = {i} $\n" for i in range(n)), "check")


@case("stray characters on one line", 20_000)
def _(folder, n):
    return script(folder, "$ " * n + "\n", "check")


@case("comments of another language", 10_000)
def _(folder, n):
    return script(folder, "".join(f"let a{i} = {i} // what's this\n" for i in range(n)), "check")


@case("unclosed texts", 10_000)
def _(folder, n):
    return script(folder, "".join(f'let a{i} = "text\n' for i in range(n)), "check")


@case("unclosed brackets", 5_000)
def _(folder, n):
    return script(folder, "".join(f"print((1 + {i}\n" for i in range(n)), "check")


@case("warnings", 20_000)
def _(folder, n):
    return script(folder, "".join(f"{i}\n" for i in range(n)), "check")


@case("errors as JSON", 20_000)
def _(folder, n):
    return script(folder, "; ".join(f"print(nobody{i})" for i in range(n)) + "\n", "check", "--format", "json")


@case("unknown fields", 10_000)
def _(folder, n):
    return script(folder, "".join(f"contacts | where nobody{i} == 1\n" for i in range(n)), "check")


@case("unknown handles", 10_000)
def _(folder, n):
    return script(folder, "".join(f"print(@nobody{i}.name)\n" for i in range(n)), "check")


@case("functions that call one another", 10_000)
def _(folder, n):
    return script(folder, "".join(f"fn f{i}(a: Int) -> Int = f{i - 1 if i else 0}(a) + 1\n" for i in range(n)), "check")


@case("format lines", 20_000)
def _(folder, n):
    return script(folder, "".join(f"let  v{i}=[ {i},2 ,3 ]\n" for i in range(n)), "fmt")


@case("format one line", 10_000)
def _(folder, n):
    return script(folder, "let xs = [" + ", ".join(f'"text {i}"' for i in range(n)) + "]\n", "fmt")


@case("format one block", 20_000)
def _(folder, n):
    return script(folder, "fn f() {\n" + "".join(f"  let v{i} = {i}\n" for i in range(n)) + "}\n", "fmt")


@case("format a long pipeline", 500)
def _(folder, n):
    return script(folder, "let xs = [1]" + "".join(f" | map it + {i}" for i in range(n // 10)) + "\n", "fmt")


# Values: maps, lists and texts.


@case("keys that would meet", 100_000)
def _(folder, n):
    return script(folder, f"var m: Map<Int, Int> = [:]\nfor i in 1..{n} {{ m[i * 4294967296] = i }}\nprint(length(m))\n")


@case("keys a page apart", 100_000)
def _(folder, n):
    return script(folder, f"var m: Map<Int, Int> = [:]\nfor i in 1..{n} {{ m[i * 65536] = i }}\nprint(length(m))\n")


@case("distinct", 200_000)
def _(folder, n):
    return script(folder, f"print(range({n}) | map \"row {{it}}\" | distinct | count)\n")


@case("group", 200_000)
def _(folder, n):
    return script(folder, f"print(range({n}) | group k: it mod 1000 {{ n: rows | count }} | count)\n")


@case("sort", 200_000)
def _(folder, n):
    return script(folder, f"print(range({n}) | map \"row {{it * 7919 mod 9999991}}\" | sort it | first)\n")


@case("join on equality", 100_000)
def _(folder, n):
    return script(folder, f"print(range({n}) | join range({n}) on left == right | count)\n")


@case("search text", 2_000_000)
def _(folder, n):
    return script(folder, f'let a = repeat("ab", {n})\nprint((a + "c") in (a + a + "d"), count_of(a, "ba"))\n')


@case("words and patterns", 200_000)
def _(folder, n):
    return script(
        folder, f"let a = repeat(\"word, \", {n})\nprint(length(words(a)), find_all(a, 'w\\w+') | count)\n")


@case("characters of one text", 50_000)
def _(folder, n):
    return script(folder, f'let a = repeat("ab", {n})\nvar n = 0\nfor i in 0..{n} {{ if a[i] == "a" {{ n = n + 1 }} }}\nprint(n)\n')


@case("a text that grows", 50_000)
def _(folder, n):
    return script(folder, f'var a = ""\nfor i in 1..{n} {{ a = a + "line {{i}}\\n" }}\nprint(length(lines(a)))\n')


@case("to json, csv, markdown", 5_000)
def _(folder, n):
    rows = f"range({n}) | map {{ id: it, name: \"row {{it}}\" }}"
    return script(folder, "".join(f"print(length({rows} | to {form}))\n" for form in ("json", "csv", "markdown")))


@case("show wide cells", 200_000)
def _(folder, n):
    return script(folder, f"let wide = repeat(\"ab \", {n})\n[{{ id: 1, text: wide }}, {{ id: 2, text: wide }}] | show\n")


# Records.


@case("contacts of one name (LinkedIn)", 2_000)
def _(folder, n):
    rows = "".join(f"Dana,Reyes,https://www.linkedin.com/in/dana{i},,Acme,Peer,24 Nov 2025\n" for i in range(n))
    return document(folder, "Connections.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" + rows, "import")


@case("contacts (LinkedIn)", 3_000)
def _(folder, n):
    rows = "".join(
        f"First{i % 997},Last{i % 1009},https://www.linkedin.com/in/p{i},p{i}@example.org,Acme,Peer,24 Nov 2025\n" for i in range(n))
    return document(folder, "Connections.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" + rows, "import")


@case("contacts of one name (vCard)", 2_000)
def _(folder, n):
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:4.0\nFN:Dana Reyes\nEMAIL:d{i}@example.org\nEND:VCARD\n" for i in range(n))
    return document(folder, "people.vcf", cards, "import")


@case("interviews on one day (JSON)", 1_000)
def _(folder, n):
    rows = ",\n".join(
        f'{{"role": "Engineer", "company": "Acme", "starts": "2026-11-24T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z"}}'
        for i in range(n))
    return document(folder, "rows.json", "[" + rows + "]\n", "import")


@case("deadlines of one title (JSON)", 1_000)
def _(folder, n):
    rows = ",\n".join(f'{{"title": "Send it{"!" * 0}", "due": "2026-11-24T10:00:00Z", "handle": "d{i}"}}' for i in range(n))
    return document(folder, "rows.json", '{"deadlines": [' + rows + "]}\n", "import")


@case("events (iCalendar)", 1_000)
def _(folder, n):
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:u{i}@x\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261124T{i // 3600 % 24:02}{i // 60 % 60:02}{i % 60:02}Z\r\n"
        f"SUMMARY:Interview Engineer at Acme\r\nEND:VEVENT\r\n" for i in range(n))
    return document(folder, "c.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + events + "END:VCALENDAR\r\n", "import")


@case("one event of many folded lines", 20_000)
def _(folder, n):
    text = "DESCRIPTION:" + "".join(f"word {i} and\r\n  " for i in range(n))
    return document(
        folder, "c.ics",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u@x\r\nDTSTAMP:20261101T000000Z\r\n"
        f"DTSTART:20261124T100000Z\r\nSUMMARY:Interview Engineer at Acme\r\n{text}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "import")


@case("one card of many folded lines", 20_000)
def _(folder, n):
    text = "NOTE:" + "".join(f"word {i} and\r\n " for i in range(n))
    return document(folder, "p.vcf", f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Dana\r\n{text}\r\nEND:VCARD\r\n", "import")


@case("one long line of CSV", 50_000)
def _(folder, n):
    return document(folder, "p.csv", "name,email\n\"Dana " + "x, " * n + "\",d@example.org\n", "import", "--map", "name=name,email=email")


@case("one long text of JSON", 50_000)
def _(folder, n):
    return document(folder, "p.json", '[{"text": "' + "w\\u00f6rd " * n + '"}]\n', "import")


@case("contacts in a script", 1_000)
def _(folder, n):
    return script(folder, "".join(f'contact "Person {i}" at "Acme" {{ email: "p{i}@example.org" }}\n' for i in range(n)))


@case("notes with the same beginning", 1_000)
def _(folder, n):
    start = "the same words at the beginning of every note, longer than sixty-four characters, "
    return script(folder, 'contact @a "A"\n' + f'for i in 1..{n} {{ note "{start}{{i}}" on @a }}\n')



@case("a chain of renames", 500)
def _(folder, n):
    return script(folder, 'contact @c0 "A"\n' + "".join(f"rename @c{i} to @c{i + 1}\n" for i in range(n)))


def people(folder, kindly, store, n):
    source = f'for i in 1..{n} {{ contact "Person {{i}}" at "Company {{i mod 50}}" {{ title: "bees and keys" }} }}'
    subprocess.run([*kindly, "--store", store, "eval", source], check=True, capture_output=True)


@case("undo a large run", 2_000, setup=people)
def _(folder, n):
    return ["undo"]


@case("search records", 2_000, setup=people)
def _(folder, n):
    return ["eval", 'contacts | search "bees" | count']


@case("join records by field", 500, setup=people)
def _(folder, n):
    return ["eval", "contacts | join contacts on left.name == right.name | count"]


@case("show records", 2_000, setup=people)
def _(folder, n):
    return ["eval", "contacts"]


@case("export", 5_000, setup=people)
def _(folder, n):
    return ["export"]


@case("export JSON", 5_000, setup=people)
def _(folder, n):
    return ["export", "--format", "json"]


@case("remove all", 1_000, setup=people)
def _(folder, n):
    return ["eval", "contacts | remove"]


@case("update all", 1_000, setup=people)
def _(folder, n):
    return ["eval", 'contacts | update { title: "{name}" }']


@case("a mailbox", 2_000, setup=people)
def _(folder, n):
    mails = "".join(
        f"From x@example.org Tue Nov 24 10:00:00 2026\nFrom: x{i}@example.org\nTo: sam@example.org\nSubject: Hello {i}\n"
        f"Message-ID: <m{i}@example.org>\nDate: Tue, 24 Nov 2026 10:00:00 +0000\n\nSome words.\n\n" for i in range(n))
    return document(folder, "box", mails, "inbox")


@case("one mail of many lines", 20_000)
def _(folder, n):
    return document(
        folder, "one.eml",
        "From: x@example.org\nTo: sam@example.org\nSubject: Hello\nMessage-ID: <m@example.org>\n"
        "Date: Tue, 24 Nov 2026 10:00:00 +0000\nReferences: " + "\n ".join(f"<r{i}@example.org>" for i in range(n // 10))
        + "\n\n" + "> Some words.\n" * n, "inbox")


def processor_time(command, environment):
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        process = subprocess.Popen(command, stdout=nothing, stderr=nothing, stdin=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode < 0 or process.returncode in (2, 66):
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def measure(one, kindly, rounds, environment):
    """The median times of an input and of one ten times as large."""
    times = ([], [])
    for _ in range(rounds):
        for factor, place in ((1, times[0]), (10, times[1])):
            with tempfile.TemporaryDirectory() as folder:
                store = os.path.join(folder, "kindly.db")
                words = one.make(folder, one.size * factor)
                if one.setup:
                    one.setup(folder, kindly, store, one.size * factor)
                place.append(processor_time([*kindly, "--store", store, "--now", "2026-11-25", "--zone", "UTC", *words], environment))
    return statistics.median(times[0]), statistics.median(times[1])


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "an unnamed processor")
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--binary", default=os.path.join(HERE, "..", ".build", "release", "kindly"))
    parser.add_argument("--write", help="a file for the table in Markdown")
    parser.add_argument("names", nargs="*", help="only cases with one of these in their name")
    options = parser.parse_args()
    kindly = [os.path.abspath(options.binary)]
    rows = []
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.environ["PATH"], "TZ": "UTC"}
        start = statistics.median(processor_time([*kindly, "eval", "1"], environment) for _ in range(20))
        for one in CASES:
            if options.names and not any(name in one.name for name in options.names):
                continue
            small, large = measure(one, kindly, options.rounds, environment)
            ratio = (large - start) / max(small - start, 0.0005)
            rows.append((one, small, large, ratio))
            print(f"{one.name:36} {one.size:>9,} {small:8.3f} s {large:8.3f} s {ratio:6.1f}{'  <--' if ratio > TARGET else ''}", flush=True)
    if options.write:
        with open(options.write, "w", encoding="utf-8") as file:
            file.write(
                "# How time grows with the input\n\n"
                "Made by `python3 Benchmarks/growth.py`, which says what is measured: processor time of whole processes, for an\n"
                f"input and for one ten times as large; the target is a factor of {TARGET}. Starting a process is taken off before\n"
                "the factor is made. Where the larger input's data outgrow the processor's caches - tables of keys, sorting -\n"
                "the factor is more than that of the steps.\n\n"
                f"{datetime.date.today()}, {machine()}; medians of {options.rounds} rounds.\n\n"
                "| case | input | s | s for ten times as much | factor |\n|---|--:|--:|--:|--:|\n")
            for one, small, large, ratio in rows:
                file.write(f"| {one.name} | {one.size:,} | {small:.3f} | {large:.3f} | {ratio:.1f} |\n")


if __name__ == "__main__":
    main()
