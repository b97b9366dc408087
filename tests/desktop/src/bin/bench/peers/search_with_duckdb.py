"""Searches users with DuckDB, in a table of its own."""

import duckdb
import pyarrow

from search import FIRST, file, measure

users = pyarrow.ipc.open_file(pyarrow.memory_map(file)).read_all()
users = users.select(["account_id", "folded_name", "folded_email"])
base = duckdb.connect()
base.execute("create table people as select * from users")


def count_and_first(words):
    where = " and ".join(["(contains(folded_name, ?) or contains(folded_email, ?))"] * len(words))
    values = [word for word in words for _ in range(2)]
    count = base.execute(f"select count(*) from people where {where}", values).fetchone()[0]
    first = base.execute(f"select account_id from people where {where} limit {FIRST}", values).fetchall()
    return count, [account for (account,) in first]


def first_by_email():
    first = base.execute(
        f"select account_id from people where folded_email <> '' order by folded_email limit {FIRST}"
    )
    return [account for (account,) in first.fetchall()]


measure(count_and_first, first_by_email)
