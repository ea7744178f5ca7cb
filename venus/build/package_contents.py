"""The contents of a package: removes from its jars what it does not use, and lists its parts and their licences.

package_contents.py holds JAR ENTRY...                          fails unless each ENTRY is in the jar
package_contents.py slim FOLDER DATE ENTRY...                   moves each ENTRY to FOLDER/native, deletes all other libraries, and what
                                                        only a debugger reads; each jar that this changes says so
package_contents.py describe FOLDER DEBIAN VERSION DATE         FOLDER/licences, and FOLDER/sbom.json as CycloneDX has it
package_contents.py zip ARCHIVE DATE FILE...                     an archive that depends only on the files, which are compressed already
package_contents.py copyright FOLDER                            the copyright file of a .deb, of a FOLDER that is described
"""
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
import xml.etree.ElementTree as tree
import zipfile
from urllib.parse import quote

REPOSITORY = os.environ.get('MAVEN_REPOSITORY', os.path.expanduser('~/.m2/repository'))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
POM = '{*}'
OURS = ('dbus-p1.jar', 'dbus-p1-simulator.jar', 'dbus-p1-fleet.jar')
# Of libraries of which we use a small part: WebSocket, forms and other protocols of Netty's codec for HTTP; the servers and
# clients besides the codec of Modbus.
UNUSED = tuple('io/netty/handler/codec/%s/' % each for each in ('http/cookie', 'http/cors', 'http/multipart', 'http/websocketx', 'rtsp', 'spdy')) + tuple(
    'com/digitalpetri/modbus/%s/' % each for each in ('client', 'pdu', 'server', 'tcp/client', 'tcp/security', 'tcp/server'))
LIBRARIES = ('.so', '.dll', '.dylib', '.jnilib', '.a')
# Words in the licence names of libraries, and SPDX's identifiers; the first match counts.
IDENTIFIERS = (('MIT-0', 'MIT-0'), ('MIT', 'MIT'), ('Apache', 'Apache-2.0'), ('LGPL-2.1', 'LGPL-2.1-or-later'),
               ('GNU Lesser GPL, Version 3', 'LGPL-3.0-or-later'), ('BSD-2-Clause', 'BSD-2-Clause'),
               ('Eclipse Public License - v 2.0', 'EPL-2.0'), ('Bouncy Castle', 'MIT'))
# Licences whose text is part of Debian.
TEXTS = {'Apache-2.0': 'Apache-2.0', 'LGPL-2.1-or-later': 'LGPL-2.1', 'LGPL-3.0-or-later': 'LGPL-3'}
# Licences whose text is in a jar of the build: the pattern of the jar in Maven's repository, and the entry.
TEXTS_OF_JARS = {'EPL-2.0': ('org/junit/jupiter/junit-jupiter-api/*/junit-jupiter-api-*.jar', 'META-INF/LICENSE.md')}
# The text of MIT No Attribution is that of MIT without its condition.
CONDITION = re.compile(', subject to the following conditions:.*Software\\.\n\nTHE', re.DOTALL)
# Debian has this text once.
APACHE = re.compile(r'[^\n]*Apache License\s+Version 2\.0, January 2004.*?END OF TERMS AND CONDITIONS(?:\s+APPENDIX: .*?limitations under the License\.)?',
                    re.DOTALL)
# Who has the copyright of a library, by its group, from its own files; uPlot has none.
HOLDERS = {'com.digitalpetri.modbus': ['Kevin Herron'],
           'com.fasterxml.jackson.core': ['2007- Tatu Saloranta', '2023-2024 Werner Randelshofer (FastDoubleParser)',
                                          '2018-2020 Raffaello Giulietti (Schubfach)'],
           'com.fazecast': ['2012-2025 Fazecast, Inc.'],
           'com.github.hypfvieh': ['2005-2006 Matthew Johnson', '2017-2021 David M.'],
           'com.google.dagger': ['2012-2022 The Dagger Authors'],
           'com.hivemq': ['2018- dc-square and the HiveMQ MQTT Client Project'],
           'info.picocli': ['2017- Remko Popma'],
           'io.netty': ['2008- The Netty Project'],
           'io.reactivex.rxjava2': ['2016- RxJava Contributors'],
           'javax.inject': ['2009 The JSR-330 Expert Group'],
           'org.jctools': ['Nitsan Wakart and the authors of JCTools'],
           'org.jmdns': ['2003-2005 Arthur van Hoff, Rick Blair', 'the authors of JmDNS'],
           'org.mariadb.jdbc': ['2012-2014 Monty Program Ab', '2015- MariaDB Corporation Ab'],
           'org.postgresql': ['1997- PostgreSQL Global Development Group', '2017-2019 OnGres, Inc. (SCRAM and SASLprep)'],
           'org.reactivestreams': ['the authors of Reactive Streams'],
           'org.slf4j': ['2004-2022 QOS.ch Sarl (Switzerland)'],
           'org.xerial': ['2007- Taro L. Saito', '2006 David Crawshaw', 'SQLite itself is in the public domain'],
           '': ['2022 Leon Sorokin']}
