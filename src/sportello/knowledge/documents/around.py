"""What on a web page is not its own text: navigation, notices of consent, what nobody sees.

No name of a class or an id says enough: a bakery has cookies and a town hall social services. A consent banner of a
known maker is known by its exact name; all else needs a second sign, like a button to accept or links and no words.
"""

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

_NEVER = {"nav", "footer", "search", "dialog"}
_ROLES = {"navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "banner"}
_MAKERS = frozenset(
    {
        *("klaro", "cookie-notice", "cookie-law-info-bar", "cookie-law-info-again", "cookieconsent", "cookiebanner"),
        *("cc-window", "cc-banner", "cc-revoke", "eu-cookie-law", "catapult-cookie-bar", "hs-eu-cookie-confirmation"),
        *("cmpbox", "cmpbox2", "cmpwrapper", "axeptio_overlay", "truste-consent-track", "consent_blackbar"),
        # What others wrote below a page, and what a blog puts beside each.
        *("comments-area", "commentlist", "comment-respond", "disqus_thread", "widget_recent_entries"),
        *("widget_recent_comments", "widget_archive", "widget_categories", "widget_tag_cloud", "widget_meta"),
        *("cookiefirst-root", "shopify-pc__banner", "wt-cli-cookie-bar", "ppms_cm_popup_overlay", "rcb-banner"),
    }
)
_OF_MAKERS = (
    *("cybotcookiebot", "borlabscookie", "borlabs-cookie", "onetrust-", "usercentrics-", "uc-banner", "iubenda-cs"),
    *("cmplz-cookiebanner", "cmplz-manage", "cky-", "moove_gdpr", "didomi-", "qc-cmp", "tarteaucitron", "osano-cm"),
    *("sp_message_container", "cookiescript_", "cli-modal", "termly-", "fc-consent", "coi-banner", "coi-consent"),
)
"""How the names of everything begin that these makers put on a page."""
_CONSENT = re.compile(
    r"(?:^|[\s_-])(?:cookies?|cookie\w*|consent|gdpr|dsgvo|rgpd|cmp|privacy-?(?:banner|notice|bar))(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"^\W*(?:i (?:agree|accept)|accept|agree|allow|reject|decline|deny|refuse|got it|ok(?:ay)?\b|manage|preferences|"
    r"cookie[- ]?(?:settings|preferences|einstellungen|policy)|accett|rifiut|acconsent|consent|ho capito|va bene|"
    r"personalizza|gestisci|preferenze|impostazioni|akzeptier|zustimm|ablehn|annehm|einverstanden|verstanden|"
    r"nur (?:notwendig|essen)|alle (?:cookies )?(?:akzept|zulass|erlaub|annehm|ablehn)|erlaub|einstellungen|"
    r"tout (?:accept|refus)|accepter|refuser|aceptar|rechazar)",
    re.IGNORECASE,
)
"""How the buttons of such notices begin."""
_WORDED = (
    re.compile(r"\bcookies?\b", re.IGNORECASE),
    re.compile(
        r"\b(?:browser|tracking|analy[ts]\w+|privacy|datenschutz\w*|consent|einwilligung\w*|consenso|terze parti|"
        r"third part\w+|dritt\w+|personali[sz]\w+|marketing)\b",
        re.IGNORECASE,
    ),
)
"""What they speak of: all of it."""
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|topbar|sidebar|related|footer|toc|header|breadcrumbs?|skip-?link|skip-to\w*|"
    r"share|sharing|social\w*|pagination|pager|tags?|advert\w*|ads?|sponsored)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHARES = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)|share-?buttons|sharedaddy|sd-sharing\S*|addtoany\S*|social\S*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(r"(?:^|[\s_-])(?:newsletter|subscrib\w*|mc4wp\w*|mailchimp)(?:$|[\s_-])", re.IGNORECASE)
_CHAT = re.compile(r"^(?:chat-?widget|crisp-client|tawkchat\S*|intercom-\S+|hubspot-messages\S*)$", re.IGNORECASE)
_UNSEEN = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
_FOLDED = re.compile(
    r"(?:^|[\s_-])(?:accord\w*|collaps\w*|panels?|tab-?(?:pane|content|panel)s?|tabs?|toggle\w*|faqs?|answers?|"
    r"expand\w*|spoiler|slides?|swiper\w*|carousel\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""What opens on a click counts as shown."""
_MOSTLY_LINKS = 0.6
_WHOLE = 0.6
_LITTLE, _FEW = 400, 80
_LONG = 600
"""Letters of a notice from which on a person is told what was taken for one."""


def size(element: HtmlElement) -> int:
    """How many letters there are in it."""
    return len("".join(element.text_content().split()))


def drop(element: HtmlElement) -> None:
    """Take it out, and leave what follows it."""
    if element.getparent() is not None:
        element.drop_tree()


def prune(tree: HtmlElement, kept: Collection[str]) -> Iterator[str]:
    """Take out what is certainly not the page's own text; tells how each long notice begins that went.

    Elements whose tag is `kept` stay, whatever they are called.
    """
    for element in list(tree.iter("script", "style", "template", "noscript", "iframe", "svg", "object", "embed")):
        drop(element)
    for element in _those(tree, kept):
        if any(name in _MAKERS or name.startswith(_OF_MAKERS) for name in _names(element).lower().split()):
            drop(element)
    whole = size(tree)
    opened = {
        (other.get(name) or "").lstrip("#")
        for other in tree.iter()
        for name in ("aria-controls", "data-target", "data-bs-target", "href")
        if isinstance(other.tag, str)
    }
    for element in _those(tree, kept):
        if element.tag in _NEVER:
            drop(element)
            continue
        notice = _is_notice(element)
        if not (notice or _is_unseen(element, opened) or _is_around(element)):
            continue
        if (letters := size(element)) <= whole * _WHOLE:
            if notice and letters > _LONG:
                yield " ".join(element.text_content().split())[:80]
            drop(element)


def _those(tree: HtmlElement, kept: Collection[str]) -> list[HtmlElement]:
    return [each for each in tree.iter() if isinstance(each.tag, str) and each.tag not in kept]


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _is_notice(element: HtmlElement) -> bool:
    """Whether it asks for consent: called so, and worded so or with a button to choose."""
    if not _CONSENT.search(_names(element)):
        return False
    buttons = (
        each.text_content() or each.get("value") or "" for each in element.iter("button", "a", "input") if each.tag
    )
    return any(_CHOICE.match(said) for said in buttons) or all(word.search(element.text_content()) for word in _WORDED)


def _is_unseen(element: HtmlElement, opened: Collection[str]) -> bool:
    """Whether nobody sees it, however often they click."""
    hidden = element.get("hidden") not in {None, "until-found"}
    if not (hidden or _UNSEEN.search(element.get("style", "")) or element.get("aria-hidden") == "true"):
        return False
    folded = element.get("role") in {"tabpanel", "region"} or element.get("aria-labelledby") is not None
    return not (folded or element.get("id", "-") in opened or _FOLDED.search(_names(element)))


def _is_around(element: HtmlElement) -> bool:
    """Whether it belongs to the frame around a page and not to the page."""
    if element.get("role") in _ROLES or element.get("aria-modal") == "true":
        return True
    names = _names(element)
    if any(map(_CHAT.match, names.split())) or _shares(element):
        return True
    if element.tag == "header" and next(element.iter("nav", "form"), None) is not None:
        return next(element.iter("h1"), None) is None
    if _SIGN_UP.search(names) and size(element) < _LITTLE:
        return next(element.iter("input"), None) is not None
    return bool(_ASIDE.search(names)) and is_mostly_links(element)


def _shares(element: HtmlElement) -> bool:
    """Whether it offers to share the page: links, and hardly a word more."""
    return bool(_SHARES.search(_names(element))) and size(element) < _FEW and next(element.iter("a"), None) is not None


def is_mostly_links(element: HtmlElement) -> bool:
    """Whether hardly anything stands in it but links."""
    all_of_it = size(element)
    return sum(size(link) for link in element.iter("a")) >= all_of_it * _MOSTLY_LINKS
