#!/usr/bin/python3 -B
"""Finishes the manual's site, which Maven has made: gives each page its language and a search, and links to headings and the repository;
for a phone also a link to the menu, which is below the text there, and a list of the headings of a page with many.

Usage: finish_site.py SITE address=[ADDRESS]

The skin has only one language for a whole site, and only Google's search. Without an ADDRESS, such as
https://github.com/OWNER/dbus-p1, there are no links to the repository.

Exit status: 0 done, 1 a link leads to a heading that is not there.
"""
import html
import html.parser
import json
import pathlib
import re
import sys

LANGUAGES = ('nl', 'de', 'fr')
HEAD = re.compile(r'(<html\b[^>]*\blang=")[^"]*"')
HEAD_END = '</head>'
TO_HEADING = re.compile(r'(<a href=")((?![a-z]+:)[^"#]*\.(html|md)|)#([^"]+)"')
# Maven writes what is not ASCII in an anchor so, by its bytes.
ENCODED = re.compile(r'(?:\.[89A-F][0-9A-F])+')
TOP = re.compile(r'(<ul class="breadcrumb">)')
MENU = 'leftColumn'
CONTENTS = {'en': 'Contents', 'nl': 'Inhoud', 'de': 'Inhalt', 'fr': 'Sommaire'}
TITLE_END = '</h1>'
# What an earlier run added for phones.
FOR_PHONES = re.compile(r'<nav class="headings".*?</nav>|<li class="contents">.*?</li>', re.DOTALL)
MOST_WITHOUT_LIST = 4
WITHIN_WORDS = ('a', 'code', 'em', 'strong')


class Sections(html.parser.HTMLParser):
    """The sections of a page: anchor, heading, text."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        # Those of the second level.
        self.chapters = []
        self.anchor = ''
        self.part = None
        self.feed(page.partition('<main')[2].partition('</main>')[0])
        self.sections = [(anchor, *(' '.join(text.split()) for text in texts)) for anchor, *texts in self.found]

    def handle_starttag(self, tag, attributes):
        if tag == 'a':
            self.anchor = dict(attributes).get('id', self.anchor)
        elif re.fullmatch('h[1-6]', tag):
            self.found.append([self.anchor, '', ''])
            self.part = 1
            if tag == 'h2':
                self.chapters.append(self.found[-1])
        self.space(tag)

    def handle_endtag(self, tag):
        if re.fullmatch('h[1-6]', tag):
            self.part = 2
        self.space(tag)

    def space(self, tag):
        if tag not in WITHIN_WORDS:
            self.handle_data(' ')

    def handle_data(self, data):
        if self.found:
            self.found[-1][self.part] += data


def slug(heading):
    """The anchor of a heading where the repository shows the page."""
    return re.sub(r'[^\w -]', '', heading.lower()).replace(' ', '-')


def with_anchor(found, page, anchors, missing):
    """A link to a heading, by the anchor that Maven gave it."""
    address = re.sub(r'\.md$', '.html', found[2])
    known = anchors.get((page.parent / (address or page.name)).resolve(), {})
    wanted = ENCODED.sub(lambda letters: bytes.fromhex(letters[0].replace('.', '')).decode(), found[4])
    anchor = known.get(wanted, found[4])
    if anchor not in known.values():
        missing.append('%s links to %s#%s' % (page, address, wanted))
    return '%s%s#%s"' % (found[1], address, anchor)


def headings(page, language):
    """The list of a page's headings; none where these are few."""
    chapters = [(anchor, ' '.join(heading.split())) for anchor, heading, _ in page.chapters]
    return '' if len(chapters) <= MOST_WITHOUT_LIST else '<nav class="headings" aria-label="%s"><ul>%s</ul></nav>' % (
        CONTENTS[language], ''.join('<li><a href="#%s">%s</a></li>' % (html.escape(anchor), html.escape(heading)) for anchor, heading in chapters))


def main():
    site = pathlib.Path(sys.argv[1]).resolve()
    address = sys.argv[2].removeprefix('address=').rstrip('/')
    links = ''.join('<li><a href="%s">%s</a><span class="divider">|</span></li>' % (html.escape(address + path), name)
                    for path, name in (('', 'Repository'), ('/releases', 'Releases')) if address)
    index = []
    anchors = {}
    missing = []
    for page in site.rglob('*.html'):
        anchors[page] = {slug(heading): anchor for anchor, heading, _ in Sections(page.read_text()).sections}
    for page in sorted(site.rglob('*.html')):
        place = page.relative_to(site)
        folder = place.parts[0]
        language = folder if folder in LANGUAGES else 'en'
        text = HEAD.sub(r'\g<1>%s"' % language, FOR_PHONES.sub('', page.read_text()), 1)
        script = '<script src="%ssearch.js" defer="defer"></script>' % ('../' * (len(place.parts) - 1))
        if script not in text:
            text = text.replace(HEAD_END, script + HEAD_END, 1)
        text = TO_HEADING.sub(lambda found: with_anchor(found, page, anchors, missing), text)
        to_menu = '<li class="contents"><a href="#%s">%s</a><span class="divider">|</span></li>' % (MENU, CONTENTS[language])
        for added in (links, to_menu if 'id="%s"' % MENU in text else ''):
            if added not in text:
                text = TOP.sub(lambda found: found.group(1) + added, text, 1)
        read = Sections(text)
        sections = read.sections
        page.write_text(text.replace(TITLE_END, TITLE_END + headings(read, language), 1))
        index += [(language, '%s#%s' % (place, anchor), sections[0][1], heading, words) for anchor, heading, words in sections]
    (site / 'search-index.js').write_text('const SEARCH_INDEX = %s;\n' % json.dumps(index, ensure_ascii=False, indent=0))
    if missing:
        sys.exit('no such heading: ' + ', '.join(missing))


if __name__ == '__main__':
    main()
