"""What the peers of the sync have in common: what they are told, and what they tell.

They get the site, whose token, the size of a page and a file for the account ids they read, in order.
They tell how long it took, and how long until the first rows. Loading Python does not count.
"""

import json
import sys
import time

site, email, token, page, file = sys.argv[1:]
page = int(page)
url = f"{site}/rest/api/3/users/search"


class Told:
    def __init__(self):
        self.begun = time.perf_counter()
        self.first = None
        self.pages = {}

    def take(self, start, users):
        if self.first is None:
            self.first = time.perf_counter() - self.begun
        self.pages[start] = users

    def end(self):
        seconds = time.perf_counter() - self.begun
        with open(file, "w") as accounts:
            for _, users in sorted(self.pages.items()):
                accounts.writelines(user["accountId"] + "\n" for user in users)
        print(json.dumps({"seconds": seconds, "first": self.first}))
