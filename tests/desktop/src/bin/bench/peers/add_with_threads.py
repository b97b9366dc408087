"""Users added to a group by sixteen threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

from add import accounts, add, session, tell

THREADS = 16
own = threading.local()


def open_own():
    own.session = session()


def work():
    with ThreadPoolExecutor(THREADS, initializer=open_own) as pool:
        list(pool.map(lambda account: add(own.session, account), accounts))


tell(work)
