"""The container's files hold together, and what they copy and run works without the rest of the project."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from typing import Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from tests.browser import ROOT, dashboard

FILE = ROOT / "Containerfile"


def steps():
    """Instruction and rest of each step, continued lines joined."""
    lines = re.sub(r"\\\n\s*", "", FILE.read_text(encoding="utf-8")).splitlines()
    return [tuple(x.split(maxsplit=1)) for x in lines if x.strip() and not x.startswith("#")]


def of(kind):
    return [rest for k, rest in steps() if k == kind]


def test_every_step_is_known_and_the_user_is_not_root():
    kinds = [k for k, _ in steps()]
    assert set(kinds) <= {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert kinds[0] == "FROM" and re.fullmatch(r"docker\.io/library/python:3\.\d+-slim", of("FROM")[0])
    made = [x for x in of("RUN") if x.startswith("useradd ")]
    assert len(made) == 1 and re.search(rf"--uid [1-9]\d+ {of('USER')[0]} ", made[0])
    # What runs in the end is after USER, and nothing is copied or installed as that user.
    assert kinds.index("USER") < kinds.index("CMD") and "RUN" not in kinds[kinds.index("USER") :]
    assert kinds.count("CMD") == kinds.count("HEALTHCHECK") == 1


def test_the_folder_that_is_written_to_belongs_to_the_user():
    user = of("USER")[0]
    environment = dict(x.split("=", 1) for x in " ".join(of("ENV")).split())
    assert environment["STANDPOINT_DATA_DIR"] == of("VOLUME")[0]
    assert f"chown {user} {of('VOLUME')[0]}" in of("RUN")[0]
    assert environment["HF_HUB_OFFLINE"] == "1" and environment["STANDPOINT_LOG_FORMAT"] == "json"


def test_the_command_is_that_of_the_script():
    given = json.loads(of("CMD")[0])
    script = re.sub(r"\\\n\s*", "", (ROOT / "script" / "run").read_text(encoding="utf-8")).splitlines()[-1]
    words = shlex.split(script)
    own = words[words.index(".venv/bin/python") + 1 :]
    assert given[1 : given.index("app.py") + 1] == own[: own.index("app.py") + 1]
    named = {x.split("=")[0] for x in given if x.startswith("--")}
    assert named <= {x for x in own if x.startswith("--")}
    assert {"--server.address=0.0.0.0", f"--server.port={of('EXPOSE')[0]}"} <= set(given)


def test_what_is_installed_is_pinned_and_what_the_script_installs_is_in_it():
    (install,) = [x for x in of("RUN") if x.startswith("pip ")]
    (name,) = re.findall(r"-r (\S+)", install)
    seen, todo = set(), [name]
    while todo:
        at = todo.pop()
        seen.add(at)
        for line in (ROOT / at).read_text(encoding="utf-8").splitlines():
            if line.startswith("-r "):
                todo.append(line[3:].strip())
            elif line and not line.startswith("#"):
                assert re.fullmatch(r"[\w.\[\],-]+==[\w.]+", line), line
    assert "requirements.txt" in seen
    copied = {part for x in of("COPY") for part in x.split()[:-1]}
    assert seen <= copied


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """What the container holds in its working folder, copied as its steps say."""
    folder = tmp_path_factory.mktemp("app")
    ignored = shutil.ignore_patterns("__pycache__")
    for rest in of("COPY"):
        *sources, target = rest.split()
        for source in sources:
            goal = folder / target / source.split("/")[-1] if target.endswith("/") else folder / target
            goal.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, goal, ignore=ignored)
            else:
                shutil.copyfile(ROOT / source, goal)
    return folder


def test_its_files_suffice_to_analyse(tree):
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            "import sys; sys.path.insert(0, '.'); from analysis.__main__ import main; sys.exit(main(['sample_articles/inf-1-meridian-wire.md']))",
        ],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_it_starts_and_its_health_check_tells(tree, tmp_path):
    check = json.loads(re.search(r"CMD (\[.*\])", of("HEALTHCHECK")[0])[1])
    assert check[0] == "python"
    log = tmp_path / "log"
    with dashboard(log=log, cwd=tree, STANDPOINT_DATA_DIR=str(tmp_path / "data"), DATABASE_URL="") as url:
        asked = check[2].replace("http://127.0.0.1:8501", url)
        assert asked != check[2]
        assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
        from benchmarks.visitor import Visitor

        async def look():
            visitor = await Visitor.arrive(url)
            await visitor.open("sample=inf-1-meridian-wire")
            texts = list(visitor.texts())
            await visitor.leave()
            return texts

        import asyncio

        assert any(re.search(r"\d+ statements by", t) for t in asyncio.run(look()))
    done = subprocess.run([sys.executable, "-c", asked], check=False, capture_output=True)
    assert done.returncode != 0


# compose.yaml


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Build(Strict):
    context: str
    dockerfile: str


class Condition(Strict):
    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Health(Strict):
    test: list[str]
    interval: str = Field(pattern=r"^\d+(ms|s|m|h)$")
    retries: int


class Service(Strict):
    """What the Compose Specification allows, of the keys used here."""

    build: Build | None = None
    image: str | None = Field(None, pattern=r"^[\w./-]+:[\w.-]+$")
    restart: Literal["no", "always", "on-failure", "unless-stopped"]
    depends_on: dict[str, Condition] = {}
    environment: dict[str, str] = {}
    ports: list[str] = []
    volumes: list[str] = []
    read_only: bool = False
    tmpfs: list[str] = []
    cap_drop: list[str] = []
    security_opt: list[str] = []
    mem_limit: str | None = Field(None, pattern=r"^\d+(b|k|m|g)$")
    healthcheck: Health | None = None


class Compose(Strict):
    services: dict[str, Service]
    volumes: dict[str, None]


def test_compose_is_as_its_specification_says():
    found = Compose.model_validate(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))
    own = found.services["standpoint"]
    assert own.build and (ROOT / own.build.context / own.build.dockerfile) == FILE
    for name, service in found.services.items():
        assert bool(service.build) != bool(service.image), name
        assert service.depends_on.keys() <= found.services.keys()
        for other, wanted in service.depends_on.items():
            assert wanted.condition != "service_healthy" or found.services[other].healthcheck
        for volume in service.volumes:
            assert volume.split(":")[0] in found.volumes, volume
    assert [p.split(":")[-1] for p in own.ports] == of("EXPOSE")
    host = re.search(r"@(\w+)/", own.environment["DATABASE_URL"])[1]
    assert host in found.services
    assert own.read_only and own.cap_drop == ["ALL"]
    # Every variable that has no default is named with what to do.
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert all(":-" in x or ":?" in x for x in re.findall(r"\$\{([^}]*)\}", text))


def test_the_limits_on_uploads_agree():
    limit = int(re.search(r"maxUploadSize = (\d+)", (ROOT / ".streamlit" / "config.toml").read_text())[1])
    guide = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    from analysis.ingest import MAX_BYTES
    from analysis.loading import ARCHIVE_BYTES

    assert f"`server.maxUploadSize` in `.streamlit/config.toml` ({limit} MB" in guide
    assert f"{MAX_BYTES // 2**20} MB a document" in guide and limit <= ARCHIVE_BYTES // 2**20
    assert int(re.search(r"client_max_body_size (\d+)m", guide)[1]) >= limit
