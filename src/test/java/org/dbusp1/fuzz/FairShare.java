package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Counts what a fuzz test was given and how much of it was accepted, prints the figures, and fails when too little was:
 * a fuzz test of which nothing is accepted tests only rejection.
 */
public final class FairShare implements AfterAllCallback {
    private final double least;
    private long inputs;
    private long bytes;
    private long accepted;

    private FairShare(double least) {
        this.least = least;
    }

    /** @param least share of the inputs of which at least one message must be accepted, 0 to 1 */
    public static FairShare of(double least) {
        return new FairShare(least);
    }

    /** An input was tried. */
    public void count(byte[] input, boolean wasAccepted) {
        inputs++;
        bytes += input.length;
        accepted += wasAccepted ? 1 : 0;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.out.printf("%s: %d inputs, %d bytes, %d accepted%n", context.getDisplayName(), inputs, bytes, accepted);
        assertThat(accepted).as("accepted of %d inputs", inputs).isPositive().isGreaterThanOrEqualTo((long) (least * inputs));
    }
}
