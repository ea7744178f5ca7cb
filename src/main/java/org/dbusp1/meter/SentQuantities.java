package org.dbusp1.meter;

import java.util.Set;

/** What a meter sends, in this message or in another one. */
record SentQuantities(Values.Builder values, Set<Quantity> ofOtherMessages) {
    boolean inAnyMessage(Quantity quantity) {
        return values.sent(quantity) || ofOtherMessages.contains(quantity);
    }

    boolean anyOf(Phase phase) {
        return inAnyMessage(phase.power()) || inAnyMessage(phase.powerImport()) || inAnyMessage(phase.powerExport())
                || inAnyMessage(phase.voltage()) || inAnyMessage(phase.current());
    }
}
