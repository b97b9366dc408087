"""The users of a site, as a script of a few lines reads them: one page after the other."""

import requests

from sync import Told, email, page, token, url

told = Told()
session = requests.Session()
session.auth = (email, token)
start = 0
while True:
    answer = session.get(url, params={"startAt": start, "maxResults": page})
    answer.raise_for_status()
    users = answer.json()
    if not users:
        break
    told.take(start, users)
    start += page
told.end()
