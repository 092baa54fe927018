"""A dashboard with accounts: st.login against an OpenID Connect provider on this machine."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path

from tests.browser import WAIT, dashboard, free_port, settled

COOKIE = "_streamlit_user"
PEOPLE = {
    "ann-1": {"name": "Ann Archer", "email": "ann@example.org", "email_verified": True},
    "ben-2": {"name": "Ben Baker", "email": "ben@example.org", "email_verified": True},
    "cas-3": {"name": "Cas Cooper", "email": "Cas@Example.org", "email_verified": True},
    # Says that it is Ann's address, and nobody checked.
    "mal-4": {"name": "Mal Mallory", "email": "ann@example.org", "email_verified": False},
}


@contextmanager
def provider():
    """The address of a provider that knows ``PEOPLE`` and lets each in by name."""
    from oidc_provider_mock import User, run_server_in_thread

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    users = [User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with run_server_in_thread(require_nonce=True, user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def secrets_file(folder: Path, address: str, issuer: str, secret: str = "0123456789abcdef" * 4) -> Path:
    """Streamlit's secrets for a dashboard at ``address``."""
    path = folder / "secrets.toml"
    path.write_text(
        f'[auth]\nredirect_uri = "{address}/oauth2callback"\ncookie_secret = "{secret}"\nclient_id = "standpoint"\n'
        f'client_secret = "made up"\nserver_metadata_url = "{issuer}/.well-known/openid-configuration"\n'
    )
    return path


@contextmanager
def hosted(folder: Path, **environment: str):
    """The address of a dashboard with accounts, which keeps its projects in ``folder``."""
    port = free_port()
    address = f"http://localhost:{port}"
    with provider() as issuer:
        path = secrets_file(folder, address, issuer)
        settings = {"STANDPOINT_DATA_DIR": str(folder), "DATABASE_URL": "", **environment}
        with dashboard(f"--secrets.files={path}", port=port, **settings):
            yield address


def sign_in(page, who: str) -> None:
    """From any page that offers it, through the provider's form, back to the dashboard."""
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.get_by_role("button", name=who, exact=True).click(timeout=WAIT)
    page.get_by_text(f"Signed in as {PEOPLE[who]['name']}").wait_for(timeout=WAIT)
    settled(page)


def sign_out(page) -> None:
    """Through the provider's page that ends the session, back to the dashboard."""
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="End session").click(timeout=WAIT)
    page.get_by_role("button", name="Sign in", exact=True).first.wait_for(timeout=WAIT)
    settled(page)
