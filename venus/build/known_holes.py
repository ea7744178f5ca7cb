"""Asks OSV for the known vulnerabilities of libraries.

known_holes.py BASE SBOM...   BASE is the address of OSV's API, such as https://api.osv.dev; a line for each library that has one, and
                              a last one; exit status 0 none is known, 1 some are, 2 OSV did not answer
"""
import json
import sys
import urllib.error
import urllib.request

# Debian tells of its own packages, and mends them by updates.
TYPES = ('pkg:maven/', 'pkg:npm/')


def libraries(files):
    """The libraries of Java and npm in these SBOMs, each once."""
    found = set()
    for file in files:
        with open(file, encoding='utf-8') as sbom:
            found.update(each['purl'] for each in json.load(sbom)['components'] if each['purl'].startswith(TYPES))
    return sorted(found)


def ask(base, purls):
    """The identifiers of what is known of each."""
    body = json.dumps({'queries': [{'package': {'purl': each}} for each in purls]}).encode()
    request = urllib.request.Request(base + '/v1/querybatch', body, {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=30) as answer:
        results = json.load(answer)['results']
    if len(results) != len(purls):
        raise ValueError('%d answers to %d questions' % (len(results), len(purls)))
    return {purl: [each['id'] for each in result.get('vulns', [])] for purl, result in zip(purls, results)}


if __name__ == '__main__':
    asked = libraries(sys.argv[2:])
    try:
        known = ask(sys.argv[1], asked)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print('OSV was not asked for holes in the libraries: %s' % fault)
        sys.exit(2)
    for name, holes in known.items():
        if holes:
            print('  %s: %s' % (name, ' '.join(holes)))
    count = sum(map(bool, known.values()))
    print('OSV knows holes of %d of %d libraries' % (count, len(known)))
    sys.exit(1 if count else 0)
