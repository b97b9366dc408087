"""What the peers of the changes have in common: what they are told, and what they tell.

They get the site, whose token, a group and a file with the account ids to add to it. A refusal is
waited for as long as it asks, and then tried again. They tell how long it took. Loading Python does
not count.
"""

import json
import sys
import time

import requests

site, email, token, group, file = sys.argv[1:]
url = f"{site}/rest/api/3/group/user"
with open(file) as accounts:
    accounts = accounts.read().split()


def session():
    opened = requests.Session()
    opened.auth = (email, token)
    return opened


def add(session, account):
    while True:
        answer = session.post(url, params={"groupId": group}, json={"accountId": account})
        if answer.status_code != 429:
            answer.raise_for_status()
            return
        time.sleep(float(answer.headers["Retry-After"]))


def tell(work):
    begun = time.perf_counter()
    work()
    print(json.dumps({"seconds": time.perf_counter() - begun}))
