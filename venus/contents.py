"""What is in a package: takes what other platforms need out of its jars, and tells what is in it and under which licences.

contents.py holds JAR ENTRY...                          fails unless each ENTRY is in the jar
contents.py slim FOLDER ENTRY...                        each ENTRY of a jar to FOLDER/native, all other libraries out
contents.py describe FOLDER DEBIAN VERSION DATE         FOLDER/licences, and FOLDER/sbom.json as CycloneDX has it
"""
import glob
import hashlib
import json
import os
import shutil
import sys
import uuid
import xml.etree.ElementTree as tree
import zipfile

REPOSITORY = os.environ.get('MAVEN_REPOSITORY', os.path.expanduser('~/.m2/repository'))
POM = '{*}'


def holds(jar, wanted):
    with zipfile.ZipFile(jar) as opened:
        missing = sorted(set(wanted) - set(opened.namelist()))
    if missing:
        sys.exit('contents: %s lacks %s' % (jar, ', '.join(missing)))


def slim(folder, wanted):
    os.makedirs(folder + '/native', exist_ok=True)
    for jar in glob.glob(folder + '/lib/*.jar'):
        with zipfile.ZipFile(jar) as whole:
            entries = whole.infolist()
            libraries = [entry for entry in entries if entry.filename.endswith(('.so', '.dll', '.dylib', '.jnilib', '.a'))]
            if not libraries:
                continue
            with zipfile.ZipFile(jar + '.new', 'w', zipfile.ZIP_DEFLATED) as classes:
                for entry in entries:
                    if entry.filename in wanted:
                        with open(folder + '/native/' + os.path.basename(entry.filename), 'wb') as out:
                            out.write(whole.read(entry))
                    # Signatures would miss what is left out.
                    elif entry not in libraries and not entry.is_dir() and not entry.filename.endswith(('.SF', '.RSA')):
                        classes.writestr(entry, whole.read(entry))
        os.replace(jar + '.new', jar)
    missing = [each for each in wanted if not os.path.exists(folder + '/native/' + os.path.basename(each))]
    if missing:
        sys.exit('contents: no jar holds %s' % ', '.join(missing))


def describe(folder, debian, version, date):
    licences = folder + '/licences'
    os.makedirs(licences)
    components = [component for jar in sorted(glob.glob(folder + '/lib/*.jar'))
                  if os.path.basename(jar) != 'dbus-p1.jar' for component in [library(jar, licences)]]
    components.append({'type': 'library', 'name': 'uplot', 'purl': 'pkg:npm/uplot@' + uplot(),
                       'version': uplot(), 'licenses': [{'license': {'id': 'MIT'}}]})
    components += debian_packages(folder, debian, licences)
    subject = {'type': 'application', 'name': 'dbus-p1', 'version': version, 'licenses': [{'license': {'id': 'MIT'}}]}
    identity = hashlib.sha256(json.dumps(components).encode()).digest()[:16]
    with open(folder + '/sbom.json', 'w') as out:
        json.dump({'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'serialNumber': uuid.UUID(bytes=identity, version=4).urn,
                   'version': 1, 'metadata': {'timestamp': date, 'component': subject}, 'components': components},
                  out, indent=1)


def library(jar, licences):
    """A jar, by the place where Maven keeps it."""
    name = os.path.basename(jar)
    found = glob.glob('%s/**/%s' % (REPOSITORY, glob.escape(name)), recursive=True)
    if not found:
        sys.exit('contents: Maven knows no %s' % name)
    place = os.path.dirname(found[0])
    version, artifact = os.path.basename(place), os.path.basename(os.path.dirname(place))
    group = os.path.relpath(os.path.dirname(os.path.dirname(place)), REPOSITORY).replace('/', '.')
    names = licence_names(place + '/' + artifact + '-' + version + '.pom')
    with zipfile.ZipFile(jar) as opened:
        texts = [entry for entry in opened.namelist()
                 if os.path.basename(entry).upper().startswith(('LICENSE', 'NOTICE')) and not entry.endswith('/')]
        for entry in texts:
            target = '%s/%s.%s' % (licences, artifact, os.path.basename(entry))
            with open(target, 'wb') as out:
                out.write(opened.read(entry))
    if not names and not texts:
        sys.exit('contents: %s does not say its licence' % name)
    with open(licences + '/libraries.txt', 'a') as out:
        out.write('%s:%s:%s  %s\n' % (group, artifact, version, '; '.join(names) or 'see ' + artifact + '.*'))
    return {'type': 'library', 'group': group, 'name': artifact, 'version': version,
            'purl': 'pkg:maven/%s/%s@%s' % (group, artifact, version), 'hashes': [sha256(jar)],
            'licenses': [{'license': {'name': each}} for each in names]}


def licence_names(pom):
    """As the library says, or the parent that it inherits from."""
    if not os.path.exists(pom):
        return []
    project = tree.parse(pom).getroot()
    names = [each.text.strip() for each in project.findall(POM + 'licenses/' + POM + 'license/' + POM + 'name') if each.text]
    parent = project.find(POM + 'parent')
    if names or parent is None:
        return names
    group, artifact, version = (parent.find(POM + key).text.strip() for key in ('groupId', 'artifactId', 'version'))
    return licence_names('%s/%s/%s/%s/%s-%s.pom' % (REPOSITORY, group.replace('.', '/'), artifact, version, artifact, version))


def uplot():
    root = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    with open(root + '/target/npm/node_modules/uplot/package.json') as package:
        return json.load(package)['version']


def debian_packages(folder, debian, licences):
    """What of Debian's is inside: the runtime, if there is one, and its libraries, where those are the package's own."""
    components = []
    if not os.path.isdir(folder + '/rt'):
        return components
    with open(debian + '/.packages') as packages:
        for line in sorted(packages):
            name, version, architecture = line.split()
            if not name.startswith('openjdk') and not os.path.isdir(folder + '/libc'):
                continue
            source = '%s/usr/share/doc/%s/copyright' % (debian, name)
            if not os.path.exists(source):
                # A link to that of a package which it belongs to.
                source = glob.glob(debian + '/usr/share/doc/*/copyright')[0]
            shutil.copy(source, '%s/%s.copyright' % (licences, name))
            components.append({'type': 'library', 'name': name, 'version': version,
                               'purl': 'pkg:deb/debian/%s@%s?arch=%s' % (name, version, architecture)})
    return components


def sha256(path):
    with open(path, 'rb') as file:
        return {'alg': 'SHA-256', 'content': hashlib.sha256(file.read()).hexdigest()}


if __name__ == '__main__':
    if sys.argv[1] == 'holds':
        holds(sys.argv[2], sys.argv[3:])
    elif sys.argv[1] == 'slim':
        slim(sys.argv[2], sys.argv[3:])
    else:
        describe(*sys.argv[2:])
