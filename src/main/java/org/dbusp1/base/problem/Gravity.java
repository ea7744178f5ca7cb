package org.dbusp1.base.problem;

import java.util.Locale;
import org.dbusp1.base.process.ExitStatus;

/** How grave it is: the one scale for colours, exit status, notifications, flags and the last line of venus/status. */
public enum Gravity {
    /** As it should be. Told as information. */
    WELL(2, "information", ExitStatus.OK),
    /** Nobody has to act, and the owner should know it. */
    KNOW(0, "warning", ExitStatus.DOUBTFUL),
    /** The owner has to act. */
    ACT(0, "warning", ExitStatus.NO_DATA),
    /** Now: ESS regulates by what is wrong. */
    ALARM(1, "alarm", ExitStatus.NO_DATA);

    private final int notification;
    private final String severity;
    private final ExitStatus exitStatus;

    Gravity(int notification, String severity, ExitStatus exitStatus) {
        this.notification = notification;
        this.severity = severity;
        this.exitStatus = exitStatus;
    }

    public boolean needsOwner() {
        return compareTo(ACT) >= 0;
    }

    /** Returns the type of venus-platform, notification.hpp. */
    public int notification() {
        return notification;
    }

    public String severity() {
        return severity;
    }

    ExitStatus exitStatus() {
        return exitStatus;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
