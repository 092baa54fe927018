"""The database from the shell: ``python -m analysis.storage backup FILE | restore FILE | migrate | expire``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.errors import StandpointError


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    p = argparse.ArgumentParser(
        prog="python -m analysis.storage",
        description="The database of projects. It is the one that DATABASE_URL names, or the SQLite file in "
        "STANDPOINT_DATA_DIR, or in the user's data folder.",
    )
    verbs = p.add_subparsers(dest="verb", required=True)
    for verb, text in (("backup", "write everything to a new file"), ("restore", "fill an empty database from one")):
        verbs.add_parser(verb, help=text).add_argument("file", type=Path)
    verbs.add_parser("migrate", help="bring the database up to date")
    verbs.add_parser("expire", help="delete projects older than STANDPOINT_RETENTION_DAYS")
    args = p.parse_args(argv)
    from analysis.storage.backup import backup, restore
    from analysis.storage.engine import database_url, make_engine, migrate
    from analysis.storage.store import open_store

    try:
        if args.verb == "expire":
            print(f"{open_store().expire()} projects deleted")
            return 0
        url = database_url()
        engine = make_engine(url)
        if args.verb == "backup":
            print(f"{backup(engine, args.file)} rows written to {args.file}")
        elif args.verb == "restore":
            print(f"{restore(engine, args.file)} rows restored from {args.file}")
        else:
            migrate(engine)
            print(f"{url.render_as_string(hide_password=True)} is up to date")
    except StandpointError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
