"""The users of a site, eight pages at a time."""

import asyncio
import itertools

import httpx

from sync import Told, email, page, token, url

AT_ONCE = 8


async def main():
    told = Told()
    starts = itertools.count(0, page)
    ended = False

    async def read():
        nonlocal ended
        while not ended:
            start = next(starts)
            answer = await client.get(url, params={"startAt": start, "maxResults": page})
            answer.raise_for_status()
            users = answer.json()
            if users:
                told.take(start, users)
            else:
                ended = True

    async with httpx.AsyncClient(auth=(email, token), timeout=60) as client:
        await asyncio.gather(*(read() for _ in range(AT_ONCE)))
    told.end()


asyncio.run(main())
