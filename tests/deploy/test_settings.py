"""Settings: what is missing or malformed is one clear sentence, and no secret is ever told."""

import base64
import stat
from pathlib import Path

import pytest

from deploy.settings import SettingError, load

KEY = base64.b64encode(bytes(range(32))).decode()
SECRET = "una-clave-que-nadie-debe-leer-nunca-0123"  # noqa: S105 - so that it is recognised
HOOK = "https://pulso.example/telegram"


def refusal(**environment: str) -> str:
    with pytest.raises(SettingError) as caught:
        load(environment)
    error = caught.value  # a traceback would show the value in what was raised first
    assert error.__context__ is None or error.__suppress_context__
    return str(caught.value)


def test_without_any_setting_everything_stays_on_this_machine():
    settings = load({})
    assert settings.host == "127.0.0.1"
    assert settings.database_url is None
    assert settings.data == Path(".data").absolute()
    assert settings.key_file == settings.data / "key"
    assert settings.telegram_api == "https://api.telegram.org"


def test_an_empty_setting_is_as_good_as_none():
    empty = dict.fromkeys(("PULSO_DATA", "PULSO_CITIZEN_TOKEN", "PULSO_KEY", "PULSO_WEB_PORT"), "")
    assert load(empty) == load({})


@pytest.mark.parametrize("name", ["PULSO_BOT_PORT", "PULSO_WEB_PORT", "PULSO_SIMULATOR_PORT"])
@pytest.mark.parametrize("value", ["0", "65536", "-1", "80a", "8732.0", "²"])
def test_a_port_that_is_none_is_named(name, value):
    message = refusal(**{name: value})
    assert message == f"{name} debe ser un puerto de 1 a 65535, no «{value}». [puerto]"


@pytest.mark.parametrize("name", ["PULSO_TELEGRAM_API", "PULSO_WEBHOOK_URL"])
@pytest.mark.parametrize(
    "value", ["pulso.example", "ftp://pulso.example", "https://", "https://:8443", "https://[::1"]
)
def test_an_address_that_is_none_is_named(name, value):
    message = refusal(**{name: value, "PULSO_WEBHOOK_SECRET": SECRET})
    assert message == f"{name} debe empezar con https:// y un servidor. [direccion]"


@pytest.mark.parametrize(
    "value",
    [
        f"mysql://pulso:{SECRET}@servidor/base",
        f"postgresql:pulso:{SECRET}@servidor",
        f"postgresql://pulso:{SECRET}@servidor:puerto/base",
        SECRET,
    ],
)
def test_a_database_address_that_is_none_is_refused_without_repeating_it(value):
    message = refusal(PULSO_DATABASE_URL=value)
    assert "PULSO_DATABASE_URL" in message
    assert message.endswith("[base-de-datos]")
    assert SECRET not in message


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_database_address_is_taken_as_people_write_it(scheme):
    settings = load({"PULSO_DATABASE_URL": f"{scheme}://pulso@servidor/base"})
    assert settings.database_url == "postgresql+psycopg://pulso@servidor/base"


def test_a_webhook_without_a_secret_is_refused():
    message = refusal(PULSO_WEBHOOK_URL=HOOK)
    assert "PULSO_WEBHOOK_SECRET" in message
    assert message.endswith("[falta-secreto]")


@pytest.mark.parametrize("weak", ["s" * 31, "s" * 257, "s" * 40 + "ñ", "s" * 40 + " s"])
def test_a_webhook_with_a_weak_secret_is_refused_without_repeating_it(weak):
    message = refusal(PULSO_WEBHOOK_URL=HOOK, PULSO_WEBHOOK_SECRET=weak)
    assert message.endswith("[falta-secreto]")
    assert weak not in message


