"""Prints how many tests passed, failed and were skipped, by Maven's reports in a folder, and why they were; exits with 1 unless some ran
and none failed.

count_tests.py FOLDER AGAIN counts a failed test as passed that has passed when it ran once more, by the reports in the folder AGAIN, and
names it as flaky, with what it found and printed when it failed; exits with 1 where there are more than three of them, too.

count_tests.py --failed FOLDER prints the failed tests instead, as CLASS#METHOD, or CLASS where none of its tests could begin;
count_tests.py --skipped FOLDER the skipped ones, with their reasons; count_tests.py --silent LOG FOLDER the classes that began, by
Maven's log, and have no report; count_tests.py --wrong FOLDER what the failed ones found, each in a line: the lines of Complaints.java as
they are, and the beginning of another message after the name of its test; of AssertJ's about many elements, those that are wrong.
"""
import collections
import glob
import re
import sys
import xml.etree.ElementTree as tree

MOST_LETTERS = 300
MOST_LINES = 40
MOST_FLAKY = 3


def suites_of(folder):
    return [tree.parse(file).getroot() for file in sorted(glob.glob(folder + '/TEST-*.xml'))]


suites = suites_of(sys.argv[-1])


def with_one_of(*kinds, of=None):
    for suite in suites if of is None else of:
        for case in suite.iter('testcase'):
            for kind in kinds:
                if case.find(kind) is not None:
                    yield case, case.find(kind)
                    break


def failures(of):
    """The failed cases of each test."""
    found = collections.defaultdict(list)
    for case, why in with_one_of('failure', 'error', of=of):
        found[name(case)].append((case, why))
    return found


def passed(test, of):
    """Whether a test ran, and no case of it failed or was skipped; where only its class is named, all tests of that."""
    cases = [case for suite in of for case in suite.iter('testcase') if test in (name(case), case.get('classname'))]
    return bool(cases) and not any(case.find(kind) is not None for case in cases for kind in ('failure', 'error', 'skipped'))


def indented(text):
    """Without what the trace has of the JDK; the end is what was printed last."""
    lines = [line for line in (text or '').strip().splitlines() if not line.startswith('\tat ') or 'org.dbusp1.' in line]
    if len(lines) > MOST_LINES:
        print('    ... (all of it is in the reports)')
    for line in lines[-MOST_LINES:]:
        print('    ' + line)


def tell_flaky(test, cases):
    # Maven leaves a line that has not ended.
    print('\nflaky: ' + test)
    for case, why in cases:
        indented(why.text or why.get('message'))
        # JUnit's console begins with the name.
        printed = '\n'.join(each.text or '' for stream in ('system-out', 'system-err') for each in case.findall(stream))
        printed = re.sub('^(unique-id|display-name): .*$', '', printed, flags=re.M).strip()
        if printed:
            print('  it printed:')
            indented(printed)


def name(case):
    # A row of a test has its number, or its arguments, behind the name.
    method = re.match(r'\w*', case.get('name')).group()
    return case.get('classname') + ('#' + method if method else '')


def reason(why):
    """What a test says of its skipping: JUnit's, or that of an assumption, which is the first line of the trace."""
    first = why.get('message') or (why.text or '').strip().partition('\n')[0]
    return re.sub(r'^(?:[\w.]*TestAbortedException: *)?(?:Assumption failed: *)?', '', first) or 'no reason'


def found(case, why):
    message = why.get('message') or why.get('type') or ''
    if why.get('type') == 'org.dbusp1.Complaints':
        return message.splitlines()
    words = re.sub(r'Expecting .*? did(?: not)?: ', '', ' '.join(message.split()))
    return ['%s: %s' % (name(case).removeprefix('org.dbusp1.'), words if len(words) <= MOST_LETTERS else words[:MOST_LETTERS] + ' ... (all of it is in the log)')]


if sys.argv[1] == '--failed':
    for test in sorted(failures(suites)):
        print(test)
elif sys.argv[1] == '--wrong':
    for line in dict.fromkeys(line for case, why in with_one_of('failure', 'error') for line in found(case, why)):
        print(line)
elif sys.argv[1] == '--skipped':
    print('\n'.join(sorted({name(case) + ': ' + reason(why) for case, why in with_one_of('skipped')})))
elif sys.argv[1] == '--silent':
    with open(sys.argv[2], errors='replace') as log:
        began = set(re.findall(r'^\[INFO\] Running ([\w.$]+)$', log.read(), re.M))
    print(' '.join(sorted(began - {suite.get('name') for suite in suites})))
else:
    again = suites_of(sys.argv[2]) if len(sys.argv) > 2 else []
    suites = suites_of(sys.argv[1])

    def count(*attributes):
        return sum(int(suite.get(attribute)) for suite in suites for attribute in attributes)

    flaky = {test: cases for test, cases in sorted(failures(suites).items()) if passed(test, again)}
    for test, cases in flaky.items():
        tell_flaky(test, cases)
    ran, skipped = count('tests'), count('skipped')
    failed = count('failures', 'errors') - sum(map(len, flaky.values()))
    print(f'{ran - failed - skipped} passed, {failed} failed, {skipped} skipped' + (f', {len(flaky)} flaky' if flaky else ''))
    for why, times in collections.Counter(reason(why) for _, why in with_one_of('skipped')).most_common():
        print(f'  {times} skipped: {why}')
    sys.exit(ran == 0 or failed > 0 or len(flaky) > MOST_FLAKY)
