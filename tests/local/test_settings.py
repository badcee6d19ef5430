import pytest

from helpdesk.local.errors import StartError
from helpdesk.local.settings import read_settings


def test_it_needs_nothing(tmp_path):
    settings = read_settings({}, tmp_path)
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, tmp_path / "var")
    assert settings.demo
    assert settings.simulator
    assert settings.address == "http://localhost:8000"


def test_it_reads_dotenv_and_the_environment_wins(tmp_path):
    (tmp_path / ".env").write_text("# ours\nPORT=8001\nexport DEMO=0\nDATA_DIR='x y'\nOPENAI_MODEL=\"a\"\n")
    settings = read_settings({"PORT": "8002"}, tmp_path)
    assert (settings.port, settings.demo, settings.data_dir) == (8002, False, tmp_path / "x y")
    assert settings.for_parts()["OPENAI_MODEL"] == "a"


def test_real_credentials_turn_the_simulator_off(tmp_path):
    assert not read_settings({"WHATSAPP_ACCESS_TOKEN": "EAAG"}, tmp_path).simulator
    assert read_settings({"WHATSAPP_ACCESS_TOKEN": "EAAG", "SIMULATOR": "1"}, tmp_path).simulator


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "٣"),
        ("DEMO", "maybe"),
        ("SIMULATOR", "2"),
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://[::1"),
        ("REDIS_URL", "amqp://host"),
        ("WEB_SERVER", "apache"),
    ],
)
def test_a_malformed_one_is_named_in_one_line(tmp_path, name, value):
    with pytest.raises(StartError) as error:
        read_settings({name: value}, tmp_path)
    assert str(error.value).startswith(name)
    assert "\n" not in str(error.value)


def test_a_password_is_not_repeated(tmp_path):
    with pytest.raises(StartError) as error:
        read_settings({"DATABASE_URL": "mysql://me:hush@host/name"}, tmp_path)
    assert "hush" not in str(error.value)


def test_the_machine_itself_is_always_let_in(tmp_path):
    hosts = read_settings({"ALLOWED_HOSTS": "help.example.com"}, tmp_path).for_parts()["ALLOWED_HOSTS"].split(",")
    assert hosts[0] == "help.example.com"
    assert "127.0.0.1" in hosts


def test_parts_are_told_what_was_decided(tmp_path):
    told = read_settings({"DEMO": "no", "MAKELEVEL": "1"}, tmp_path).for_parts()
    assert (told["DEMO"], told["SIMULATOR"], told["PORT"]) == ("0", "1", "8000")
    assert "MAKELEVEL" not in told
    assert "WHATSAPP_API_URL" not in told


def test_the_simulator_is_found_where_the_server_listens(tmp_path):
    told = read_settings({"HOST": "::1", "PORT": "81"}, tmp_path).for_parts()
    assert told["WHATSAPP_API_URL"] == "http://[::1]:81/simulator/graph"
    assert told["SIMULATOR_WEBHOOK_URL"] == "http://[::1]:81/webhooks/whatsapp"
