"""The contents of a package: removes from its jars what it does not use, and lists its parts and their licences.

package_contents.py holds JAR ENTRY...                          fails unless each ENTRY is in the jar
package_contents.py slim FOLDER ENTRY...                        moves each ENTRY to FOLDER/native, deletes all other libraries, and what
                                                        only a debugger reads
package_contents.py describe FOLDER DEBIAN VERSION DATE         FOLDER/licences, and FOLDER/sbom.json as CycloneDX has it
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
from urllib.parse import quote

from strip_debug_info import strip

REPOSITORY = os.environ.get('MAVEN_REPOSITORY', os.path.expanduser('~/.m2/repository'))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
POM = '{*}'
OURS = ('dbus-p1.jar', 'dbus-p1-simulator.jar', 'dbus-p1-fleet.jar')
# Of libraries of which we use a small part: WebSocket, forms and other protocols of Netty's codec for HTTP; the servers and
# clients beside the codec of Modbus.
UNUSED = tuple('io/netty/handler/codec/%s/' % each for each in ('http/cookie', 'http/cors', 'http/multipart', 'http/websocketx', 'rtsp', 'spdy')) + tuple(
    'com/digitalpetri/modbus/%s/' % each for each in ('client', 'pdu', 'server', 'tcp/client', 'tcp/security', 'tcp/server'))
LIBRARIES = ('.so', '.dll', '.dylib', '.jnilib', '.a')
# Words in the licence names of libraries, and SPDX's identifiers; the first match counts.
IDENTIFIERS = (('MIT-0', 'MIT-0'), ('MIT', 'MIT'), ('Apache', 'Apache-2.0'), ('LGPL-2.1', 'LGPL-2.1-or-later'),
               ('GNU Lesser GPL, Version 3', 'LGPL-3.0-or-later'), ('BSD-2-Clause', 'BSD-2-Clause'),
               ('Eclipse Public License - v 2.0', 'EPL-2.0'))
# Licences whose text is part of Debian.
TEXTS = {'Apache-2.0': 'Apache-2.0', 'LGPL-2.1-or-later': 'LGPL-2.1', 'LGPL-3.0-or-later': 'LGPL-3'}
# Licences whose text is in a jar of the build: the pattern of the jar in Maven's repository, and the entry.
TEXTS_OF_JARS = {'EPL-2.0': ('org/junit/jupiter/junit-jupiter-api/*/junit-jupiter-api-*.jar', 'META-INF/LICENSE.md')}
# Copyright lines that a licence requires and that are not in the library's jar.
COPYRIGHTS = {'com.github.hypfvieh': 'Copyright (c) 2005-2006 Matthew Johnson\nCopyright (c) 2017-2021 David M.'}
# Packages of Debian with their licence, and the folder of our package that has files of them.
DEBIAN = {'openjdk-17-jdk-headless': ('GPL-2.0-only WITH Classpath-exception-2.0', 'rt'),
          'libc6': ('LGPL-2.1-or-later', 'libc'), 'zlib1g': ('Zlib', 'libc'),
          'libgcc-s1': ('GPL-3.0-or-later WITH GCC-exception-3.1', 'libc'),
          'libstdc++6': ('GPL-3.0-or-later WITH GCC-exception-3.1', 'libc')}


def holds(jar, wanted):
    with zipfile.ZipFile(jar) as opened:
        missing = sorted(set(wanted) - set(opened.namelist()))
    if missing:
        sys.exit('package_contents: %s lacks %s' % (jar, ', '.join(missing)))


def slim(folder, wanted):
    os.makedirs(folder + '/native', exist_ok=True)
    for jar in glob.glob(folder + '/lib/*.jar'):
        ours = os.path.basename(jar) in OURS
        with zipfile.ZipFile(jar) as whole, zipfile.ZipFile(jar + '.new', 'w', zipfile.ZIP_DEFLATED) as slimmed:
            for entry in whole.infolist():
                if entry.filename in wanted:
                    with open(folder + '/native/' + os.path.basename(entry.filename), 'wb') as out:
                        out.write(whole.read(entry))
                # Signatures would not match the remaining files.
                elif not (entry.is_dir() or entry.filename.endswith(LIBRARIES + ('.SF', '.RSA')) or entry.filename.startswith(UNUSED)):
                    data = whole.read(entry)
                    slimmed.writestr(entry, strip(data, lines=ours) if entry.filename.endswith('.class') else data)
        os.replace(jar + '.new', jar)
    missing = [each for each in wanted if not os.path.exists(folder + '/native/' + os.path.basename(each))]
    if missing:
        sys.exit('package_contents: no jar holds %s' % ', '.join(missing))


def describe(folder, debian, version, date):
    licences = folder + '/licences'
    os.makedirs(licences)
    components = [library(jar, licences) for jar in sorted(glob.glob(folder + '/lib/*.jar'))
                  if os.path.basename(jar) not in OURS]
    components += [uplot(licences)] + debian_packages(folder, debian, licences)
    for component in components:
        component['bom-ref'] = component['purl']
    subject = {'type': 'application', 'bom-ref': 'dbus-p1', 'name': 'dbus-p1', 'version': version, 'licenses': licensed(['MIT'])}
    identity = hashlib.sha256(json.dumps(components).encode()).digest()[:16]
    with open(folder + '/sbom.json', 'w') as out:
        json.dump({'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'serialNumber': uuid.UUID(bytes=identity, version=4).urn,
                   'version': 1, 'metadata': {'timestamp': date, 'component': subject}, 'components': components,
                   'dependencies': [{'ref': 'dbus-p1', 'dependsOn': [each['bom-ref'] for each in components]}]},
                  out, indent=1)


def library(jar, licences):
    """Describes a jar by its place in Maven's repository."""
    name = os.path.basename(jar)
    found = glob.glob('%s/**/%s' % (REPOSITORY, glob.escape(name)), recursive=True)
    if not found:
        sys.exit('package_contents: %s is not in the Maven repository' % name)
    place = os.path.dirname(found[0])
    version, artifact = os.path.basename(place), os.path.basename(os.path.dirname(place))
    group = os.path.relpath(os.path.dirname(os.path.dirname(place)), REPOSITORY).replace('/', '.')
    names = [identifier(each) for each in licence_names(place + '/' + artifact + '-' + version + '.pom')]
    if not names:
        sys.exit('package_contents: the POM of %s names no licence' % name)
    with zipfile.ZipFile(jar) as opened:
        texts = [opened.read(entry) for entry in opened.namelist()
                 if os.path.basename(entry).upper().startswith(('LICENSE', 'NOTICE')) and not entry.endswith('/')]
    if texts:
        with open('%s/%s.txt' % (licences, artifact), 'wb') as out:
            out.write(b'\n\n'.join(texts))
    else:
        licence_text(names, group, licences)
    with open(licences + '/libraries.txt', 'a') as out:
        out.write('%s:%s:%s  %s\n' % (group, artifact, version, ' or '.join(names)))
    return {'type': 'library', 'group': group, 'name': artifact, 'version': version,
            'purl': 'pkg:maven/%s/%s@%s' % (group, artifact, version), 'hashes': [sha256(jar)], 'licenses': licensed(names)}


