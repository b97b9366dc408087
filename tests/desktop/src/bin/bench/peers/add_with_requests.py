"""Users added to a group, as a script of a few lines adds them: one after the other."""

from add import accounts, add, session, tell


def work():
    opened = session()
    for account in accounts:
        add(opened, account)


tell(work)
