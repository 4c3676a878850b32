"""What a page lets its reader do: links, and forms as they stand, by each of their buttons. A form that is hidden until
the page's script shows it is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

_NOT_OURS = ("/static/", "/help/", "/sign-out/")
"""Where nothing is asked for that hangs on a post."""
_TYPED = {"date": "2026-11-20", "number": "1", "datetime-local": "2026-11-20T08:00", "email": "a@example.org",
          "time": "08:00", "url": "https://example.org/", "month": "2026-11", "week": "2026-W47"}  # fmt: skip
_WORDS = "示范文字十个字以上才够长的"


@dataclass(frozen=True, slots=True)
class Control:
    """A link or a button: what it sends where. ``is_part`` says that htmx fetches it."""

    deed: str
    address: str
    words: str
    fields: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    is_part: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same as another: where it leads, whatever is looked for there, and by which button."""
        return self.deed, self.address.partition("?")[0], *(str(one) for one in self.fields if self.deed == "POST")


def controls_of(page: bytes, *, at: str) -> list[Control]:
    """Return the controls of a page that was got at an address, those of its frame too."""
    if not page.strip():
        return []
    tree = html.fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    for hidden in tree.xpath("//template"):
        hidden.drop_tree()
    return [*_links(tree, at), *(one for form in tree.xpath("//form[not(@hidden)]") for one in _of_form(form, at))]


def _links(tree: html.HtmlElement, at: str) -> Iterator[Control]:
    for attribute in ("href", "hx-get"):
        for one in tree.xpath(f"//*[@{attribute}][not(self::link)][not(self::use)][not(self::input)][not(self::form)]"):
            address = urldefrag(urljoin(at, one.get(attribute))).url
            if one.get(attribute).startswith(("#", "data:")) or not _is_ours(address):
                continue
            yield Control("GET", address, _words_of(one), is_part=attribute != "href")


def _is_ours(address: str) -> bool:
    told = urlsplit(address)
    return not told.scheme and not told.netloc and told.path.startswith("/") and not told.path.startswith(_NOT_OURS)


def _words_of(one: html.HtmlElement) -> str:
    return " ".join(one.text_content().split())[:40] or one.get("aria-label", "") or one.get("title", "")


def _of_form(form: html.HtmlElement, at: str) -> Iterator[Control]:
    fields = dict(_fields(form))
    named = form.get("id")
    buttons = form.xpath(".//button[not(@type='button') and not(@type='reset')] | .//input[@type='submit']")
    buttons += form.xpath(f"//button[@form='{named}']") if named else []
    is_sent_by_enter = form.xpath(".//input[@type='text' or @type='search' or not(@type)]")
    for button in buttons or ([form] if is_sent_by_enter else []):
        if button.get("aria-disabled") == "true" or button.get("disabled") is not None:
            continue
        sent = dict(fields)
        if button is not form and button.get("name"):
            sent[button.get("name")] = button.get("value", "")
        deed = (button.get("formmethod") or form.get("method") or "get").upper()
        address = urldefrag(urljoin(at, button.get("formaction") or form.get("action") or at)).url
        if _is_ours(address):
            yield Control(deed, address, _words_of(button)[:40], tuple(sorted(sent.items())))


def _fields(form: html.HtmlElement) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield what a browser would send; what is demanded and empty is typed."""
    groups = set()
    for one in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = one.get("name"), one.get("type", "text")
        if one.get("disabled") is not None or kind in ("submit", "file") or name == "csrfmiddlewaretoken":
            continue
        if one.tag == "select":
            chosen = one.xpath(".//option[@selected]") or one.xpath(".//option")
            filled = [option for option in one.xpath(".//option") if option.get("value")]
            if one.get("required") is not None and chosen and not chosen[0].get("value") and filled:
                chosen = filled
            if chosen:
                yield name, chosen[0].get("value") or ""
        elif kind in ("checkbox", "radio"):
            is_demanded = one.get("required") is not None and name not in groups
            if one.get("checked") is not None or is_demanded:
                groups.add(name)
                yield name, one.get("value", "on")
        else:
            said = one.text_content() if one.tag == "textarea" else one.get("value", "")
            if not said and one.get("required") is not None:
                said = _TYPED.get(kind, _WORDS[: int(one.get("maxlength") or 20)])
            yield name, said
