from accounts.sms.services import deliver_text


def test_the_console_prints(capsys, settings):
    settings.SMS = {"backend": "accounts.sms.backends.ConsoleBackend"}
    deliver_text(phone="+491713920001", body="1234-5678 is your code.")
    assert capsys.readouterr().out == "Text to +491713920001:\n1234-5678 is your code.\n"


def test_memory_keeps(texts):
    deliver_text(phone="+491713920001", body="Hello")
    assert [(text.phone, text.body) for text in texts] == [("+491713920001", "Hello")]