# Packages of Debian with their licence, the folder of our package that has files of them, and the package of their sources.
DEBIAN = {'openjdk-17-jdk-headless': ('GPL-2.0-only WITH Classpath-exception-2.0', 'rt', 'openjdk-17'),
          'libc6': ('LGPL-2.1-or-later', 'libc', 'glibc'), 'zlib1g': ('Zlib', 'libc', 'zlib'),
          'libgcc-s1': ('GPL-3.0-or-later WITH GCC-exception-3.1', 'libc', 'gcc-12'),
          'libstdc++6': ('GPL-3.0-or-later WITH GCC-exception-3.1', 'libc', 'gcc-12')}
# In each jar that is not as its maker published it: what is different. LGPL and EPL demand it.
CHANGES = 'META-INF/dbus-p1-changes.txt'
DEBUG = 'in classes what only a debugger reads'
CENTRAL = 'https://repo1.maven.org/maven2'


def holds(jar, wanted):
    with zipfile.ZipFile(jar) as opened:
        missing = sorted(set(wanted) - set(opened.namelist()))
    if missing:
        sys.exit('package_contents: %s lacks %s' % (jar, ', '.join(missing)))


def version_in_pom(library):
    with open(ROOT + '/pom.xml') as pom:
        return re.search('<%s.version>(.*)</' % library, pom.read()).group(1)


def strip(jars):
    """The number of classes in each of the jars, from which it removes what only a debugger reads."""
    version = version_in_pom('asm')
    java = os.path.join(os.environ['JAVA_HOME'], 'bin/java') if os.environ.get('JAVA_HOME') else 'java'
    printed = subprocess.run([java, '-cp', '%s/org/ow2/asm/asm/%s/asm-%s.jar' % (REPOSITORY, version, version),
                              ROOT + '/venus/build/StripDebugInfo.java'] + jars, check=True, stdout=subprocess.PIPE)
    return dict(zip(jars, map(int, printed.stdout.split())))


def slim(folder, date, wanted):
    os.makedirs(folder + '/native', exist_ok=True)
    jars = sorted(glob.glob(folder + '/lib/*.jar'))
    # Ours are compiled without names of local variables; their lines stay, for traces.
    stripped = strip([jar for jar in jars if os.path.basename(jar) not in OURS])
    for jar in jars:
        changes = {DEBUG: stripped[jar]} if stripped.get(jar) else {}
        with zipfile.ZipFile(jar) as whole, zipfile.ZipFile(jar + '.new', 'w', zipfile.ZIP_DEFLATED) as slimmed:
            for entry in whole.infolist():
                name, data = entry.filename, whole.read(entry)
                # Signatures would not match the remaining files.
                why = ('the native library for this processor, which is in the folder native' if name in wanted else
                       'native libraries for other processors and systems' if name.endswith(LIBRARIES) else
                       'signatures' if name.endswith(('.SF', '.RSA')) else
                       'the package ' + os.path.dirname(name).replace('/', '.') if name.startswith(UNUSED) else None)
                if name in wanted:
                    with open(folder + '/native/' + os.path.basename(name), 'wb') as out:
                        out.write(data)
                if why and not entry.is_dir():
                    changes[why] = changes.get(why, 0) + 1
                elif not entry.is_dir():
                    slimmed.writestr(entry, data)
            if changes and os.path.basename(jar) not in OURS:
                slimmed.writestr(zipfile.ZipInfo(CHANGES), 'Changed for dbus-p1 on %s. Left out, and nothing else changed:\n%s' % (
                    date[:10], ''.join('%s (files: %d)\n' % each for each in sorted(changes.items()))))
        os.replace(jar + '.new', jar)
    missing = [each for each in wanted if not os.path.exists(folder + '/native/' + os.path.basename(each))]
    if missing:
        sys.exit('package_contents: no jar holds %s' % ', '.join(missing))


def archive(target, date, files):
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_STORED) as packed:
        for file in sorted(files):
            entry = zipfile.ZipInfo(os.path.basename(file), tuple(map(int, re.findall(r'\d+', date))))
            # Permissions as on Unix, else some programs unpack files that nobody may read.
            entry.external_attr = 0o644 << 16
            with open(file, 'rb') as content:
                packed.writestr(entry, content.read())


