#!/usr/bin/env python3
"""How fast the rules are asked.

Ten years of a job seeker's life that nobody has: 10 000 interviews, 30 000 contacts, 30 000 messages. `kindly agenda` over
them, and over a tenth of them, to see how it grows; 14 days of scripts/morning.kindly simulated; one letter compared
with 10 000 others of its kind to people of one company. Programs run in turn, round after round, by the clock, the start
of the process with them; times are medians. Nothing fails on a time.

  etiquette.py [--rounds N] [--binary PATH] [--write FILE]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from store import rounds_of, timed  # noqa: E402

NOW = "2026-11-26 08:00"
INTERVIEWS = 10_000


def life(folder, kindly, interviews):
    """A store of interviews a third of a day apart, the newest tomorrow; of those from before the last two months one in
    fifty still waits for an answer that nobody recorded."""
    path = os.path.join(folder, f"life-{interviews}.db")
    timed([kindly, "--store", path, "eval", 'me { name: "Sam Okafor", email: "sam@example.org", zone: "UTC" }'])
    script = f"""
      PRAGMA synchronous = OFF;
      CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {interviews * 3})
        SELECT i FROM n;
      INSERT INTO contact (handle, created_at, updated_at, name, company, role, email, linkedin_ok, tags)
        SELECT 'c' || i, 0, 0, 'Person Number' || i, 'Company ' || (i / 30), i % 2, 'p' || i || '@example.org', 0, '[]' FROM n;
      INSERT INTO interview (handle, created_at, updated_at, role, company, starts, length, stage, outcome, tags)
        SELECT 'i' || i, 0, 0, 'Position ' || (i % 40), 'Company ' || (i / 10),
          unixepoch('{NOW}') + 86400 - ({interviews} - i) * 28800, 3600, 6,
          CASE WHEN {interviews} - i < 180 OR i % 50 = 0 THEN 0 ELSE 3 END, '[]'
        FROM n WHERE i <= {interviews};
      INSERT INTO interview_people (owner, position, target)
        SELECT (i - 1) / 3 + 1, (i - 1) % 3, i FROM n WHERE (i - 1) % 3 < 2;
      INSERT INTO message (handle, created_at, updated_at, subject, body, detail, "to", interview, kind, round, channel,
          state, sent_at, message_id, template, edited)
        SELECT 'm' || i, 0, 0, 'Thank you', 'Dear Person, what stayed with me is how you spoke of subject ' || i, NULL, i,
          (i - 1) / 3 + 1, 0, 1, 0, 4, unixepoch('{NOW}') - ({interviews} - i / 3) * 28800, '<' || i || '@example.org>',
          'thank_you', 0
        FROM n WHERE (i - 1) / 3 + 1 < {interviews} - 10;
      INSERT INTO handle (name, noun, row, is_alias)
        SELECT handle, 0, id, 0 FROM contact UNION ALL SELECT handle, 1, id, 0 FROM interview
        UNION ALL SELECT handle, 4, id, 0 FROM message;
      ANALYZE;
    """
    subprocess.run(["sqlite3", path], input=script, text=True, check=True)
    return path


def alike(folder, kindly, letters):
    """A store with a letter that is approved last, beside many to people of the same company."""
    path = os.path.join(folder, "alike.db")
    timed([kindly, "--store", path, "eval", 'me { name: "Sam Okafor", email: "sam@example.org", zone: "UTC" }'])
    body = (
        "Dear Person,\n\nThank you for talking with me about the Engineer position on Tuesday. What stayed with me is how "
        "team ' || i || ' in building ' || (i % 97) || ' brought its release from ' || (i % 31) || ' weeks to ' || (i % 13) "
        "|| ' days, and what that took of everyone.\n\nI enjoyed our conversation, and would be glad to work with "
        "you.\n\nWith kind regards,\nSam Okafor\n"
    )
    script = f"""
      PRAGMA synchronous = OFF;
      CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= {letters})
        SELECT i FROM n;
      INSERT INTO contact (handle, created_at, updated_at, name, company, role, email, linkedin_ok, tags)
        SELECT 'c' || i, 0, 0, 'Person Number' || i, 'Acme', 0, 'p' || i || '@example.org', 0, '[]' FROM n;
      INSERT INTO message (handle, created_at, updated_at, subject, body, detail, "to", kind, round, channel, state,
          message_id, template, edited)
        SELECT 'm' || i, 0, 0, 'Thank you', '{body}', 'x', i, 0, 1, 0, CASE WHEN i > {letters} THEN 0 ELSE 4 END,
          '<' || i || '@example.org>', 'thank_you', 0 FROM n;
      INSERT INTO handle (name, noun, row, is_alias)
        SELECT handle, 0, id, 0 FROM contact UNION ALL SELECT handle, 4, id, 0 FROM message;
      ANALYZE;
    """
    subprocess.run(["sqlite3", path], input=script, text=True, check=True)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--binary", default=os.path.join(HERE, "..", ".build", "release", "kindly"))
    parser.add_argument("--write", help="a file for the tables in Markdown")
    options = parser.parse_args()
    kindly = os.path.abspath(options.binary)
    morning = os.path.join(HERE, "..", "scripts", "morning.kindly")
    with tempfile.TemporaryDirectory() as folder:
        whole, tenth = life(folder, kindly, INTERVIEWS), life(folder, kindly, INTERVIEWS // 10)
        letters = alike(folder, kindly, 10_000)

        def run(store, *words):
            return lambda: timed([kindly, "--store", store, "--now", NOW, "--zone", "UTC", *words])

        rows = run(whole, "eval", "agenda | count")()[0]
        similarity = run(letters, "eval", f"messages | where handle == \"m10001\" | map(m -> overlap(m, 60%))")
        print("agenda rows:", rows, "overlap:", similarity()[0])
        times = rounds_of(
            options.rounds,
            run(whole, "agenda"),
            run(tenth, "agenda"),
            run(whole, "simulate", morning, "--days", "14"),
            similarity,
            run(whole, "eval", "1"),
        )
        names = [
            f"`kindly agenda`, {INTERVIEWS:,} interviews, 30,000 contacts, 30,000 messages ({rows} due)",
            "the same over a tenth of it",
            "`kindly simulate scripts/morning.kindly --days 14`",
            "one letter compared with 10,000",
            "starting, and `1`",
        ]
        lines = ["| what | ms, median | ms, least to most |", "|---|--:|--:|"]
        for name, found in zip(names, times):
            ms = [1000 * seconds for seconds in found]
            lines.append(f"| {name} | {statistics.median(ms):.0f} | {min(ms):.0f} to {max(ms):.0f} |")
        table = "\n".join(lines)
        print(table)
        if options.write:
            with open(options.write, "w", encoding="utf-8") as file:
                file.write(
                    "# How fast the rules are asked\n\n"
                    "Made by `python3 Benchmarks/etiquette.py`, which says what is measured; whole processes by the clock, "
                    f"{options.rounds} rounds.\n\n{table}\n"
                )


if __name__ == "__main__":
    main()
