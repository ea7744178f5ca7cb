"""Prints how many tests passed, failed and were skipped, by Maven's reports in a folder; exits with 1 unless some ran and none failed.

count_tests.py --failed FOLDER prints the failed tests instead, as CLASS#METHOD, or CLASS where none of its tests could begin;
count_tests.py --skipped FOLDER the skipped ones, with their reasons.
"""
import glob
import re
import sys
import xml.etree.ElementTree as tree

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


if sys.argv[1] == '--failed':
    print('\n'.join(sorted({name(case) for case, _ in with_one_of('failure', 'error')})))
elif sys.argv[1] == '--skipped':
    print('\n'.join(sorted({name(case) + ': ' + (why.get('message') or '') for case, why in with_one_of('skipped')})))
else:
    def count(*attributes):
        return sum(int(suite.get(attribute)) for suite in suites for attribute in attributes)

    ran, failed, skipped = count('tests'), count('failures', 'errors'), count('skipped')
    print(f'{ran - failed - skipped} passed, {failed} failed, {skipped} skipped')
    sys.exit(ran == 0 or failed > 0)
