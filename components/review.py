"""Review: accept, change or reject what the model found, and see how far people and model agree."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analysis.agreement import accuracy, alpha, codings, disagreements, pairs, statement_of
from analysis.corrections import Correction, article_key
from analysis.export import to_csv
from analysis.types import Analysis
from components.workspace import Workspace, coder, correct, correction, decide, decisions, workspace

DECISIONS = ("accept", "favor", "against", "neutral", "unclear", "reject")
_ROWS = 400


def page() -> None:
    """The table of classifications, then agreement, then the decisions themselves."""
    space = workspace()
    st.text_input("Your name", key="coder_name", placeholder="Decisions are signed with it", max_chars=60)
    _classifications(space)
    st.subheader("Agreement")
    _agreement(space)
    st.subheader("Decisions")
    _decisions(space)


def _frame(shown: Sequence[Analysis]) -> pd.DataFrame:
    """One row per classification; ``_at`` says which."""
    rows = []
    for number, a in enumerate(shown):
        names = {s.id: s.name for s in a.speakers}
        labels = {t.id: t.label for t in a.topics}
        for s in a.statements:
            for c in s.classifications:
                rows.append(
                    {
                        "Decision": "",
                        "Stance": c.stance,
                        "Confidence": c.confidence,
                        "By": c.origin,
                        "Speaker": names.get(s.speaker_id, "Author"),
                        "Topic": labels.get(c.topic_id, c.topic_id),
                        "Words": a.words(s),
                        "Outlet": a.article.outlet,
                        "_at": (number, s.id, c.topic_id),
                    }
                )
    return pd.DataFrame(rows)


def _classifications(space: Workspace) -> None:
    shown = space.corpus.analyses
    st.caption(
        "Accept a row, choose another stance, or reject it as off the topic. What you decide overrides the model."
    )
    frame = _frame(shown)
    if frame.empty:
        st.info("No statement is on a topic here, so there is nothing to review.", icon=":material/info:")
        return
    a, b, c = st.columns(3)
    topics = a.multiselect("Topic", sorted(frame["Topic"].unique()), key="review_topic")
    outlets = b.multiselect("Outlet", sorted(x for x in frame["Outlet"].unique() if x), key="review_outlet")
    order = c.selectbox("Order", ["Least certain first", "As in the articles"], key="review_order")
    if topics:
        frame = frame[frame["Topic"].isin(topics)]
    if outlets:
        frame = frame[frame["Outlet"].isin(outlets)]
    if order.startswith("Least"):
        frame = frame.sort_values("Confidence", kind="stable")
    if len(frame) > _ROWS:
        st.caption(f"The first {_ROWS} of {len(frame)} rows; choose a topic or an outlet for others.")
        frame = frame.head(_ROWS)
    frame = frame.reset_index(drop=True)
    # A table of other rows is another editor: its edits are kept by row number.
    version = f"{len(decisions().corrections)}-{hash((tuple(topics), tuple(outlets), order))}"
    edited = st.data_editor(
        frame.drop(columns="_at"),
        hide_index=True,
        width="stretch",
        key=f"review-{version}",
        disabled=[x for x in frame.columns if x != "Decision"],
        column_config={
            "Decision": st.column_config.SelectboxColumn(options=["", *DECISIONS], width="small"),
            "Confidence": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
            "Words": st.column_config.TextColumn(width="large"),
        },
    )
    picked = [(frame["_at"][i], d) for i, d in enumerate(edited["Decision"].fillna("")) if d]
    if st.button(f"Keep {len(picked)} decision{'s' if len(picked) != 1 else ''}", type="primary", disabled=not picked):
        correct(*(_decision(shown, at, d) for at, d in picked))
        st.rerun()


def _decision(shown: Sequence[Analysis], at: tuple[int, int, str], decision: str) -> Correction:
    number, statement_id, topic = at
    a = shown[number]
    words = next(s.content for s in a.statements if s.id == statement_id)
    key = article_key(a.article)
    if decision in ("accept", "reject"):
        return correction(key, decision, words, topic)  # type: ignore[arg-type]
    return correction(key, "stance", words, topic, decision)


def _agreement(space: Workspace) -> None:
    made = decisions().corrections
    coded = codings(space.project.analyses, made)
    found = accuracy(space.project.analyses, made)
    if not found.total:
        st.caption("Decide on some rows above, and the model's accuracy on your own articles stands here.")
        return
    left, right = st.columns(2)
    left.metric(
        "The model was right",
        f"{found.share:.0%}",
        help="Share of the model's stances that people let stand, on the rows they looked at",
    )
    left.caption(f"{found.right} of {found.total} decisions, 95% interval {found.low:.0%} to {found.high:.0%}.")
    wrong = [(m, p, n) for (m, p), n in found.confused.items() if m != p]
    if wrong:
        right.dataframe(
            pd.DataFrame(wrong, columns=["Model said", "People say", "Times"]), hide_index=True, width="stretch"
        )
    if len(coded) < 2:
        st.caption("With a second coder (another name above), agreement between the two is shown here.")
        return
    whole = alpha(coded)
    st.write(f"Krippendorff's α over all coders: **{'not defined' if whole is None else f'{whole:.2f}'}**")
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "Coders": f"{p.one} and {p.other}",
                    "Both judged": p.units,
                    "Agreed": p.agreed,
                    "Cohen's κ": None if p.kappa is None else round(p.kappa, 2),
                }
                for p in pairs(coded)
            ]
        ),
        hide_index=True,
        width="stretch",
    )
    differ = disagreements(coded)
    if differ:
        st.caption(f"{len(differ)} disagreement{'s' if len(differ) > 1 else ''}")
        rows = []
        for d in differ[:200]:
            at = statement_of(space.project.analyses, d.unit)
            words = at[0].words(at[1]) if at else "(not found any more)"
            rows.append({"Words": words, "Topic": d.unit[2], **d.labels})
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _decisions(space: Workspace) -> None:
    made = decisions().corrections
    if not made:
        st.caption("None yet. In the reader, a click on a statement corrects its speaker.")
        return
    lost = space.project.unmatched()
    titles = {article_key(a.article): a.article.title or a.article.filename for a in space.project.analyses}
    frame = pd.DataFrame(
        [
            {
                "When": c.at,
                "By": c.by,
                "What": c.kind,
                "Value": c.value,
                "Topic": c.topic_id,
                "Article": titles.get(c.article, "(not open)"),
                "Found": "" if c in lost else "yes",
            }
            for c in reversed(made)
        ]
    )
    st.dataframe(frame, hide_index=True, width="stretch")
    if lost:
        st.warning(
            f"{len(lost)} decision{'s find' if len(lost) > 1 else ' finds'} nothing to apply to in these analyses. "
            "They are kept for when the words are found again.",
            icon=":material/warning:",
        )
    left, right, _ = st.columns([1, 1, 2])
    if left.button("Take back the last", icon=":material/undo:", width="stretch", help=f"Signed as {coder()}"):
        decide(corrections=made[:-1])
        st.rerun()
    right.download_button(
        "Download CSV",
        to_csv(frame),
        file_name="standpoint-decisions.csv",
        mime="text/csv",
        icon=":material/download:",
        width="stretch",
    )
