"""What the tests of one class share: a machine with the package, and a meter."""
from machine import Machine
from meter import Meter


def begin(test, install, **options):
    """Begins a test with a machine that runs, the package installed by this command of the shell, and nothing plugged in."""
    case = type(test)
    if not hasattr(case, "machine"):
        case.machine = Machine(**options)
        case.addClassCleanup(case.machine.cut)
        case.meter = Meter("dsmr50")
        case.addClassCleanup(case.meter.close)
    if not test.machine.process:
        test.machine.start()
    test.machine.output(f"note_files; {install}", 120)


def unplug(test, left):
    """Unplugs all cables, and waits until this is so in a machine that runs."""
    test.machine.unplug_all()
    if test.machine.process:
        test.machine.output(f"within 30 {left}", 40)
