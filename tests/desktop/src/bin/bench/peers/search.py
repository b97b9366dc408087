"""What the peers of the search have in common: what they are told, and what they tell.

They get our file of users, a number of rounds, and terms. For each term they tell how many users have all
its words in their name or e-mail, the accounts of the first hundred, and how long each round took; then the
same for the first hundred by e-mail. Loading Python and the users does not count. The columns they search
are the folded ones, so that their work is the comparison alone.
"""

import json
import sys
import time

file = sys.argv[1]
rounds = int(sys.argv[2])
terms = sys.argv[3:]
FIRST = 100


def timed(ask):
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        answer = ask()
        took.append(time.perf_counter() - begun)
    return answer, took


def measure(count_and_first, first_by_email):
    found = []
    for term in terms:
        (count, first), took = timed(lambda: count_and_first(term.split(" ")))
        found.append({"count": count, "first": first, "seconds": took})
    first, took = timed(first_by_email)
    print(json.dumps({"found": found, "by_email": {"count": 0, "first": first, "seconds": took}}))
