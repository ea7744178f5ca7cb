package org.dbusp1.process;

import java.util.Arrays;

/** What the process says to who started it; numbers of BSD's sysexits, so that scripts and supervisors know them. */
public enum ExitStatus {
    OK(0, "all went well, or it was told to stop"),
    NOT_FOUND(1, "no good telegram in the time that --probe gave, or check finds a silent line"),
    DOUBTFUL(2, "check: telegrams come, but too seldom for ESS, or many are damaged"),
    USAGE(64, "the command line is wrong"),
    NO_DATA(65, "the input holds no telegram; check: bytes come, but no good telegram"),
    ABSENT(66, "the port or file is not there"),
    UNAVAILABLE(69, "no D-Bus, database or MQTT broker, or it went away"),
    FAULT(70, "a fault of its own: a bug, or a driver that hung"),
    UNWRITABLE(74, "a file cannot be written: the disk is full, or the directory is none"),
    BUSY(75, "another program has the port, or the name on the bus"),
    FORBIDDEN(77, "no permission for the port or file"),
    CONFIG(78, "the configuration is wrong");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** @throws IllegalArgumentException when there is none with this number */
    public static ExitStatus of(int code) {
        return Arrays.stream(values()).filter(status -> status.code == code).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no exit status " + code));
    }

    public int code() {
        return code;
    }

    /** For the manual and for help. */
    public String meaning() {
        return meaning;
    }
}
