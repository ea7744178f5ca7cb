package org.dbusp1.app.check;

import java.nio.file.Path;
import java.util.List;
import org.dbusp1.app.report.CheckText;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.app.report.StatusReport;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.process.UserException;

/** Checks a port that a driver has open: shows the report of that driver, and does not open the port. */
public final class DriverCheck implements Check {
    private final List<Path> directories;
    private StatusReport last;

    public DriverCheck(List<Path> directories, StatusReport found) {
        this.directories = directories;
        this.last = found;
    }

    @Override
    public void start() {
        // The driver that has the port already reads it.
    }

    @Override
    public CheckText text(boolean secrets) throws UserException {
        ProcessId driver = last.driver();
        String named = "the driver of " + last.source() + ", process " + driver.pid() + ", ";
        if (secrets) {
            throw new UserException(ExitStatus.BUSY, named + "shows no numbers in full: stop it first for --ids");
        }
        last = StatusReport.running(directories).stream().filter(report -> report.driver().equals(driver)).findFirst()
                .orElseThrow(() -> new UserException(ExitStatus.UNAVAILABLE, named + "has ended"));
        return last.hangs() ? Reporter.hanging(last.check().facts()) : last.check();
    }

    @Override
    public List<String> rejected() {
        return last.rejected();
    }
}
