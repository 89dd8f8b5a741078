"""The environment: what is read, and how what is wrong is refused."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from sportello.core.settings import Settings, SettingsRefused, read_settings


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.database_url is None
    assert settings.public_url == "http://127.0.0.1:8080"
    assert not settings.secure_cookies


def test_empty_counts_as_unset() -> None:
    assert read_settings({"DATABASE_URL": " ", "PORT": ""}) == Settings()


def test_everything_can_be_set() -> None:
    settings = read_settings(
        {
            "SPORTELLO_HOME": "~/data",
            "DATABASE_URL": "postgres://owner:secret@db/sportello",
            "HOST": "0.0.0.0",  # noqa: S104 - what containers set
            "PORT": "9000",
            "PUBLIC_URL": "https://support.example.com/",
            "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
            "SMTP_URL": "smtps://u:p@mail.example.com:465",
            "FETCH_NETWORKS": "10.20.0.0/16, fd00::/8",
            "FETCH_PORTS": "8080, 8443",
            "LOG_LEVEL": "WARNING",
        }
    )
    assert settings.home == Path.home() / "data"
    assert settings.database_url == "postgresql://owner:secret@db/sportello"
    assert settings.public_url == "https://support.example.com"
    assert settings.secure_cookies
    assert settings.trusted_proxies == (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
    assert settings.reach.networks == (ip_network("10.20.0.0/16"), ip_network("fd00::/8"))
    assert settings.reach.ports == {80, 443, 8080, 8443}
    assert settings.log_level == "warning"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "http"}, "PORT=http: write a whole number from 1 to 65535."),
        ({"PORT": "70000"}, "PORT=70000: write a whole number from 1 to 65535."),
        ({"DATABASE_URL": "mysql://root:hunter2@db/x"}, "DATABASE_URL=mysql://…: write it as postgresql://"),
        ({"DATABASE_APP_URL": "postgresql://a@b/c"}, "DATABASE_APP_URL is set but DATABASE_URL is not"),
        ({"SMTP_URL": "mail.example.com"}, "SMTP_URL=…: write it as smtp://"),
        ({"TRUSTED_PROXIES": "the proxy"}, "TRUSTED_PROXIES=the proxy: write addresses"),
        ({"FETCH_NETWORKS": "intranet"}, "FETCH_NETWORKS=intranet: write the private networks"),
        ({"EMBEDDING_NETWORKS": "here"}, "EMBEDDING_NETWORKS=here: write the private networks"),
        ({"EMBEDDING_URL": "ollama"}, "EMBEDDING_URL=ollama: write it as https://api.example.com/v1"),
        ({"EMBEDDING_URL": "https://a.example/v1"}, "EMBEDDING_URL and EMBEDDING_MODEL belong together"),
        ({"EMBEDDING_LANGUAGES": "English"}, "EMBEDDING_LANGUAGES=English: write the languages the model knows"),
        (
            {"EMBEDDING_FOLDER": "m", "EMBEDDING_URL": "https://a.example", "EMBEDDING_MODEL": "m"},
            "are both set: unset one",
        ),
        ({"FETCH_PORTS": "80-90"}, "FETCH_PORTS=80-90: write ports separated by commas"),
        ({"HOST": "::"}, "HOST=:: serves other machines, but PUBLIC_URL is not set"),
        ({"PUBLIC_URL": "support.example.com"}, "PUBLIC_URL=support.example.com: write it as https://"),
        ({"PUBLIC_URL": "http://support.example.com"}, "PUBLIC_URL=http://support.example.com is plain http"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL=loud: write debug, info, warning or error."),
        ({"PUBLIC_URL": "https://me:hunter2@a.example"}, "PUBLIC_URL=https://…: write it as https://"),
        ({"PUBLIC_URL": "https://a.example:http"}, "PUBLIC_URL=https://a.example:http: write it as https://"),
        ({"PUBLIC_URL": "https://*"}, "PUBLIC_URL=https://*: write it as https://"),
        ({"PUBLIC_URL": "https://[::1"}, "PUBLIC_URL=https://[::1: write it as https://"),
        ({"PUBLIC_URL": "https://a.example#b"}, "PUBLIC_URL=https://a.example#b: write it as https://"),
        ({"DATABASE_URL": "postgresql://me:hunter2@[::1/x"}, "DATABASE_URL=postgresql://…: write it as"),
        ({"DATABASE_URL": "postgresql://?hunter2=1"}, "DATABASE_URL=postgresql://…: write it as"),
        ({"SMTP_URL": "smtp://me:hunter2@mail.example:mail"}, "SMTP_URL=smtp://…: write it as smtp://"),
        ({"SMTP_URL": "smtp://["}, "SMTP_URL=smtp://…: write it as smtp://"),
        ({"MAIL_FROM": "Support"}, "MAIL_FROM=Support: write it as Name <name@example.com>"),
        ({"MAIL_FROM": "a@b.example\nBcc: c@d.example"}, "write it as Name <name@example.com>"),
        ({"MAIL_FROM": "a@b.example, c@d.example"}, "write it as Name <name@example.com>"),
        ({"ADMIN_EMAIL": "admin"}, "ADMIN_EMAIL=admin: write it as name@example.com"),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "TRUSTED_PROXIES=0.0.0.0/0: everybody would be believed"),
        ({"TRUSTED_PROXIES": "10.0.0.1,::/0"}, "TRUSTED_PROXIES=10.0.0.1,::/0: everybody would be believed"),
        ({"TRUSTED_PROXIES": "0.0.0.0/1,128.0.0.0/1"}, "TRUSTED_PROXIES=0.0.0.0/1,128.0.0.0/1: everybody would be"),
        ({"EMBEDDING_URL": "https://me:hunter2@a.example/v1"}, "EMBEDDING_URL=https://…: write it as"),
        ({"RATE_LIMITS": "nan"}, "RATE_LIMITS=nan: write a number from 0 to 1000."),
    ],
)
def test_a_refusal_names_the_variable_what_was_read_and_the_remedy(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings(environment)
    assert said in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "environment",
    [{"PORT": "x", "LOG_LEVEL": "loud"}, {"HOST": "192.0.2.7", "EMBEDDING_MODEL": "x"}],
)
def test_all_refusals_come_together(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings(environment)
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("url", "networks", "ports"),
    [
        ("http://127.0.0.1:11434/v1", {"127.0.0.1/32", "10.0.0.0/8"}, {11434}),
        ("http://localhost:11434/v1/", {"127.0.0.0/8", "::1/128", "10.0.0.0/8"}, {11434}),
        ("https://models.internal/v1", {"10.0.0.0/8"}, {443}),
    ],
)
def test_an_embedding_server_is_reached_where_it_is_said_to_be(url: str, networks: set[str], ports: set[int]) -> None:
    settings = read_settings({"EMBEDDING_URL": url, "EMBEDDING_MODEL": "m", "EMBEDDING_NETWORKS": "10.0.0.0/8"})
    assert {str(network) for network in settings.embedding_reach.networks} == networks
    assert settings.embedding_reach.ports == ports
    # What may be asked for meanings is not thereby what anybody's pages may be imported from.
    assert settings.reach.networks == ()
