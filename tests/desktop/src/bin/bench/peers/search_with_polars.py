"""Searches users with polars, in memory."""

from functools import reduce

import polars

from search import FIRST, file, measure

users = polars.read_ipc(file, columns=["account_id", "folded_name", "folded_email"])


def count_and_first(words):
    def has(column, word):
        return polars.col(column).str.contains(word, literal=True)

    each = [has("folded_name", word) | has("folded_email", word) for word in words]
    found = users.lazy().filter(reduce(lambda one, other: one & other, each)).select("account_id").collect()
    return found.height, found["account_id"].head(FIRST).to_list()


def first_by_email():
    by_email = users.lazy().filter(polars.col("folded_email") != "").sort("folded_email")
    return by_email.select("account_id").head(FIRST).collect()["account_id"].to_list()


measure(count_and_first, first_by_email)
