#!/usr/bin/python3
"""Makes the plug-in with the meter's own pages for the screen of a GX device (gui-v2).

Usage: screen.py FILE VERSION
       screen.py DIRECTORY

Adds the texts to the sources of src/main/qml: those that the driver and the pages have in common, and those of only the pages (both
texts_LANGUAGE.properties), as rows of P1Texts.qml; a page's P1Texts.name becomes P1Texts.rows.name. With only a DIRECTORY the sources are left there, for checks. Compiles them with Debian's lrelease and rcc into FILE, whose name must be dbus-p1.json: the screen and dbus-flashmq
(guicustomizations.cpp) find a plug-in only where folder, file and plug-in have one name. The same sources make the same bytes.

Exit status: 0 made, 64 wrong usage, 69 a tool failed.
"""
import base64
import hashlib
import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

NAME = 'dbus-p1'
# The text of the row that opens the pages, by the screen's own way of translation.
TITLE = 'p1_row'
# The first firmware with plug-ins, v3.70, has this gui-v2.
FIRST_SCREEN = 'v1.2.33'
QML = pathlib.Path(__file__).resolve().parent.parent.parent / 'src/main/qml'
TEXTS = QML.parent / 'resources/org/dbusp1/base/problem'
LANGUAGES = ('en', 'nl', 'de', 'fr')
# What the pages show of the driver's texts.
SHOWN = ('name.', 'cause.', 'hint.', 'ess.grid_lost')
# Of a meter that is off the bus: its pages say since when.
GONE = 'ess.grid_lost.'
# Separates the texts in the column of a language; no text contains it.
BETWEEN = '|'
# The way through the menus to the place of a remedy, which is a row of the pages.
WAY = re.compile(r'\s?: \{\w+\}(, \{\w+\})+| \(\{\w+\}(, \{\w+\})+\)')
# A property for each text would make the plug-in larger.
OF_PAGES = re.compile(r'\bP1Texts\.(?!(?:ofDriver|filled|qml|rows)\b)(\w+)')
GRID_PATHS = QML.parent / 'java/org/dbusp1/gx/service/GridPaths.java'
LRELEASE = '/usr/lib/qt6/bin/lrelease'
RCC = '/usr/lib/qt6/libexec/rcc'


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True,
                          env=dict(os.environ, SOURCE_DATE_EPOCH='1', LC_ALL='C.UTF-8'))
    if done.returncode or 'arning' in done.stderr or 'untranslated' in done.stdout:
        sys.exit('screen: %s: %s' % (' '.join(words), (done.stdout + done.stderr).strip()))


def folder_of(pages):
    """A folder's name that is another one for other pages: Qt keeps compiled pages on the device's disk only by their address, and
    would show those of the version before."""
    return hashlib.sha256(b''.join(page.read_bytes() for page in pages)).hexdigest()[:8]


def product_id():
    """Returns the product id of the meter, as the D-Bus has it."""
    return re.search(r' PRODUCT_ID = (0x[0-9A-F]+);', GRID_PATHS.read_text()).group(1)


def rows(folder, language):
    """Returns the texts of a folder in a language, by their keys."""
    lines = (folder / ('texts_%s.properties' % language)).read_text(encoding='utf-8').splitlines()
    return dict(line.split('=', 1) for line in lines if line and not line.startswith('#'))


def catalogue():
    """Returns, by language, the texts of the pages and those that they have in common with the driver, by their keys."""
    return {language: {**{key: WAY.sub('', text) for key, text in rows(TEXTS, language).items()
                          if key.startswith(SHOWN) and not key.startswith(GONE)}, **rows(QML, language)}
            for language in LANGUAGES}


def sources(folder):
    """Writes the sources of all pages into a folder, and returns their names."""
    for page in QML.iterdir():
        if page.suffix != '.properties':
            source = page.read_text(encoding='utf-8')
            (folder / page.name).write_text(OF_PAGES.sub(r'P1Texts.rows.\1', source), encoding='utf-8')
    texts = catalogue()
    keys = list(texts[LANGUAGES[0]])
    # One file, with the keys only once and each column as one text, because the plug-in has to be small.
    columns = {language: BETWEEN.join(texts[language][key] for key in keys) for language in LANGUAGES}
    added = ['\treadonly property var keys: "%s".split(" ")\n' % ' '.join(keys),
             '\treadonly property var columns: (%s)\n' % json.dumps(columns, ensure_ascii=False, separators=(',', ':'))]
    page = folder / 'P1Texts.qml'
    page.write_text(page.read_text(encoding='utf-8').rstrip().removesuffix('}') + ''.join(added) + '}\n', encoding='utf-8')
    return sorted(path.name for path in folder.iterdir())


def resource(folder):
    """Returns the compiled pages and catalogues, the folder of the pages, and the names of the catalogues."""
    pages = sources(folder)
    catalogues = []
    for page in pages:
        source = (folder / page).read_text(encoding='utf-8')
        # Comments for translators and readers are of no use on the device.
        lines = [line.strip() for line in source.splitlines() if not line.strip().startswith('//')]
        (folder / page).write_text('\n'.join(line for line in lines if line) + '\n', encoding='utf-8')
    for language, texts in catalogue().items():
        source = folder / (language + '.ts')
        source.write_text('<TS version="2.1" language="%s"><context><name/><message id="%s"><source/><translation>%s</translation></message>'
                          '</context></TS>' % (language, TITLE, html.escape(texts['name.p1_meter'])), encoding='utf-8')
        catalogues.append('%s_%s.qm' % (NAME, language))
        run(LRELEASE, '-silent', '-idbased', str(source), '-qm', str(folder / catalogues[-1]))
    place = folder_of([folder / page for page in pages])
    listed = ''.join('<file alias="%s/%s">%s</file>' % (place, page, page) for page in pages)
    listed += ''.join('<file>%s</file>' % catalogue for catalogue in catalogues)
    (folder / 'all.qrc').write_text('<RCC><qresource prefix="/%s">%s</qresource></RCC>' % (NAME, listed))
    run(RCC, '-binary', '-compress-algo', 'zlib', '-compress', '9', '-threshold', '0', '-o', str(folder / 'all.rcc'), str(folder / 'all.qrc'))
    return (folder / 'all.rcc').read_bytes(), place, catalogues


def main():
    if len(sys.argv) == 2 and os.path.isdir(sys.argv[1]):
        sources(pathlib.Path(sys.argv[1]))
        return
    if len(sys.argv) != 3 or os.path.basename(sys.argv[1]) != NAME + '.json':
        print(__doc__, file=sys.stderr)
        sys.exit(64)
    with tempfile.TemporaryDirectory() as made:
        data, place, catalogues = resource(pathlib.Path(made))
    where = 'qrc:/%s/' % NAME
    plugin = {
        'name': NAME,
        'version': sys.argv[2],
        'minRequiredVersion': FIRST_SCREEN,
        'maxRequiredVersion': '',
        'translations': [where + catalogue for catalogue in catalogues],
        'integrations': [
            {'type': 1, 'url': where + place + '/P1Meters.qml'},
            {'type': 2, 'productId': product_id(), 'url': where + place + '/P1Meter.qml', 'title': TITLE}],
        'resource': base64.b64encode(data).decode('ascii')}
    pathlib.Path(sys.argv[1]).write_text(json.dumps(plugin, separators=(',', ':')) + '\n', encoding='ascii')


if __name__ == '__main__':
    main()
