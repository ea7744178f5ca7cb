package org.dbusp1.meter;

/** The origin of messages: whether they may be late or repeated, and whose clock tells the time. */
public enum Origin {
    /** A meter at a serial port: nothing on the way stores messages. */
    LINE,
    /** A meter on a network: a bridge or a dongle may store messages and send them later. */
    NETWORK,
    /** A log, or a simulated meter: the time is that of the messages, so that none is late. */
    LOG,
    /** A log of which all is to be reported, also where it was made from copies, so that messages repeat. */
    CHECKED_LOG;

    public boolean isLog() {
        return this == LOG || this == CHECKED_LOG;
    }
}
