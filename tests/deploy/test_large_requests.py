"""How large a request nginx lets in, and where a server may keep what comes."""

import pytest

from tests.deploy.https import Visitor
from tests.deploy.site import DEPLOY, NAME, nginx
from tests.support import needs, printed

MEBIBYTE = 1024 * 1024
# Something of a form, without a token: Django refuses it, whatever it is.
DJANGO = (400, 403)


@pytest.mark.all
def test_nginx_refuses_what_is_larger_than_it_is_told(site, daphnes):
    program = needs.program("nginx", "nginx")
    (block,) = printed.proven_by("test_nginx_refuses_what_is_larger_than_it_is_told")
    named = f"    server_name {NAME};\n"
    for line, limit in (("", 1), (block.text, 6)):
        conf = site.nginx_conf(daphnes, **{named: f"{named}    {line}\n"})
        with nginx(program, conf):
            visitor = Visitor(site.ports["443"], site.certificate)
            for length, refused in (((limit - 0.1), False), (limit + 0.1, True)):
                answer = visitor.ask("/chat/", {"text": "x" * int(length * MEBIBYTE)})
                assert (answer.status == 413) is refused, (limit, length)
                assert refused or answer.status in DJANGO


def test_the_server_may_write_in_one_folder_only():
    lines = (DEPLOY / "chat@.service").read_text(encoding="utf-8").splitlines()
    assert "ProtectSystem=strict" in lines
    writes = [line for line in lines if line.startswith("ReadWritePaths=")]
    assert writes == ["ReadWritePaths=/srv/chat/data"]
