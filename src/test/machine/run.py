#!/usr/bin/python3
"""Runs the tests in the virtual machine: run.py [WORD...], those whose names contain a word, or all. A line for each: its seconds, its name,
and at a failure why, and the file with all that was known of the machine at that moment. Status 1: a test failed, or none passed."""
import sys
import time
import traceback
import unittest

from machine import BUILT

MODULES = ("debian_system", "gx_stick", "gx_device", "install_cuts", "power_cuts")


class Lines(unittest.TestResult):
    passed = 0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def line(self, test, what):
        name = test.id() if isinstance(test, unittest.TestCase) else str(test)
        seconds = time.monotonic() - getattr(self, "began", time.monotonic())
        print(f"{seconds:6.1f} s  {name}: {what}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1
        self.line(test, "passed")

    def fault(self, test, error):
        log = BUILT / f"{test.id()}.log" if isinstance(test, unittest.TestCase) else BUILT / "start.log"
        with open(log, "w") as file:
            traceback.print_exception(*error, file=file)
            machine = getattr(test, "machine", None)
            if machine and machine.process:
                try:
                    file.write(machine.run("everything")[1])
                except Exception as gone:  # noqa: B902 - the failure itself matters more
                    file.write(f"the machine does not answer: {gone}")
        self.line(test, f"FAILED: {str(error[1])[:600]}\n          see {log}")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.fault(test, error)

    def addError(self, test, error):
        super().addError(test, error)
        self.fault(test, error)

    def addSubTest(self, test, part, error):
        super().addSubTest(test, part, error)
        if error:
            self.line(test, f"FAILED: {part._subDescription()} {str(error[1])[:300]}")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(test, f"SKIPPED: {reason}")


def tests_in(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from tests_in(each)
        else:
            yield each


def main():
    words = sys.argv[1:]
    found = tests_in(unittest.defaultTestLoader.loadTestsFromNames(MODULES))
    chosen = unittest.TestSuite(test for test in found if not words or any(word in test.id() for word in words))
    result = Lines()
    chosen.run(result)
    failed = {str(test) for test, _ in result.failures + result.errors}
    print(f"{result.passed} passed, {len(failed)} failed, {len(result.skipped)} skipped", flush=True)
    sys.exit(bool(failed or not result.passed))


if __name__ == "__main__":
    main()
