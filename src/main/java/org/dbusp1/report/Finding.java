package org.dbusp1.report;

import java.util.Arrays;
import java.util.Optional;
import org.dbusp1.process.ExitStatus;

/** The result of a check of a line. */
public enum Finding {
    FIT(ExitStatus.OK, "good: telegrams come often enough for ESS"),
    CAREFUL(ExitStatus.OK, "good: telegrams come often enough for ESS with some care"),
    SLOW(ExitStatus.DOUBTFUL, "telegrams come, but too seldom for ESS: enough for display and slow charging"),
    DAMAGED_OFTEN(ExitStatus.DOUBTFUL, "telegrams come, but many are damaged on their way"),
    NO_POWER(ExitStatus.DOUBTFUL, "telegrams come, but the meter sends no power: it is no grid meter for ESS"),
    TWO_METERS(ExitStatus.NO_DATA, "telegrams of two meters come on one line: nothing is published"),
    LISTENING(ExitStatus.NOT_FOUND, "nothing came yet; a slow meter sends every ten seconds"),
    ABSENT(ExitStatus.ABSENT, "the port is not there"),
    SILENT(ExitStatus.NOT_FOUND, "nothing comes from the meter"),
    STOPPED(ExitStatus.NOT_FOUND, "telegrams came, but none comes any more"),
    HANGS(ExitStatus.NOT_FOUND, "the driver has the port, but its report has not changed for a minute"),
    NO_TELEGRAM(ExitStatus.NOT_FOUND, "the file holds no telegram"),
    TOO_FEW(ExitStatus.NOT_FOUND, "one good telegram is too few: this meter sends no checksum, so two have to agree"),
    DISTURBED(ExitStatus.NOT_FOUND, "nothing comes from the meter but a few stray bytes"),
    INVERTED(ExitStatus.NO_DATA, "the line is inverted: each bit of the meter comes as its opposite"),
    TOO_FAST(ExitStatus.NO_DATA, "the port is set to a higher speed than the meter's"),
    TOO_SLOW(ExitStatus.NO_DATA, "the port is set to a lower speed than the meter's"),
    ENCRYPTED(ExitStatus.NO_DATA, "telegrams come, but they are encrypted"),
    WRONG_KEY(ExitStatus.NO_DATA, "encrypted telegrams come, but the key does not decrypt them"),
    BINARY(ExitStatus.NO_DATA, "binary HAN frames come, not P1 telegrams, and none is complete"),
    HALF_SML(ExitStatus.NO_DATA, "parts of SML telegrams come, but none is complete: the optical head reads badly"),
    CUT_FRAMES(ExitStatus.NO_DATA, "binary HAN frames come, but each begins or ends in the middle"),
    LINE_ENDS(ExitStatus.NO_DATA, "telegrams come, but all are damaged: their line ends were changed on the way"),
    CUT(ExitStatus.NO_DATA, "telegrams come, but none is complete: they are cut off"),
    DAMAGED(ExitStatus.NO_DATA, "telegrams come, but all are damaged on their way"),
    TEXT(ExitStatus.NO_DATA, "text comes, but no telegram: this may be no meter"),
    NONSENSE(ExitStatus.NO_DATA, "bytes come, but they are neither telegrams nor text");

    private final ExitStatus status;
    private final String sentence;

    Finding(ExitStatus status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    /** Returns the finding with this name; empty if there is none. */
    static Optional<Finding> named(String name) {
        return Arrays.stream(values()).filter(finding -> finding.name().equals(name)).findFirst();
    }

    /** Returns the exit status of {@code check}. */
    public ExitStatus status() {
        return status;
    }

    /** Returns whether good telegrams come. */
    public boolean telegramsCome() {
        return compareTo(TWO_METERS) <= 0;
    }

    /** Returns a sentence for the owner. */
    public String sentence() {
        return sentence;
    }
}
