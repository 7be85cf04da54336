import pytest
from pydantic import ValidationError

from lapbell.channels.ntfy import PLACEHOLDER, Settings


def trouble(**settings: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(settings)
    return "; ".join(error["msg"] for error in caught.value.errors())


@pytest.mark.parametrize(
    "address",
    [
        "https://ntfy.sh/runs",
        "https://ntfy.example.org:8443/push/my-topic_1",
        "https://[2001:db8::1]/runs",
        "https://bücher.example/runs",
        "http://127.0.0.1:8080/runs",
        "http://[::1]/runs",
        "http://192.168.1.20/runs",
        "http://10.0.0.7/runs",
        "http://[fd12::7]:80/runs",
        "http://[::ffff:192.168.1.20]/runs",
        "http://localhost/runs",
        "http://nas/runs",
        "http://my_nas:8080/runs",
        "http://3d-printer/runs",
        "http://pi.local/runs",
        "http://pi.local./runs",
        "http://pi.lan/runs",
        "http://pi.home.arpa/runs",
        "http://ntfy.internal/runs",
        "https://ntfy.sh/" + "x" * 64,
    ],
)
def test_a_topic_over_https_or_at_home_is_taken(address: str) -> None:
    assert Settings(ntfy=address).ntfy == address


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://ntfy.sh/runs", "write https"),
        ("http://8.8.8.8/runs", "write https"),
        ("http://134744072/runs", "write https"),
        ("http://0x08080808/runs", "write https"),
        ("http://[::ffff:8.8.8.8]/runs", "write https"),
        ("http://[2001:4860:4860::8888]/runs", "write https"),
        ("http://evil.local.example.org/runs", "write https"),
        ("http://0.0.0.0/runs", "write https"),
        ("ntfy.sh/runs", "begins with https://"),
        ("ntfy://ntfy.sh/runs", "begins with https://"),
        ("file:///etc/passwd", "begins with https://"),
        ("https:///runs", "begins with https://"),
        ("https://a..b/runs", "begins with https://"),
        ("https://ntfy.sh:port/runs", "its port cannot be read"),
        ("https://[::1/runs", "cannot be read"),
        ("https://anna:geheim@ntfy.sh/runs", "leave user and password out"),
        ("https://anna@ntfy.sh/runs", "leave user and password out"),
        ("https://ntfy.sh/runs?auth=abc", "everything from the ? or #"),
        ("https://ntfy.sh/runs?", "everything from the ? or #"),
        ("https://ntfy.sh/runs#top", "everything from the ? or #"),
        ("https://ntfy.sh/my runs", "leave out spaces"),
        ("https://ntfy.sh/runs\n", "leave out spaces"),
        ("https://ntfy.sh", "the topic is missing"),
        ("https://ntfy.sh/runs/", "the topic is missing"),
        ("https://ntfy.sh/läufe", "a topic is 1 to 64"),
        ("https://ntfy.sh/" + "x" * 65, "a topic is 1 to 64"),
        ("https://ntfy.sh/docs", "`docs` is a word that ntfy keeps"),
        ("https://ntfy.sh/v1", "`v1` is a word that ntfy keeps"),
        ("", "begins with https://"),
    ],
)
def test_a_topic_elsewhere_is_refused_with_advice(address: str, says: str) -> None:
    assert says in trouble(ntfy=address)


def test_the_placeholder_is_taken_and_known() -> None:
    assert Settings(ntfy=f"https://ntfy.sh/{PLACEHOLDER}").is_placeholder
    assert not Settings(ntfy="https://ntfy.sh/runs").is_placeholder


def test_an_address_comes_apart() -> None:
    settings = Settings(ntfy="https://ntfy.example.org:8443/push/runs")
    assert (settings.server, settings.topic, settings.host) == (
        "https://ntfy.example.org:8443/push",
        "runs",
        "ntfy.example.org:8443",
    )


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"token_file": "/t", "token_env": "T"}, "token_file and token_env exclude each other"),
        ({"token_env": "T", "password_env": "P", "user": "anna"}, "exclude each other"),
        ({"password_env": "P"}, "password_env needs `user`"),
        ({"user": "anna"}, "`user` needs password_file"),
        ({"user": "anna", "token_env": "T"}, "`user` needs password_file"),
        ({"user": "an:na", "password_env": "P"}, "no colon"),
        ({"user": "", "password_env": "P"}, "not empty"),
        ({"token_file": "token"}, "the whole path"),
        ({"token_file": "~/token"}, "the whole path"),
        ({"token_file": ""}, "the whole path"),
        ({"token_env": "$TOKEN"}, "the name of an environment variable"),
        ({"token_env": ""}, "the name of an environment variable"),
        ({"token_credential": "../token"}, "the name of a systemd credential"),
        ({"token_env": "tk_thisisonegoodtokenof29chars00"}, "looks like the secret itself"),
        ({"token_file": "tk_thisisonegoodtokenof29chars00"}, "looks like the secret itself"),
        ({"tokenfile": "/t"}, "Extra inputs are not permitted"),
        ({"token_file": 7}, "valid string"),
        ({"buttons": "yes"}, "valid boolean"),
        ({"answers": "https://ntfy.sh/home"}, "`answers` does nothing without `buttons = true`"),
        ({"answers": "https://ntfy.sh/runs", "buttons": True}, "needs a topic of its own"),
        ({"answers": "https://ntfy.sh", "buttons": True}, "the topic is missing"),
        ({"answers": "http://ntfy.sh/home", "buttons": True}, "write https"),
        ({"answers_token_env": "T", "buttons": True}, "answers_token_env needs `answers`"),
        (
            {
                "buttons": True,
                "answers": "https://ntfy.sh/home",
                "answers_token_env": "T",
                "answers_token_file": "/t",
            },
            "answers_token_file and answers_token_env exclude each other",
        ),
    ],
)
def test_a_table_that_cannot_work_is_refused_with_advice(
    settings: dict[str, object], says: str
) -> None:
    assert says in trouble(ntfy="https://ntfy.sh/runs", **settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"token_file": "/etc/lapbell/token"},
        {"token_env": "NTFY_TOKEN"},
        {"token_credential": "ntfy-token"},
        {"user": "anna", "password_file": "/etc/lapbell/password"},
        {"user": "anna", "password_env": "NTFY_PASSWORD"},
        {"user": "anna", "password_credential": "ntfy.password"},
    ],
)
def test_every_way_to_log_in_is_taken(settings: dict[str, object]) -> None:
    assert Settings.model_validate({"ntfy": "https://ntfy.sh/runs", **settings}).secret