def describe(folder, debian, version, date):
    licences = folder + '/licences'
    os.makedirs(licences)
    with open(licences + '/sources.txt', 'w') as out:
        out.write('The sources of what is in this package, and what was changed.\n\n'
                  'dbus-p1 %s: dbus-p1-%s-sources.tar.gz, next to this package where you got it.\n' % (version, version))
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
    pom = place + '/' + artifact + '-' + version + '.pom'
    names = [identifier(each.text.strip()) for each in of_pom(pom, 'licenses/{*}license/{*}name')]
    if not names:
        sys.exit('package_contents: the POM of %s names no licence' % name)
    if group not in HOLDERS:
        sys.exit('package_contents: who has the copyright of %s? Add %s to HOLDERS' % (name, group))
    with zipfile.ZipFile(jar) as opened:
        texts = [opened.read(entry) for entry in opened.namelist()
                 if re.search('LICENSE|NOTICE', os.path.basename(entry).upper()) and not entry.endswith(('/', '.class'))]
        changes = opened.read(CHANGES).decode() if CHANGES in opened.namelist() else 'Not changed.\n'
    if texts:
        with open('%s/%s.txt' % (licences, artifact), 'wb') as out:
            out.write(b'\n\n'.join(texts))
    else:
        licence_text(names, group, licences)
    with open(licences + '/libraries.txt', 'a') as out:
        out.write('%s:%s:%s  %s\n' % (group, artifact, version, ' or '.join(names)))
    published = '%s/%s/%s/%s/%s' % (CENTRAL, group.replace('.', '/'), artifact, version, name)
    sources = [each.text.strip() for each in of_pom(pom, 'scm/{*}url')]
    with open(licences + '/sources.txt', 'a') as out:
        out.write('\n%s, %s\nPublished: %s\nSources: %s\n%s' % (name, ' or '.join(names), published, ' '.join(sources) or published, changes))
    return {'type': 'library', 'group': group, 'name': artifact, 'version': version,
            'purl': 'pkg:maven/%s/%s@%s' % (group, artifact, version), 'hashes': [sha256(jar)], 'licenses': licensed(names),
            'pedigree': {'notes': changes.strip()},
            'externalReferences': [{'type': 'distribution', 'url': published, 'hashes': [sha256(found[0])]}]}


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
            holders = '\n'.join('Copyright (c) ' + each for each in HOLDERS[group])
            out.write('MIT License\n\n%s\n\n%s' % (holders, ours.read().partition('\n\n')[2].partition('\n\n')[2]))
    for each in names:
        if each in TEXTS:
            shutil.copy('/usr/share/common-licenses/' + TEXTS[each], '%s/%s.txt' % (licences, each))
        elif each in TEXTS_OF_JARS:
            pattern, entry = TEXTS_OF_JARS[each]
            with zipfile.ZipFile(glob.glob(REPOSITORY + '/' + pattern)[0]) as jar, \
                    open('%s/%s.txt' % (licences, each), 'wb') as out:
                out.write(jar.read(entry))


def of_pom(pom, path):
    """The elements of this path in a POM, or in its parent."""
    if not os.path.exists(pom):
        return []
    project = tree.parse(pom).getroot()
    found = [each for each in project.findall(POM + path) if each.text]
    parent = project.find(POM + 'parent')
    if found or parent is None:
        return found
    group, artifact, version = (parent.find(POM + key).text.strip() for key in ('groupId', 'artifactId', 'version'))
    return of_pom('%s/%s/%s/%s/%s-%s.pom' % (REPOSITORY, group.replace('.', '/'), artifact, version, artifact, version), path)


def uplot(licences):
    """The chart library of the page, which is part of our jar."""
    version = version_in_pom('uplot')
    shutil.copy(ROOT + '/target/uplot/LICENSE', licences + '/uplot.txt')
    path = 'org/webjars/npm/uplot/%s/uplot-%s.jar' % (version, version)
    return {'type': 'library', 'name': 'uplot', 'version': version, 'purl': 'pkg:npm/uplot@' + version,
            'hashes': [sha256(ROOT + '/target/uplot/uPlot.iife.min.js')], 'licenses': licensed(['MIT']),
            'externalReferences': [{'type': 'distribution', 'url': '%s/%s' % (CENTRAL, path), 'hashes': [sha256('%s/%s' % (REPOSITORY, path))]}]}


