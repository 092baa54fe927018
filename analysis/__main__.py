"""The same job from the shell: ``python -m analysis FILE… [--codebook FILE] [--json|--csv] [--out FILE]``."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from pathlib import Path

from analysis.errors import InputError, StandpointError
from analysis.types import Analysis, Article

_STANCE_SIGN = {"favor": "+", "against": "-", "neutral": "=", "unclear": "?"}


def parser() -> argparse.ArgumentParser:
    """The command line's options."""
    p = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Who takes which position on which topic in news articles, and on which words that rests.",
        epilog="Files: .txt .md .html .pdf .docx; - reads text from standard input. "
        "Exit status: 0 all analysed, 1 none could be, 2 some could not.",
    )
    p.add_argument("files", nargs="+", metavar="FILE", help="an article, or - for standard input")
    p.add_argument("--codebook", metavar="FILE", help="topics as YAML (default: the codebook that ships)")
    p.add_argument("--model", metavar="NAME", help="a stance or NLI checkpoint instead of the shipped model")
    form = p.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything, with offsets into the text")
    form.add_argument("--csv", action="store_true", help="one row per statement and topic")
    p.add_argument("--out", metavar="FILE", type=Path, help="write there instead of to standard output")
    return p


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns its exit status."""
    args = parser().parse_args(argv)
    from analysis.codebook import load_codebook
    from analysis.pipeline import analyse

    try:
        codebook = load_codebook(args.codebook)
    except (StandpointError, OSError) as error:
        print(f"{args.codebook}: {_words(error)}", file=sys.stderr)
        return 1
    done: list[tuple[str, Analysis]] = []
    for name in args.files:
        try:
            done.append((name, analyse(_read(name), codebook, model=args.model)))
        except (StandpointError, OSError) as error:
            print(f"{name}: {_words(error)}", file=sys.stderr)
    if done:
        _write(_render(done, args, several=len(args.files) > 1), args.out)
    return 0 if len(done) == len(args.files) else 2 if done else 1


def _words(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _read(name: str) -> Article:
    from analysis.ingest import read_document, read_text

    if name == "-":
        return read_text(sys.stdin.read())
    path = Path(name)
    if path.is_dir():
        raise InputError("This is a folder. Name the files in it.")
    return read_document(path.name, path.read_bytes())


def _write(text: str, out: Path | None) -> None:
    if out:
        out.write_text(text, encoding="utf-8", newline="")
        return
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(text)


def _render(done: list[tuple[str, Analysis]], args: argparse.Namespace, *, several: bool) -> str:
    from analysis.export import statements_table, to_csv, to_json

    if args.json:
        found = [{**to_json(a), "file": name} for name, a in done]
        return json.dumps({"articles": found} if several else found[0], ensure_ascii=False, indent=1) + "\n"
    if args.csv:
        import pandas as pd

        frames = [statements_table(a).assign(File=name) for name, a in done]
        return to_csv(pd.concat(frames, ignore_index=True)).decode("utf-8")
    return "\n".join(_report(name, a) for name, a in done)


def _report(name: str, analysis: Analysis) -> str:
    """Positions as text, each with its strongest evidence."""
    names = {s.id: s.name for s in analysis.speakers}
    words = {s.id: analysis.words(s) for s in analysis.statements}
    lines = [analysis.article.title or name]
    lines += [
        f"{len(analysis.statements)} statements by {len(analysis.speakers)} speakers",
        *analysis.warnings,
    ]
    for topic in analysis.topics:
        positions = [p for p in analysis.positions if p.topic_id == topic.id]
        if not positions:
            continue
        lines += ["", topic.proposition]
        for p in positions:
            mixed = ", own statements disagree" if p.mixed else ""
            sure = "" if p.stance == "unclear" else f" ({p.confidence:.0%})"
            head = f"{p.stance}{sure}{mixed}, sentiment {p.sentiment}"
            lines.append(f"  {_STANCE_SIGN[p.stance]} {names[p.speaker_id]}: {head}")
            if p.statement_ids:
                quote = textwrap.shorten(words[p.statement_ids[0]], 150, placeholder=" …")
                lines.append(f"      {quote}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
