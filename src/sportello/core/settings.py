"""What the environment says, read once and refused clearly.

The only file that reads the environment. Every refusal names the variable, shows what was read (secrets masked)
and says how to mend it; all refusals come together, then those of variables that are right but do not fit together.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from email.utils import getaddresses
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from sportello.core.addresses import (
    PORTS,
    FetchRefused,
    Reach,
    is_loopback,
    read_networks,
    read_private_networks,
    read_url,
)
from sportello.core.files import Bucket, read_bucket
from sportello.core.keyring import KeyringRefused, read_keys
from sportello.core.refusals import Refused

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_SECRET = ("DATABASE_URL", "DATABASE_APP_URL", "SMTP_URL", "EMBEDDING_API_KEY", "SECRET_KEYS", "FILES_URL")


class SettingsRefused(Refused):
    """The environment cannot be used as it is."""


def _postgres_url(value: str) -> str:
    if value.startswith("postgres://"):
        value = value.replace("postgres://", "postgresql://", 1)
    if not value.startswith("postgresql://") or not _libpq_reads(value):
        message = "write it as postgresql://user:password@host:5432/database"
        raise ValueError(message)
    return value


def _libpq_reads(value: str) -> bool:
    try:
        conninfo_to_dict(value)
    except ProgrammingError:
        return False
    return True


def _split(value: str) -> SplitResult | None:
    """The parts of a URL whose host and port can be such; otherwise none."""
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    return parts if host and all(letter.isalnum() or letter in "-.:_" for letter in host) else None


def _mail_url(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in {"smtp", "smtps"}:
        message = "write it as smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465"
        raise ValueError(message)
    return value


def _web_url(value: str) -> str:
    if not value:
        return value
    parts = _split(value)
    origin = f"{parts.scheme}://{parts.netloc}" if parts else ""
    if parts is None or parts.scheme not in {"http", "https"} or "@" in origin or value.rstrip("/") != origin:
        message = "write it as https://support.example.com, without a path"
        raise ValueError(message)
    return value.rstrip("/")


def _sender(value: str) -> str:
    named = getaddresses([value])
    if len(named) != 1 or not _ADDRESS.fullmatch(named[0][1]) or not value.isprintable():
        message = "write it as Name <name@example.com>"
        raise ValueError(message)
    return value


def _login(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        message = "write it as name@example.com"
        raise ValueError(message)
    return value


def _absolute(value: Path) -> Path:
    return value.expanduser().absolute()


def _languages(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    codes = frozenset(part.strip().lower() for part in value.split(",") if part.strip())
    if not all(re.fullmatch(r"[a-z]{2}", code) for code in codes):
        message = "write the languages the model knows as two letters each, separated by commas, like en,de"
        raise ValueError(message)
    return codes


def _api_url(value: str) -> str:
    try:
        read_url(value, ports=range(1, 65_536))
    except FetchRefused:
        message = "write it as https://api.example.com/v1, without user, password or spaces"
        raise ValueError(message) from None
    return value.rstrip("/")


def _ports(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not all(part.isdecimal() and 0 < int(part) < 65_536 for part in parts):  # noqa: PLR2004 - what a port is
        message = "write ports separated by commas, like 8080,8443"
        raise ValueError(message)
    return frozenset(int(part) for part in parts)


def _files_url(value: str) -> str:
    read_bucket(value)
    return value


def _secret_keys(value: SecretStr) -> SecretStr:
    try:
        read_keys(value.get_secret_value(), where="")
    except KeyringRefused:
        message = "write keys of 32 bytes in base64, separated by commas; `openssl rand -base64 32` makes one"
        raise ValueError(message) from None
    return value


def _multiplier(value: Any) -> Any:
    return {"on": 1.0, "off": 0.0}.get(value, value) if isinstance(value, str) else value


Networks = tuple[IPv4Network | IPv6Network, ...]


class Settings(BaseModel):
    """Everything that differs between one installation and another. An empty variable counts as unset."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path("~/.local/share/sportello"), description="Folder for the embedded database and other data"
    )
    database_url: Annotated[str, AfterValidator(_postgres_url)] | None = Field(
        default=None,
        repr=False,
        description="The owner's login to a PostgreSQL 16+ server with pgvector; unset: embedded",
    )
    database_app_url: Annotated[str, AfterValidator(_postgres_url)] | None = Field(
        default=None,
        repr=False,
        description="A login as sportello_app; unset: DATABASE_URL's login, which then takes that role",
    )
    database_pool: int = Field(default=10, ge=1, le=200, description="Connections each process keeps")
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8080, ge=1, le=65_535, description="Port to listen on")
    shop_port: int = Field(default=8081, ge=1, le=65_535, description="Port of the demo's shop page")
    admin_email: Annotated[str, AfterValidator(_login)] = Field(
        default="admin@sportello.local", description="Login of the first admin, made on the first start"
    )
    public_url: Annotated[str, AfterValidator(_web_url)] = Field(
        default="", description="Where browsers reach this server; unset: http://127.0.0.1:PORT"
    )
    trusted_proxies: Annotated[Networks, BeforeValidator(read_networks)] = Field(
        default=(), description="Reverse proxies whose X-Forwarded-For is believed"
    )
    rate_limits: Annotated[float, BeforeValidator(_multiplier)] = Field(
        default=1.0,
        ge=0,
        le=1_000,
        allow_inf_nan=False,
        description="Multiplies every rate limit (each web process counts alone); off lifts them all (for benchmarks)",
    )
    smtp_url: Annotated[str, AfterValidator(_mail_url)] | None = Field(
        default=None, repr=False, description="Where mail goes out; unset: no mail leaves"
    )
    mail_from: Annotated[str, AfterValidator(_sender)] = Field(
        default="Sportello <sportello@localhost>", description="Sender of mails"
    )
    files_url: Annotated[str, AfterValidator(_files_url)] | None = Field(
        default=None,
        repr=False,
        description="A bucket for attachments, like s3://KEY:SECRET@s3.example.com/bucket?region=eu-south-1; unset:"
        " the folder files in SPORTELLO_HOME",
    )
    fetch_networks: Annotated[Networks, BeforeValidator(read_private_networks)] = Field(
        default=(), description="Private networks whose pages may be imported all the same, like an intranet's"
    )
    fetch_ports: Annotated[frozenset[int], BeforeValidator(_ports)] = Field(
        default=frozenset(), description="Ports that pages may be imported from, besides 80 and 443"
    )
    embedding_folder: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None, description="Folder of a local embedding model, as `sportello models pull` makes it"
    )
    embedding_url: Annotated[str, AfterValidator(_api_url)] | None = Field(
        default=None, description="A server with OpenAI's embeddings protocol, like https://api.openai.com/v1"
    )
    embedding_model: str | None = Field(default=None, description="What that server calls its model")
    embedding_api_key: str | None = Field(default=None, repr=False, description="The key that server asks for")
    embedding_languages: Annotated[frozenset[str], BeforeValidator(_languages)] = Field(
        default=frozenset(), description="Languages that server's model knows, like en,de; unset: all"
    )
    embedding_networks: Annotated[Networks, BeforeValidator(read_private_networks)] = Field(
        default=(), description="Private networks that server may be in; an address in EMBEDDING_URL needs none"
    )
    model_networks: Annotated[Networks, BeforeValidator(read_private_networks)] = Field(
        default=(),
        description="Private networks that a workspace's language models may be in, like 127.0.0.1 for Ollama",
    )
    model_ports: Annotated[frozenset[int], BeforeValidator(_ports)] = Field(
        default=frozenset(), description="Ports that language models may be asked at, besides 80 and 443, like 11434"
    )
    notice_networks: Annotated[Networks, BeforeValidator(read_private_networks)] = Field(
        default=(), description="Private networks that notices may be sent to, like an intranet's Mattermost"
    )
    notice_ports: Annotated[frozenset[int], BeforeValidator(_ports)] = Field(
        default=frozenset(), description="Ports that notices may be sent to, besides 80 and 443"
    )
    euros_per_dollar: Decimal = Field(
        default=Decimal("0.90"),
        gt=0,
        le=100,
        description="What a dollar costs; budgets are in euros",
    )
    secret_keys: Annotated[SecretStr, AfterValidator(_secret_keys)] | None = Field(
        default=None,
        repr=False,
        description="Keys that secrets are sealed with, the current one first; unset: a file in SPORTELLO_HOME",
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)] = Field(
        default="info", description="Least level logged"
    )
    log_format: Annotated[Literal["auto", "json", "text"], BeforeValidator(str.lower)] = Field(
        default="auto", description="json, text, or auto: text on a terminal, json elsewhere"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.public_url and is_loopback(self.host):
            object.__setattr__(self, "public_url", f"http://127.0.0.1:{self.port}")
        if misfits := "\n".join(f"{each}." for each in self._misfits()):
            raise ValueError(misfits.removesuffix("."))
        return self

    def _misfits(self) -> Iterator[str]:
        if self.embedding_folder and self.embedding_url:
            yield "EMBEDDING_FOLDER and EMBEDDING_URL are both set: unset one, for vectors of two models never mix"
        if bool(self.embedding_url) != bool(self.embedding_model):
            yield "EMBEDDING_URL and EMBEDDING_MODEL belong together: set both, or neither"
        if self.database_app_url and not self.database_url:
            yield "DATABASE_APP_URL is set but DATABASE_URL is not: set both, or neither to use the embedded server"
        if not self.public_url:
            yield (
                f"HOST={self.host} serves other machines, but PUBLIC_URL is not set: set it to the address"
                " that browsers use, like https://support.example.com"
            )
        parts = urlsplit(self.public_url)
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            yield (
                f"PUBLIC_URL={self.public_url} is plain http, over which sign-in cookies would travel readable:"
                " put a reverse proxy with a certificate before Sportello and write https://"
            )

    @property
    def bucket(self) -> Bucket | None:
        """Where attachments are stored, if not on this machine's disk."""
        return read_bucket(self.files_url) if self.files_url else None

    @property
    def reach(self) -> Reach:
        """How far fetching goes."""
        return Reach(networks=self.fetch_networks, ports=PORTS | self.fetch_ports)

    @property
    def model_reach(self) -> Reach:
        """How far asking language models goes: their addresses are typed by people in workspaces."""
        return Reach(
            networks=self.model_networks, ports=PORTS | self.model_ports, allowed_by="MODEL_NETWORKS and MODEL_PORTS"
        )

    @property
    def notice_reach(self) -> Reach:
        """How far notices go: to push services that browsers name, and to chats that people name."""
        ports, named = PORTS | self.notice_ports, "NOTICE_NETWORKS and NOTICE_PORTS"
        return Reach(networks=self.notice_networks, ports=ports, allowed_by=named)

    @property
    def embedding_reach(self) -> Reach:
        """How far asking for embeddings goes: to that server's port. An address in numbers is its own permission."""
        if self.embedding_url is None:
            return Reach()
        target = read_url(self.embedding_url, ports=range(1, 65_536))
        named = {"localhost": ("127.0.0.0/8", "::1")}.get(target.host, (target.host,))
        own = tuple(ip_network(each) for each in named if _is_network(each))
        return Reach(networks=self.embedding_networks + own, ports={target.port}, allowed_by="EMBEDDING_NETWORKS")

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers come over https, so that cookies can be `__Host-` and `Secure`."""
        return self.public_url.startswith("https://")


def _is_network(written: str) -> bool:
    try:
        ip_network(written)
    except ValueError:
        return False
    return True


def read_settings(
    environment: Mapping[str, str] | None = None, *, defaults: Mapping[str, str] | None = None
) -> Settings:
    """Read the environment, or refuse with one sentence for each thing that is wrong.

    `defaults` (by field) hold where a command has others than everyone.
    """
    environment = os.environ if environment is None else environment
    others = defaults or {}
    read = {
        field: environment.get(variable_of(field), "").strip() or others.get(field, "")
        for field in Settings.model_fields
    }
    try:
        return Settings.model_validate({field: value for field, value in read.items() if value})
    except ValidationError as error:
        raise SettingsRefused("\n".join(_sentence(problem) for problem in error.errors())) from None


def of_other_programs(variables: Iterable[str]) -> dict[str, str]:
    """What the environment says under names that are not ours, as far as it says anything."""
    return {variable: os.environ[variable] for variable in variables if variable in os.environ}


def variable_of(field: str) -> str:
    """The variable of the environment that a field is read from."""
    return "SPORTELLO_HOME" if field == "home" else field.upper()


def _sentence(problem: ErrorDetails) -> str:
    reason = problem["msg"].removeprefix("Value error, ")
    if not problem["loc"]:
        return f"{reason}."
    field = str(problem["loc"][0])
    name = variable_of(field)
    return f"{name}={_masked(name, str(problem['input']))}: {_remedy(field) or reason}."


def _remedy(field: str) -> str | None:
    """What to write into a field that takes a number or one of a few words; the others say it themselves."""
    known = Settings.model_json_schema()["properties"][field]
    if known.get("type") in {"integer", "number"}:
        kind = "whole number" if known["type"] == "integer" else "number"
        return f"write a {kind} from {known['minimum']:g} to {known['maximum']:g}"
    if "enum" in known:
        *words, last = known["enum"]
        return f"write {', '.join(words)} or {last}"
    return None


def _masked(name: str, value: str) -> str:
    scheme, mark, rest = value.partition("://")
    if name not in _SECRET and not (mark and "@" in rest):
        return value
    return f"{scheme}://…" if mark else "…"