def debian_packages(folder, debian, licences):
    """The parts that come from Debian: the runtime and its libraries, where the package has them."""
    components = []
    with open(debian + '/.packages') as packages:
        for line in sorted(packages):
            name, version, architecture, sum_of_file = line.split()
            expression, place, source = DEBIAN.get(name, (None, None, None))
            if place is None or not os.path.isdir(folder + '/' + place):
                continue
            if place == 'libc':
                # The runtime's licences are in rt/legal.
                shutil.copy('%s/usr/share/doc/%s/copyright' % (debian, name), '%s/%s.txt' % (licences, name))
            # A package that was only built again has the sources of the one before.
            sources = re.sub(r'\+b\d+$', '', version)
            with open(licences + '/sources.txt', 'a') as out:
                out.write('\n%s %s of Debian, %s; in the folder %s%s\n'
                          'Sources: https://snapshot.debian.org/package/%s/%s/\n'
                          'On Debian, with a line deb-src for bookworm and bookworm-security: apt-get source %s=%s\n' % (
                              name, version, expression, place, ', the modules that are used, without symbols for debuggers' if place == 'rt' else '',
                              source, quote(sources, safe=':~+'), source, sources))
            components.append({'type': 'library', 'name': name, 'version': version,
                               'purl': 'pkg:deb/debian/%s@%s?arch=%s' % (name, quote(version, safe=':~'), architecture),
                               'hashes': [{'alg': 'SHA-256', 'content': sum_of_file}],
                               'licenses': [{'expression': expression}]})
    return components


def copyright_file(folder):
    """Prints the copyright of a .deb, in Debian's machine-readable form, out of its SBOM and licences."""
    licences, texts, paragraphs = folder + '/licences', {}, []
    with open(ROOT + '/LICENSE') as ours:
        title, _, mit = ours.read().partition('\n\n')
    holder, _, texts['MIT'] = mit.partition('\n\n')
    with open(folder + '/sbom.json') as sbom:
        # A .deb has no parts of Debian.
        components = [each for each in json.load(sbom)['components'] if not each['purl'].startswith('pkg:deb/')]
    for each in components:
        group, names = each.get('group', ''), [one['license']['id'] for one in each['licenses']]
        files = 'usr/lib/dbus-p1/lib/%s-%s.jar' % (each['name'], each['version'])
        if not group:
            files, names = 'usr/lib/dbus-p1/lib/dbus-p1.jar', ['MIT']
        files += {'org.xerial': '\n usr/lib/dbus-p1/native/libsqlitejdbc.so', 'com.fazecast': '\n usr/lib/dbus-p1/native/libjSerialComm.so'}.get(group, '')
        own = '%s/%s.txt' % (licences, each['name'])
        expression = ' or '.join(names)
        if group and os.path.exists(own):
            expression += ' and %s-notices' % each['name']
            with open(own, encoding='utf-8') as text:
                texts[each['name'] + '-notices'] = APACHE.sub('/usr/share/common-licenses/Apache-2.0', text.read())
        for name in names:
            if name in TEXTS:
                texts[name] = 'The text is in /usr/share/common-licenses/%s on each Debian system.' % TEXTS[name]
            elif name == 'MIT-0':
                texts[name] = CONDITION.sub('.\n\nTHE', texts['MIT'])
            elif name not in texts:
                # A licence whose text every library has with its own names is in the notices.
                text = '%s/%s.txt' % (licences, name)
                texts[name] = open(text, encoding='utf-8').read() if os.path.exists(text) else 'The text is among the notices of %s.' % each['name']
        comment = 'Comment: uPlot, the charts of the page, is part of this jar.\n' if not group else ''
        changes = each.get('pedigree', {}).get('notes', '')
        if changes:
            comment = 'Comment:' + indented(changes)
        paragraphs.append('Files: %s\nCopyright: %s\nLicense: %s\n%s' % (files, '\n '.join(HOLDERS[group]), expression, comment))
    print('Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: dbus-p1\n'
          'Comment: Where the sources of all of it are: /usr/share/doc/dbus-p1/licences/sources.txt\n\n'
          'Files: *\nCopyright: %s\nLicense: MIT\n' % holder.replace('Copyright (c) ', ''))
    print('\n'.join(paragraphs))
    print('\n'.join('License: %s%s' % (name, indented(texts[name])) for name in sorted(texts)), end='')


def indented(text):
    """A text as Debian's form has it: a blank before each line, and a dot for an empty one."""
    return '\n' + ''.join(' %s\n' % (line.rstrip() or '.') for line in text.replace('\f', '').strip('\n').splitlines())


def sha256(path):
    with open(path, 'rb') as file:
        return {'alg': 'SHA-256', 'content': hashlib.sha256(file.read()).hexdigest()}


if __name__ == '__main__':
    if sys.argv[1] == 'holds':
        holds(sys.argv[2], sys.argv[3:])
    elif sys.argv[1] == 'slim':
        slim(*sys.argv[2:4], sys.argv[4:])
    elif sys.argv[1] == 'zip':
        archive(sys.argv[2], sys.argv[3], sys.argv[4:])
    elif sys.argv[1] == 'copyright':
        copyright_file(sys.argv[2])
    else:
        describe(*sys.argv[2:])
