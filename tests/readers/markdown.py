"""Makes HTML of a page as GitHub does, and says what in it is no text of ours.

markdown.py PAGE.md ANSWER.json: the answer has the names that must be seen.
"""

import html.parser
import json
import re
import sys

import cmarkgfm
from cmarkgfm.cmark import Options

ELEMENTS = set("p h2 ul ol li table thead tbody tr th td code pre strong br a".split())
LINKS = ("https://learn.microsoft.com/", "mailto:")


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults, self.text = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            self.faults.append(f"element {tag} {attributes}")
        for key, value in attributes:
            allowed = (
                (tag == "a" and key == "href" and (value or "").startswith(LINKS))
                or (tag == "pre" and key == "lang")
                or (tag == "ol" and key == "start")
            )
            if not allowed:
                self.faults.append(f"attribute {key}={value!r} of {tag}")

    def handle_data(self, text):
        self.text.append(text)


def names(value, key=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from names(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner, key)
    elif isinstance(value, str) and key in ("name", "principalName", "displayName"):
        yield value


def plain(text):
    return re.sub(r"\s+", " ", text.replace("`", ""))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        page = file.read()
    options = Options.CMARK_OPT_UNSAFE
    shown = cmarkgfm.github_flavored_markdown_to_html(page, options=options)
    reader = Reader()
    reader.feed(shown)
    reader.close()
    text = re.sub(r"\s+", " ", "".join(reader.text))
    with open(sys.argv[2], encoding="utf-8") as file:
        answer = json.load(file)
    marked = [name for name in set(names(answer["result"])) if "<img" in name]
    # What stands between a pair of backticks is set as code.
    seen = [name for name in marked if plain(name) in plain(text)]
    # Not every page shows every name; of those that it shows each is whole.
    begun = text.count("<img src=x onerror=alert(1)>")
    if text.count("<img") != begun:
        reader.faults.append(f"{text.count('<img') - begun} names are not whole")
    if marked and not seen:
        reader.faults.append("no name of the answer is on the page")
    for entity in ("&lt;", "&#", "&amp;amp;"):
        if entity in text:
            reader.faults.append(f"{entity} is seen as it is written")
    print(f"{len(seen)} names seen")
    if reader.faults:
        print("\n".join(sorted(set(reader.faults))))
        sys.exit(1)


main()
