"""Prints what mutation testing found: the score, and each changed line of code that no test noticed.

Arguments: the name of the room, the folder of PIT's report; --servers when tests that start a server took part.
"""
import collections
import os
import sys
import xml.etree.ElementTree as tree


def main(room, folder, servers=None):
    mutants = tree.parse(os.path.join(folder, 'mutations.xml')).getroot().findall('mutation')
    covered = [each for each in mutants if each.get('status') != 'NO_COVERAGE']
    survivors = [each for each in covered if not is_killed(each, servers)]
    missed = collections.Counter(place(each)[0] for each in mutants if each.get('status') == 'NO_COVERAGE')
    killed = len(covered) - len(survivors)
    for mutant in sorted(survivors, key=place):
        file, line = place(mutant)
        mutator = mutant.findtext('mutator').rsplit('.', 1)[-1].removesuffix('Mutator')
        outcome = '' if mutant.get('status') == 'SURVIVED' else ' (%s)' % mutant.get('status')
        print('%s:%d  %s  %s: %s%s' % (file, line, mutator, mutant.findtext('mutatedMethod'),
                                       mutant.findtext('description'), outcome))
    if missed:
        print('not reached by a test of this room: ' + ', '.join('%s %d' % each for each in sorted(missed.items())))
    share = 100 * killed / len(covered) if covered else 0
    print('%s: %d of %d covered mutants killed (%.1f %%), %d more not covered; see %s/index.html'
          % (room, killed, len(covered), share, len(mutants) - len(covered), folder))


def is_killed(mutant, servers):
    """A time-out shows an endless loop, and counts, where no test waits for a server. A test that does may wait a little longer
    than usual, which proves nothing: the change is listed as a survivor."""
    return mutant.get('detected') == 'true' and not (servers and mutant.get('status') == 'TIMED_OUT')


def place(mutant):
    package = mutant.findtext('mutatedClass').rsplit('.', 1)[0].replace('.', '/')
    return '%s/%s' % (package, mutant.findtext('sourceFile')), int(mutant.findtext('lineNumber'))


if __name__ == '__main__':
    main(*sys.argv[1:])