def identifier(name):
    """SPDX's identifier for the name of a licence."""
    found = [spdx for words, spdx in IDENTIFIERS if words in name]
    if not found:
        sys.exit('package_contents: unknown licence "%s"' % name)
    return found[0]


def licensed(names):
    return [{'license': {'id': each}} for each in names]


def licence_text(names, group, licences):
    """Writes the licence of a library that has only its name."""
    if 'MIT' in names:
        with open(ROOT + '/LICENSE') as ours, open('%s/%s.txt' % (licences, group), 'w') as out:
            out.write('MIT License\n\n%s\n\n%s' % (COPYRIGHTS[group], ours.read().partition('\n\n')[2].partition('\n\n')[2]))
    for each in names:
        if each in TEXTS:
            shutil.copy('/usr/share/common-licenses/' + TEXTS[each], '%s/%s.txt' % (licences, each))
        elif each in TEXTS_OF_JARS:
            pattern, entry = TEXTS_OF_JARS[each]
            with zipfile.ZipFile(glob.glob(REPOSITORY + '/' + pattern)[0]) as jar, \
                    open('%s/%s.txt' % (licences, each), 'wb') as out:
                out.write(jar.read(entry))


def licence_names(pom):
    """The licences in a POM, or in its parent."""
    if not os.path.exists(pom):
        return []
    project = tree.parse(pom).getroot()
    names = [each.text.strip() for each in project.findall(POM + 'licenses/' + POM + 'license/' + POM + 'name') if each.text]
    parent = project.find(POM + 'parent')
    if names or parent is None:
        return names
    group, artifact, version = (parent.find(POM + key).text.strip() for key in ('groupId', 'artifactId', 'version'))
    return licence_names('%s/%s/%s/%s/%s-%s.pom' % (REPOSITORY, group.replace('.', '/'), artifact, version, artifact, version))


def uplot(licences):
    """The chart library of the page, which is part of our jar."""
    home = ROOT + '/target/npm/node_modules/uplot'
    shutil.copy(home + '/LICENSE', licences + '/uplot.txt')
    with open(home + '/package.json') as package:
        version = json.load(package)['version']
    return {'type': 'library', 'name': 'uplot', 'version': version, 'purl': 'pkg:npm/uplot@' + version,
            'hashes': [sha256(home + '/dist/uPlot.iife.min.js')], 'licenses': licensed(['MIT'])}


def debian_packages(folder, debian, licences):
    """The parts that come from Debian: the runtime and its libraries, where the package has them."""
    components = []
    with open(debian + '/.packages') as packages:
        for line in sorted(packages):
            name, version, architecture, sum_of_file = line.split()
            expression, place = DEBIAN.get(name, (None, None))
            if place is None or not os.path.isdir(folder + '/' + place):
                continue
            if place == 'libc':
                # The runtime's licences are in rt/legal.
                shutil.copy('%s/usr/share/doc/%s/copyright' % (debian, name), '%s/%s.txt' % (licences, name))
            components.append({'type': 'library', 'name': name, 'version': version,
                               'purl': 'pkg:deb/debian/%s@%s?arch=%s' % (name, quote(version, safe=':~'), architecture),
                               'hashes': [{'alg': 'SHA-256', 'content': sum_of_file}],
                               'licenses': [{'expression': expression}]})
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
