"""A visitor of the dashboard without a browser: Streamlit's own websocket protocol, as its page speaks it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_WAIT_S = 240
_OVER = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class PageError(RuntimeError):
    """The page shows an error, or lacks what it should show."""


class Visitor:
    """One open page: what it shows, what was typed into it, and its address."""

    def __init__(self, socket: ClientConnection, seen: Callable[[str], None] = lambda text: None):
        self._socket = socket
        self._seen = seen
        self._states: dict[str, WidgetState] = {}
        self._shown: dict[tuple[int, ...], tuple[Any, str, int]] = {}
        self._run = 0
        self.query = ""

    @classmethod
    async def arrive(cls, url: str, seen: Callable[[str], None] = lambda text: None) -> Visitor:
        """A new page at a server's address; ``seen`` is told every text that a message box shows."""
        socket = await connect(
            url.replace("http", "ws", 1) + "/_stcore/stream",
            max_size=None,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            open_timeout=60,
            ping_timeout=120,
        )
        return cls(socket, seen)

    async def leave(self) -> None:
        """Close the page."""
        await self._socket.close()

    async def open(self, query: str = "") -> float:
        """Open an address; returns the seconds until the page was drawn."""
        self.query = query
        return await self._draw()

    def type(self, label: str, text: str) -> None:
        """Fill in a field."""
        found, _ = self._find(label, "text_area", "text_input")
        self._set(found.id).string_value = text

    async def choose(self, label: str, option: str) -> float:
        """Choose one of a row of options; returns the seconds until the page was drawn."""
        found, fragment = self._find(label, "button_group")
        self._set(found.id).string_array_value.data[:] = [option]
        return await self._draw(fragment)

    async def click(self, label: str, *, inside: str = "") -> float:
        """Click a button (``inside`` a form, where named); returns the seconds until the page was drawn."""
        found, fragment = self._find(label, "button", form=inside)
        trigger = WidgetState(id=found.id, trigger_value=True)
        return await self._draw(fragment, trigger)

    def texts(self) -> Iterator[str]:
        """What the page says in texts, headings and message boxes."""
        for element, _, _ in self._shown.values():
            kind = element.WhichOneof("type")
            if kind in ("text", "markdown", "alert", "heading", "html"):
                yield getattr(element, kind).body

    def check(self) -> None:
        """Raises PageError where the page shows an exception or an error."""
        for element, _, _ in self._shown.values():
            kind = element.WhichOneof("type")
            if kind == "exception":
                raise PageError(f"{element.exception.type}: {element.exception.message}")
            if kind == "alert" and element.alert.format == element.alert.ERROR:
                raise PageError(element.alert.body)

    def _find(self, label: str, *kinds: str, form: str = "") -> tuple[Any, str]:
        for element, fragment, _ in self._shown.values():
            kind = element.WhichOneof("type")
            if kind in kinds:
                found = getattr(element, kind)
                if found.label == label and (not form or form in found.form_id):
                    return found, fragment
        raise PageError(f"the page has no {' or '.join(kinds)} {label!r}")

    def _set(self, widget: str) -> WidgetState:
        self._states[widget] = WidgetState(id=widget)
        return self._states[widget]

    async def _draw(self, fragment: str = "", trigger: WidgetState | None = None) -> float:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id = self.query, fragment
        state.widget_states.widgets.extend(self._states.values())
        if trigger is not None:
            state.widget_states.widgets.append(trigger)
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(_WAIT_S):
            await self._finish()
        self.check()
        return time.perf_counter() - started

    async def _finish(self) -> None:
        whole = False
        async for data in self._socket:
            message = ForwardMsg.FromString(data)  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._run += 1
                whole = True
            elif kind == "delta":
                self._delta(message)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string.lstrip("?")
            elif kind == "script_finished" and message.script_finished in _OVER:
                if whole and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    # As the page does: what this run didn't draw again is gone.
                    self._shown = {k: v for k, v in self._shown.items() if v[2] == self._run}
                return
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise PageError("the page doesn't compile")
        raise PageError("the connection was closed")

    def _delta(self, message: ForwardMsg) -> None:
        path = tuple(message.metadata.delta_path)
        delta = message.delta
        if delta.WhichOneof("type") == "add_block":
            return
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        self._shown[path] = (element, delta.fragment_id, self._run)
        if element.WhichOneof("type") == "alert":
            self._seen(element.alert.body)
