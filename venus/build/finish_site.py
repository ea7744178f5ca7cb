#!/usr/bin/python3 -B
"""Finishes the manual's site, which Maven has made: gives each page its language, and links to the repository.

Usage: finish_site.py SITE address=[ADDRESS]

The skin has only one language for a whole site. Without an ADDRESS, such as https://github.com/OWNER/dbus-p1, there are no links.
"""
import html
import pathlib
import re
import sys

LANGUAGES = ('nl', 'de', 'fr')
HEAD = re.compile(r'(<html\b[^>]*\blang=")[^"]*"')
TOP = re.compile(r'(<ul class="breadcrumb">)')


def main():
    site = pathlib.Path(sys.argv[1])
    address = sys.argv[2].removeprefix('address=').rstrip('/')
    links = ''.join('<li><a href="%s">%s</a> </li>' % (html.escape(address + path), name)
                    for path, name in (('', 'Repository'), ('/releases', 'Releases')) if address)
    for page in site.rglob('*.html'):
        folder = page.relative_to(site).parts[0]
        if folder == 'decoder':
            continue
        text = HEAD.sub(r'\g<1>%s"' % (folder if folder in LANGUAGES else 'en'), page.read_text(), 1)
        if links not in text:
            text = TOP.sub(lambda found: found.group(1) + links, text, 1)
        page.write_text(text)


if __name__ == '__main__':
    main()
