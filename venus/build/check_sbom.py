"""Checks the SBOM of each package against the schema of CycloneDX.

check_sbom.py SCHEMAS PACKAGE...   SCHEMAS is the jar cyclonedx-core-java, which holds them; exit status 1 when a package has no
                                  SBOM, or one that the schema refuses
check_sbom.py --print PACKAGE     prints the SBOM of a package
"""
import io
import json
import subprocess
import sys
import tarfile
import zipfile


def sbom(package):
    """The SBOM in a .deb or an archive; None where there is none."""
    if package.endswith('.deb'):
        files = subprocess.run(['dpkg-deb', '--fsys-tarfile', package], check=True, stdout=subprocess.PIPE).stdout
        archive = tarfile.open(fileobj=io.BytesIO(files))
    else:
        archive = tarfile.open(package)
    with archive:
        found = [each for each in archive if each.name.endswith('/sbom.json')]
        return json.load(archive.extractfile(found[0])) if found else None


def faults(package, schemas):
    from jsonschema import Draft7Validator, RefResolver
    bom = sbom(package)
    if bom is None:
        return ['has no sbom.json']
    name = 'bom-%s.schema.json' % bom.get('specVersion')
    if name not in schemas:
        return ['names no version of CycloneDX that has a schema: %s' % bom.get('specVersion')]
    schema = schemas[name]
    resolver = RefResolver.from_schema(schema, store={each['$id']: each for each in schemas.values()})
    return ['%s: %s' % ('/'.join(map(str, each.absolute_path)), each.message[:200])
            for each in Draft7Validator(schema, resolver=resolver).iter_errors(bom)]


if __name__ == '__main__':
    if sys.argv[1] == '--print':
        found = sbom(sys.argv[2])
        print(json.dumps(found, indent=1))
        sys.exit(found is None)
    with zipfile.ZipFile(sys.argv[1]) as jar:
        known = {each: json.loads(jar.read(each)) for each in jar.namelist() if each.endswith('.schema.json')}
    lines = ['%s: %s' % (package, fault) for package in sys.argv[2:] for fault in faults(package, known)]
    print('\n'.join(lines) or 'the SBOMs of %d packages follow the schema of CycloneDX' % len(sys.argv[2:]))
    sys.exit(1 if lines else 0)
