"""The echo: a message is posted, its answer comes back with ``return``."""

import re

import pytest

from tests.support.asgi import get, request


async def post(form):
    """Post the form as the page does: with the CSRF token of cookie and form."""
    page = await get("/chat/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    cookie = page.headers["set-cookie"].partition(";")[0]
    return await request(
        "POST", "/chat/echo/", form={"csrfmiddlewaretoken": token, **form}, cookie=cookie
    )


@pytest.mark.parametrize(
    "message",
    ["hello", "x" * 1000, "😀" * 1000, "<script>alert(1)</script>", "a+b=c&d", " ", "[" * 1000],
    ids=["a word", "1000 characters", "1000 emoji", "HTML", "signs of a form", "blank", "brackets"],
)
async def test_the_message_comes_back_and_nothing_else(message):
    answer = await post({"message": message})
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    # Nothing else: no name either.
    assert answer.json() == {"message": message}


@pytest.mark.parametrize(
    "form",
    [{}, {"message": ""}, {"message": "x" * 1001}, {"message": "x" * 2**20}, {"Message": "hi"}],
    ids=["no message", "empty", "1001 characters", "1 MiB", "another field"],
)
async def test_bad_input_is_answered_with_a_reason(form):
    answer = await post(form)
    assert answer.status == 400
    assert answer.json() == {"error": "A message has 1 to 1,000 characters."}


async def test_the_connection_does_not_stay_open():
    answer = await post({"message": "hello"})
    assert answer.over


async def test_nobody_else_hears_it():
    await post({"message": "a secret"})
    someone_else = await get("/chat/")
    assert "a secret" not in someone_else.text
    assert (await post({"message": "hello"})).json() == {"message": "hello"}


async def test_a_form_without_the_token_is_refused():
    answer = await request("POST", "/chat/echo/", form={"message": "hello"})
    assert answer.status == 403


async def test_the_echo_is_for_post_only():
    assert (await get("/chat/echo/")).status == 405