def test_secrets_may_come_from_files(tmp_path):
    for name, content in (("token", "42:abc\n"), ("secret", SECRET), ("url", "postgres://s/b\n")):
        (tmp_path / name).write_text(content)
    settings = load(
        {
            "PULSO_CITIZEN_TOKEN_FILE": str(tmp_path / "token"),
            "PULSO_WEBHOOK_SECRET_FILE": str(tmp_path / "secret"),
            "PULSO_DATABASE_URL_FILE": str(tmp_path / "url"),
        }
    )
    assert settings.need_citizen_token() == "42:abc"
    assert settings.webhook_secret == SECRET
    assert settings.database_url == "postgresql+psycopg://s/b"


def test_a_secrets_file_that_is_missing_or_empty_is_named(tmp_path):
    (tmp_path / "empty").write_text("\n")
    for file in ("missing", "empty"):
        message = refusal(PULSO_CITIZEN_TOKEN_FILE=str(tmp_path / file))
        assert "PULSO_CITIZEN_TOKEN_FILE" in message
        assert message.endswith("[archivo-secreto]")


def test_the_bot_without_a_token_says_who_gives_one():
    with pytest.raises(SettingError, match=r"PULSO_CITIZEN_TOKEN.*@BotFather.*\[falta-token\]"):
        load({}).need_citizen_token()


def test_a_new_key_is_for_its_owner_alone_and_stays(tmp_path):
    settings = load({"PULSO_DATA": str(tmp_path / "data")})
    made = settings.keyring_secret(create=True)
    assert len(made) == 32
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert settings.keyring_secret(create=True) == made
    assert settings.keyring_secret(create=False) == made
    assert [file.name for file in settings.data.iterdir()] == ["key"]


def test_two_installations_never_share_a_key(tmp_path):
    keys = {
        load({"PULSO_DATA": str(tmp_path / name)}).keyring_secret(create=True)
        for name in ("one", "two")
    }
    assert len(keys) == 2


def test_a_missing_key_says_which_command_makes_one(tmp_path):
    settings = load({"PULSO_DATA": str(tmp_path)})
    with pytest.raises(SettingError, match=r"pulso key create.*\[falta-clave\]"):
        settings.keyring_secret(create=False)


@pytest.mark.parametrize("broken", ["no es base64 ñ", "YWJj", KEY[:-4], "\0\xff"])
def test_a_malformed_key_is_refused_without_repeating_it(tmp_path, broken):
    (tmp_path / "key").write_text(broken, encoding="latin-1")
    with pytest.raises(SettingError, match=r"\[clave-malformada\]") as caught:
        load({"PULSO_DATA": str(tmp_path)}).keyring_secret(create=True)
    assert broken not in str(caught.value)
    assert (tmp_path / "key").read_text(encoding="latin-1") == broken  # never replaced
    if "\0" not in broken:  # the environment cannot hold one
        assert refusal(PULSO_KEY=broken).endswith("[clave-malformada]")


def test_a_key_file_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").touch()
    settings = load({"PULSO_KEY_FILE": str(tmp_path / "file" / "key")})
    with pytest.raises(SettingError, match=r"PULSO_KEY_FILE\. \[archivo-clave\]"):
        settings.keyring_secret(create=True)


def test_the_key_of_the_environment_is_used_instead_of_the_file(tmp_path):
    settings = load({"PULSO_DATA": str(tmp_path), "PULSO_KEY": KEY})
    assert settings.keyring_secret(create=True) == bytes(range(32))
    assert list(tmp_path.iterdir()) == []


def test_settings_never_show_a_secret():
    shown = repr(
        load(
            {
                "PULSO_CITIZEN_TOKEN": f"42:{SECRET}",
                "PULSO_WEBHOOK_URL": HOOK,
                "PULSO_WEBHOOK_SECRET": SECRET,
                "PULSO_DATABASE_URL": f"postgresql://pulso:{SECRET}@servidor/base",
                "PULSO_KEY": KEY,
            }
        )
    )
    assert HOOK in shown
    assert SECRET not in shown
    assert KEY not in shown
    assert repr(bytes(range(32)))[2:20] not in shown
