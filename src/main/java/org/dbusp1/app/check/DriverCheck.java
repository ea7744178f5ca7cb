package org.dbusp1.app.check;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.app.report.Diagnosis;
import org.dbusp1.app.report.LineReport;
import org.dbusp1.app.report.LineReport.ReportRow;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.app.report.StatusReport;
import org.dbusp1.app.report.StatusReport.Timestamp;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.process.UserException;
import org.dbusp1.gx.client.DeviceChoices;

/** Checks a port that a driver has open: reads the report of that driver, and does not open the port. */
public final class DriverCheck implements Check {
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final List<Path> directories;
    private final ProcessId driver;
    private StatusReport last;

    public DriverCheck(List<Path> directories, StatusReport found) {
        this.directories = directories;
        this.driver = found.driver();
        this.last = found;
    }

    @Override
    public void start() {
        // The driver that has the port already reads it.
    }

    @Override
    public LineReport report() throws UserException {
        Optional<StatusReport> now = StatusReport.running(directories).stream()
                .filter(report -> report.driver().equals(driver)).findFirst();
        last = now.orElseThrow(() -> new UserException(ExitStatus.UNAVAILABLE,
                "the driver of " + last.source() + ", process " + driver.pid() + ", has ended"));
        DeviceChoices device = DeviceChoices.read();
        LineReport report = last.report().withRowAt(0, ReportRow.of("Driver",
                ReportTexts.ofDevice().text("driver.report", Map.of("process", driver.pid(),
                        "time", DateTimeFormatter.ofPattern("HH:mm:ss").withZone(device.timeZone()).format(last.time().clock())))));
        // While telegrams arrive the driver writes its report every few seconds, unless the driver hangs or was stopped.
        boolean hangs = Diagnosis.telegramsArrive(report.finding()) && last.time().age(Timestamp.now()).compareTo(SILENCE) > 0;
        return hangs ? Reporter.hanging(report.rows()) : report;
    }

    @Override
    public List<String> rejected() {
        return Reporter.dump(last.rejected(), false);
    }
}
