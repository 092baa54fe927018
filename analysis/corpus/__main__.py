"""From the shell: ``python -m analysis.corpus INPUT --out DIR [--codebook FILE] [--ray [ADDRESS]] …``."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from analysis.columns import FIELDS
from analysis.corpus.plan import DEFAULT_SIZE
from analysis.errors import StandpointError


def parser() -> argparse.ArgumentParser:
    """The command line's options."""
    p = argparse.ArgumentParser(
        prog="python -m analysis.corpus",
        description="Analyse a corpus of articles into partitioned Parquet: articles, statements, positions, "
        "speakers, failures. The same command goes on with a run that was interrupted.",
        epilog="Exit status: 0 every article analysed, 2 some are in failures, 1 the run could not be finished.",
    )
    p.add_argument(
        "input",
        metavar="INPUT",
        help="a file, folder or glob, here or in object storage (s3://…): .jsonl, .csv, .tsv, .parquet with an article "
        "a row, or articles as .txt, .md, .html, .pdf, .docx; tables may be packed as .gz, .bz2 or .xz",
    )
    p.add_argument("--out", metavar="DIR", required=True, help="folder for the results, new or of the same run")
    p.add_argument("--codebook", metavar="FILE", help="topics as YAML (default: the codebook that ships)")
    p.add_argument("--model", metavar="NAME", help="a stance or NLI checkpoint instead of the shipped model")
    p.add_argument(
        "--columns",
        metavar="FIELD=COLUMN",
        nargs="+",
        default=[],
        help=f"which column holds what ({', '.join(FIELDS)}), where its name doesn't say it",
    )
    p.add_argument(
        "--partition", metavar="N", type=int, default=DEFAULT_SIZE, help=f"articles a partition ({DEFAULT_SIZE})"
    )
    where = p.add_mutually_exclusive_group()
    where.add_argument("--workers", metavar="N", type=int, default=1, help="processes on this machine (1)")
    where.add_argument(
        "--ray",
        metavar="ADDRESS",
        nargs="?",
        const="local",
        help="on a Ray cluster: its address, or auto, or nothing to start one here",
    )
    p.add_argument("--actors", metavar="N", type=int, default=0, help="with --ray: how many hold the models (cores)")
    p.add_argument("--quiet", action="store_true", help="no progress")
    return p


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns its exit status."""
    options = parser()
    args = options.parse_args(argv)
    columns = dict(c.partition("=")[::2] for c in args.columns)
    if any(f not in FIELDS or not c for f, c in columns.items()):
        options.error(f"--columns takes FIELD=COLUMN with FIELD one of {', '.join(FIELDS)}")
    if args.partition < 1 or args.workers < 1 or args.actors < 0:
        options.error("--partition and --workers take a number of 1 or more")
    try:
        return _run(args, columns)
    except (StandpointError, OSError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted. The same command goes on from here.", file=sys.stderr)
    return 1


def _run(args: argparse.Namespace, columns: dict[str, str]) -> int:
    from analysis.corpus import job as jobs
    from analysis.corpus.store import Store

    settings = jobs.settings(
        args.input, args.out, args.codebook, model=args.model, size=args.partition, columns=columns
    )
    with Store(args.out).alone():
        job = jobs.prepare(settings)
        report = _Progress(len(job.plan), len(job.plan) - len(job.pending), quiet=args.quiet)
        if args.ray:
            from analysis.corpus import cluster

            cluster.run(job, report, args.ray, args.actors)
        else:
            from analysis.corpus import local

            local.run(job, report, args.workers)
        found = jobs.totals(job)
    print(
        f"{found['articles']:,} articles, {found['statements']:,} statements, {found['positions']:,} positions, "
        f"{found['failures']:,} failures in {args.out}"
    )
    return 2 if found["failures"] else 0


class _Progress:
    """A line per finished partition, on standard error."""

    def __init__(self, total: int, done: int, *, quiet: bool):
        self.total, self.done, self.quiet = total, done, quiet
        self.articles, self.started = 0, time.perf_counter()
        if done and not quiet:
            print(f"{done} of {total} partitions were done before.", file=sys.stderr, flush=True)

    def __call__(self, mark: dict[str, Any]) -> None:
        self.done += 1
        self.articles += mark["rows"]["articles"] + mark["rows"]["failures"]
        if not self.quiet:
            rate = self.articles / (time.perf_counter() - self.started)
            told = f"partition {self.done} of {self.total}, {rate:.2f} articles a second"
            print(told, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
