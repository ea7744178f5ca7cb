"""Compares the SBOMs of a release with those of the one before.

compare_sbom.py BEFORE NOW   folders with *.sbom.json; exit status 1 when the files of a library or a package of Debian have other
                             hashes than before, and the same version: one line names each
"""
import json
import pathlib
import sys


def published(folder):
    """Of each component by its purl, which has the version: the hashes of the file as its maker publishes it."""
    found = {}
    for file in sorted(pathlib.Path(folder).glob('*.sbom.json')):
        for component in json.loads(file.read_text())['components']:
            # What the package itself has of a library may be smaller than what its maker publishes.
            files = component.get('externalReferences') or [component]
            found.setdefault(component['purl'], set()).update(each['content'] for file in files for each in file.get('hashes', ()))
    return found


def main(before, now):
    old, new = published(before), published(now)
    changed = sorted(purl for purl in new if purl in old and new[purl] != old[purl])
    for purl in changed:
        print('%s: %s, before %s' % (purl, ', '.join(sorted(new[purl])), ', '.join(sorted(old[purl]))))
    return 1 if changed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
