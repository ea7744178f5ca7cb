package org.dbusp1.base.process;

/** The exit statuses of the process: from 64 on the numbers of BSD's sysexits.h, which scripts and supervisors know. */
public enum ExitStatus {
    OK(0, "success, or a driver or collector that a signal stopped"),
    NOT_FOUND(1, "no good telegram within the time of --probe, check finds a silent line, or probe no meter"),
    DOUBTFUL(2, "check: telegrams come, but too seldom for ESS, or many are damaged"),
    NO_MEMORY(3, "Java has too little memory, and says so itself"),
    USAGE(64, "the command line is wrong"),
    NO_DATA(65, "the input holds no telegram; check: bytes come, but no good telegram"),
    ABSENT(66, "the port or file is not there, or another cable is at the port"),
    UNAVAILABLE(69, "D-Bus, database or MQTT broker not available, or connection lost"),
    FAULT(70, "a fault in the program, or a driver that hung"),
    UNWRITABLE(74, "a file cannot be written: the disk is full, or the directory does not exist"),
    BUSY(75, "another program has the port, or the name on the bus; or not all of a log could be written"),
    FORBIDDEN(77, "no permission for the port, the file or the name on the bus"),
    CONFIG(78, "the configuration is wrong");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }

    /** Ends the process at the request of a part of the driver: a new start mends faults that the part cannot mend. */
    @FunctionalInterface
    public interface ExitRequest {
        /** The first request counts. Returns at once, on any thread. @param line for the owner: the fault and its remedy */
        void exit(ExitStatus status, String line);
    }
}
