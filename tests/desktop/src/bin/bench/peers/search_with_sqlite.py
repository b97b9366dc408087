"""Searches users with SQLite's LIKE, in memory."""

import sqlite3

import pyarrow

from search import FIRST, file, measure

users = pyarrow.ipc.open_file(pyarrow.memory_map(file)).read_all()
columns = [users.column(name).to_pylist() for name in ("account_id", "folded_name", "folded_email")]
base = sqlite3.connect(":memory:")
base.execute("create table people (account_id text, folded_name text, folded_email text)")
base.executemany("insert into people values (?, ?, ?)", zip(*columns))
base.execute("create index by_email on people (folded_email)")


def count_and_first(words):
    where = " and ".join(["(folded_name like ? or folded_email like ?)"] * len(words))
    values = [f"%{word}%" for word in words for _ in range(2)]
    (count,) = base.execute(f"select count(*) from people where {where}", values).fetchone()
    first = base.execute(f"select account_id from people where {where} limit {FIRST}", values)
    return count, [account for (account,) in first]


def first_by_email():
    first = base.execute(
        f"select account_id from people where folded_email <> '' order by folded_email limit {FIRST}"
    )
    return [account for (account,) in first]


measure(count_and_first, first_by_email)
