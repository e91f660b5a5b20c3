"""kill -9 in the middle."""

import hashlib
import os

from tests.crash.conftest import Installation

WHO = "kashi-handler"


def test_it_goes_on_with_an_upload_after_the_server_was_killed(installation: Installation) -> None:
    server = installation.serve()
    browser, data = (
        installation.signed_in(WHO),
        b"\xff\xfe text ".replace(b"\xff\xfe", b"") + os.urandom(300_000).hex().encode(),
    )
    _, begun = browser.json("POST", "/evidence/uploads/", {"name": "意见.txt", "size": len(data)})
    address, octets = f"/evidence/uploads/{begun['id']}/", {"Content-Type": "application/octet-stream"}
    assert browser.ask("PATCH", address, data[:200_000], {"Upload-Offset": "0", **octets})[0] == 200
    installation.kill(server)

    installation.serve()
    received = browser.json("GET", address)[1]["received"]
    assert received == 200_000
    assert browser.ask("PATCH", address, data[received:], {"Upload-Offset": str(received), **octets})[0] == 200
    owner = installation.python(
        "from xieshou.platform.accounts.api import Post\n"
        f"print(Post.objects.get(user__username={WHO!r}).organisation_id)"
    )
    status, body = browser.ask("POST", f"{address}finish/", {"owner": owner, "title": "意见"})
    assert status == 201, body
    assert hashlib.sha256(data).hexdigest().encode() in body


def test_it_keeps_the_log_whole_through_every_kill(installation: Installation) -> None:
    assert "没有被改动或删除" in installation.run("audit", "verify")
