"""Settings: topics and model."""

from __future__ import annotations

import streamlit as st

from analysis.codebook import DEFAULT_PATH, parse_codebook
from analysis.errors import StandpointError
from analysis.settings import stance_model_name


def sidebar() -> None:
    """The settings, in the sidebar."""
    with st.sidebar:
        st.header("Settings")
        st.subheader("Topics")
        uploaded = st.file_uploader(
            "Codebook (YAML)",
            type=["yaml", "yml"],
            key="codebook_file",
            help="Your own topics, one entry each.",
        )
        if uploaded:
            _use(uploaded.getvalue())
        elif st.session_state.pop("codebook_taken", None) and not st.session_state.get("codebook_edited"):
            # The upload was taken away, and nothing was edited since: back to the codebook that ships.
            st.session_state.pop("codebook_text", None)
            st.rerun()
        st.download_button(
            "Download the codebook",
            DEFAULT_PATH.read_bytes(),
            file_name="codebook.yaml",
            mime="application/yaml",
            icon=":material/download:",
            help="Edit it and upload it here.",
        )
        st.subheader("Stance model")
        st.text_input(
            "Checkpoint",
            key="model_name",
            placeholder=stance_model_name() or "shipped model",
            help="Folder or Hugging Face name of an NLI or stance checkpoint. Needs torch: "
            "pip install -r requirements-torch.txt",
        )


def _use(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
        book = parse_codebook(text)
    except UnicodeDecodeError:
        st.error("This file is not UTF-8 text. Save the codebook as UTF-8 and upload it again.")
        return
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    if st.session_state.get("codebook_taken") != book.version:
        # An upload counts once: topics that are edited afterwards aren't set back at the next look.
        st.session_state["codebook_taken"] = book.version
        st.session_state["codebook_text"] = text
        st.session_state["codebook_edited"] = False
    st.success(f"{len(book.topics)} topics in use", icon=":material/check:")
