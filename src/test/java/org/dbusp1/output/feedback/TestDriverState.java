package org.dbusp1.output.feedback;

/** Makes states of a driver. */
public final class TestDriverState {
    private TestDriverState() {
    }

    /** Returns the state of a driver whose outputs have told it nothing. */
    public static DriverState empty() {
        return new DriverState(OwnerChoices.none());
    }
}
