"""Export: the project in formats that people and other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from analysis.errors import StandpointError
from analysis.project import Project


@dataclass(frozen=True, slots=True)
class _Form:
    name: str
    what: str
    ending: str
    mime: str
    make: Callable[[Project], str | bytes]


def _page(project: Project) -> str:
    from components.report import report

    return report(project.name, project.corrected())


def _own(project: Project) -> str:
    from analysis.interchange.project_json import project_to_data

    return json.dumps(project_to_data(project))


def _dna(project: Project) -> bytes:
    from analysis.interchange.dna import to_dna

    return to_dna(project)


def _graph(project: Project) -> bytes:
    from analysis.interchange.graphml import to_graphml

    return to_graphml(project)


def _linked(project: Project) -> str:
    from analysis.interchange.jsonld import to_jsonld

    return json.dumps(to_jsonld(project))


_WHOLE = _Form("Project", "Everything, to open it in another Standpoint", "json", "application/json", _own)
FORMS = (
    _Form("Web page", "One file that opens offline, with figures, evidence and articles", "html", "text/html", _page),
    _WHOLE,
    _Form(
        "Discourse Network Analyzer",
        "To code on in DNA 3 (coder Admin, password Admin)",
        "dna",
        "application/octet-stream",
        _dna,
    ),
    _Form("Graph", "Speakers and topics as GraphML, for Gephi and others", "graphml", "application/xml", _graph),
    _Form("Linked data", "JSON-LD with schema.org's quotations and claims", "jsonld", "application/ld+json", _linked),
)


@st.dialog("Export", width="medium")
def dialog(project: Project) -> None:
    """Choose a format and download the file."""
    chosen = st.radio(
        "Format",
        range(len(FORMS)),
        format_func=lambda i: FORMS[i].name,
        captions=[f.what for f in FORMS],
        key="export_form",
        label_visibility="collapsed",
    )
    form = FORMS[chosen]
    try:
        with st.spinner("Writing the file …"):
            data = form.make(project)
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    _button("Download", form, data, project)


def download_all(project: Project) -> None:
    """A button that downloads everything about the project, to open it again later."""
    _button("Download what is open", _WHOLE, _WHOLE.make(project), project)


def _button(label: str, form: _Form, data: str | bytes, project: Project) -> None:
    st.download_button(
        label,
        data,
        file_name=file_name(project.name, form.ending),
        mime=form.mime,
        type="primary",
        on_click="ignore",
        # A button of its own for each form: one kept over would hand out the last form's file while this one is made.
        key=f"export-{form.ending}",
    )


def file_name(title: str, ending: str) -> str:
    """A name that every system takes."""
    from components.report import file_name as base

    return f"{base(title).removesuffix('.html')}.{ending}"
