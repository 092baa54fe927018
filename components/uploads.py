"""Uploads: single files, archives, folders, and tables whose columns the visitor names."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from analysis.columns import columns_of
from analysis.errors import StandpointError
from analysis.ingest import Failure, read_documents
from analysis.loading import (
    COLUMNS,
    Loaded,
    Table,
    articles_of,
    read_archive,
    read_table,
    without_repeats,
)
from analysis.types import Article
from components.state import open_these

TYPES = ["txt", "md", "html", "htm", "pdf", "docx", "zip", "csv", "jsonl"]
_TABLES = (".csv", ".jsonl", ".ndjson")
_NAMES = {"text": "Text", "title": "Title", "outlet": "Outlet", "date": "Date", "url": "Address"}
_SHOWN = 8


def uploads() -> None:
    """The uploader, what couldn't be read, and the button that opens the rest."""
    folder = st.session_state.get("whole_folder", False)
    files = st.file_uploader(
        "A folder of articles" if folder else "Articles: .txt, .md, .html, .pdf, .docx; many in a .zip, .csv or .jsonl",
        type=TYPES,
        accept_multiple_files="directory" if folder else True,
        key="folder" if folder else "uploads",
    )
    st.toggle("A whole folder", key="whole_folder")
    if not files:
        st.caption("One file or many. A file that can't be read doesn't stop the others.")
        return
    loaded = _read([(f.name, f.getvalue()) for f in files])
    articles, repeats = without_repeats(loaded.articles)
    _failures((*loaded.failures, *repeats))
    if articles and st.button(
        f"Analyse {len(articles)} article{'s' if len(articles) > 1 else ''}", type="primary", key="analyse_files"
    ):
        open_these(list(articles))
        st.rerun()


def _read(files: list[tuple[str, bytes]]) -> Loaded:
    found = Loaded(())
    for name, data in files:
        try:
            if name.lower().endswith(".zip"):
                found += read_archive(PurePath(name).name, data)
            elif name.lower().endswith(_TABLES):
                table = read_table(PurePath(name).name, data)
                found += articles_of(table, _columns(table))
            else:
                results = read_documents([(name, data)])
                found += Loaded(
                    tuple(r for r in results if isinstance(r, Article)),
                    tuple(r for r in results if isinstance(r, Failure)),
                )
        except StandpointError as error:
            found += Loaded((), (Failure(name, str(error)),))
    return found


def _columns(table: Table) -> dict[str, str]:
    """What each column means, as guessed and then as the visitor says."""
    guessed = columns_of(table.columns)
    st.caption(f"{table.filename}: {len(table.rows)} rows. Which column is what?")
    places = st.columns(len(COLUMNS))
    mapping = {}
    for place, meaning in zip(places, COLUMNS, strict=True):
        options = ["", *table.columns]
        mapping[meaning] = place.selectbox(
            _NAMES[meaning],
            options,
            index=options.index(guessed.get(meaning, "")),
            format_func=lambda c: c or "none",
            key=f"column-{table.filename}-{meaning}",
        )
    return mapping


def _failures(failures: tuple[Failure, ...]) -> None:
    for f in failures[:_SHOWN]:
        st.error(f"**{f.filename}**: {f.message}", icon=":material/error:")
    if len(failures) > _SHOWN:
        with st.expander(f"{len(failures) - _SHOWN} more that were left out"):
            st.dataframe(
                [{"Where": f.filename, "Why": f.message} for f in failures[_SHOWN:]],
                hide_index=True,
                width="stretch",
            )
