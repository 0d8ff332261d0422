#!/usr/bin/env python3
"""Writes a large Kindly source of the sort that people write: functions with their comments, texts, branches, records,
pipelines, declarations of contacts, interviews, notes and deadlines, rules and templates, in turn.

  generate.py LINES > big.kindly
"""

import sys

COMPANIES = ["Acme", "Borealis", "Cobalt", "Dune", "Ember", "Fathom", "Grove", "Harbor"]
ROLES = ["Accountant", "Analyst", "Editor", "Engineer", "Designer", "Librarian"]
STAGES = ["screen", "onsite", "final"]

FUNCTION = '''
## Says how follow-up {n} went, for whoever reads the list in the morning.
fn describe_{n}(name: Text, score: Int, days: Int = 3) -> Text {{
  let label = if score > 7 {{ "strong" }} else if score > 4 {{ "fair" }} else {{ "weak" }}
  # A long wait weighs more than a weak score.
  var total = score * {k} + days
  while total > 100 {{ total = total div 2 }}
  match label {{
    "strong" => "{{name}}: {{label}} after {{days}} days ({{total}} of 100)"
    "fair" => "{{name | upper}}: {{label}}"
    else => "no word from {{name}}"
  }}
}}

fn totals_{n}(limit: Int) -> Int {{
  let rows = [1, 2, 3, 5, 8, 13, {k}]
  let chosen = rows | where it > limit | map it * 2 + {k}
  let pairs = rows | map {{ value: it, twice: it * 2 }} | sort twice desc
  for pair in pairs {{
    if pair.value > limit and pair.twice != {k} {{ return pair.twice }}
  }}
  (chosen | sum) + (pairs | count)
}}
'''

DECLARATIONS = '''
contact @person-{n} "Person {n} of {company}" at "{company}" as interviewer {{ email: "p{n}@{domain}.example" }}
contact @lead-{n} "Lead {n}" at "{company}" as hiring_manager {{
  email: "lead{n}@{domain}.example"
  tags: ["met", "panel"]   # where we met
}}
interview @talk-{n} "{role}" at "{company}" on 2026-{month:02}-{day:02} 10:30 for 45m with @person-{n}, @lead-{n} {{
  stage: {stage}
  reply_by: 2026-{month:02}-{day:02} + 5bd
}}
note "asked about the close, and said {k} days was too long" on @person-{n}, @talk-{n} as detail
deadline "Send sample {n}" due 2026-{month:02}-{day:02} 17:00 for @talk-{n}
'''

QUESTIONS = '''
let waiting_{n} = interviews | where ended and company == "{company}" and stage != screen | sort reply_by, role
let soon_{n} = deadlines | where due < now + {k}h and not done | select title, due, days: date_of(due) - today
print(describe_{n}("{company}", totals_{n}({k}), days: 2))
print("{{waiting_{n} | count}} wait, {{soon_{n} | count}} are due")
if waiting_{n} | any(reply_by != nothing and reply_by < today) {{
  print("{{waiting_{n} | map company | distinct | join(", ")}} should have answered")
}}
'''

RULE = '''
## After {k} days a friendly word is in order.
must word_{n} {{
  for i in interviews | where ended and outcome == waiting and company == "{company}"
  for c in i.everyone
  until messages | any(to == c and interview == i and kind == thank_you)
  due i.ends + {k}d
  do draft letter_{n}(c, i)
}}

## A short letter that mentions the role.
template letter_{n}(to: Contact, interview: Interview) {{
  subject "About the {{interview.role}} role, {{to.first_name}}"
  """
  Dear {{to.first_name}},

  thank you for the talk at {{interview.company}}. I have thought about
  what you said on {{interview.starts | date_of}} and would gladly go on.
  """
}}
'''


def block(n):
    values = {
        "n": n, "k": n % 40 + 3, "company": COMPANIES[n % 8], "domain": COMPANIES[n % 8].lower(),
        "role": ROLES[n % 6], "stage": STAGES[n % 3], "month": n % 12 + 1, "day": n % 28 + 1,
    }
    text = FUNCTION.format(**values) + DECLARATIONS.format(**values) + QUESTIONS.format(**values)
    return text + RULE.format(**values) if n % 8 == 0 else text


def main():
    wanted = int(sys.argv[1])
    lines = 0
    n = 0
    while lines < wanted:
        n += 1
        text = block(n)
        lines += text.count("\n")
        sys.stdout.write(text)


main()
