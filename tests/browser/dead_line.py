"""A phone whose line is dead for a while, and one whose answers get lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from handset import Handset
from playwright.sync_api import Route, expect


@contextmanager
def network_cut(handset: Handset) -> Iterator[None]:
    """Without network for a while."""
    handset.page.context.set_offline(True)
    yield
    handset.page.context.set_offline(False)


def without_complaints(handset: Handset) -> None:
    """Chromium writes every request that the cut network swallowed down as an error."""
    handset.faults[:] = [fault for fault in handset.faults if "net::ERR_" not in fault]


def keeps_pages(handset: Handset, path: str) -> None:
    """Wait until this phone has fetched the pages of its work ahead, `path` among them."""
    handset.open("/")
    kept = "async (path) => (await caches.match(path, { ignoreVary: true })) !== undefined"
    for _ in range(100):
        if handset.page.evaluate(kept, path):
            return
        handset.page.wait_for_timeout(100)
    raise AssertionError(f"{path} is not kept")


STILL_TO_GO = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("liangcao-outbox");
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const forms = asked.result.transaction("forms").objectStore("forms").getAll();
    forms.onerror = () => reject(forms.error);
    forms.onsuccess = () => {
      asked.result.close();
      resolve(forms.result.filter((form) => form.state === "waiting" || form.state === "here").length);
    };
  };
})"""
"""How many forms this phone still has to send; the bar says nothing before its script has run."""


def all_sent(handset: Handset) -> None:
    """Wait until nothing waits on this phone and the bar is gone."""
    for _ in range(300):
        if not handset.page.evaluate(STILL_TO_GO):
            break
        handset.page.wait_for_timeout(100)
    else:
        raise AssertionError("the phone still has forms to send")
    expect(handset.page.locator("#outbox-bar")).to_be_hidden()


def answers_lost(handset: Handset, pattern: str) -> list[str]:
    """The next POST there reaches the server, its answer does not reach the phone. The ids of all that were sent."""
    sent: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        body = route.request.post_data_buffer or b""
        sent.append(body.split(b'name="command_id"')[1].split(b"\r\n")[2].decode())
        if len(sent) > 1:
            route.continue_()
            return
        assert route.fetch().status == 200
        route.abort()

    handset.page.context.route(pattern, lose)
    return sent
