"""Prints how many tests passed, failed and were skipped, by Maven's reports in a folder, and why they were; exits with 1 unless some ran
and none failed.

count_tests.py --failed FOLDER prints the failed tests instead, as CLASS#METHOD, or CLASS where none of its tests could begin;
count_tests.py --skipped FOLDER the skipped ones, with their reasons; count_tests.py --wrong FOLDER what the failed ones found, each in
a line: the lines of Complaints.java as they are, and the beginning of another message after the name of its test.
"""
import collections
import glob
import re
import sys
import xml.etree.ElementTree as tree

MOST_LETTERS = 300

suites = [tree.parse(file).getroot() for file in glob.glob(sys.argv[-1] + '/TEST-*.xml')]


def with_one_of(*kinds):
    for suite in suites:
        for case in suite.iter('testcase'):
            for kind in kinds:
                if case.find(kind) is not None:
                    yield case, case.find(kind)
                    break


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
    words = ' '.join(message.split())
    return ['%s: %s' % (name(case).removeprefix('org.dbusp1.'), words if len(words) <= MOST_LETTERS else words[:MOST_LETTERS] + ' ... (all of it is in the log)')]


if sys.argv[1] == '--failed':
    print('\n'.join(sorted({name(case) for case, _ in with_one_of('failure', 'error')})))
elif sys.argv[1] == '--wrong':
    for line in dict.fromkeys(line for case, why in with_one_of('failure', 'error') for line in found(case, why)):
        print(line)
elif sys.argv[1] == '--skipped':
    print('\n'.join(sorted({name(case) + ': ' + reason(why) for case, why in with_one_of('skipped')})))
else:
    def count(*attributes):
        return sum(int(suite.get(attribute)) for suite in suites for attribute in attributes)

    ran, failed, skipped = count('tests'), count('failures', 'errors'), count('skipped')
    print(f'{ran - failed - skipped} passed, {failed} failed, {skipped} skipped')
    for why, times in collections.Counter(reason(why) for _, why in with_one_of('skipped')).most_common():
        print(f'  {times} skipped: {why}')
    sys.exit(ran == 0 or failed > 0)
