package org.dbusp1.source;

import java.util.Optional;

/** A HomeWizard P1 dongle in the network, whichever version of its local API is used. */
interface HomeWizardDongle extends Source {
    /** Its name or address, with a port where it is not the usual one. */
    String host();

    @Override
    default String name() {
        return host().replace(':', '_');
    }

    @Override
    default Optional<String> cable() {
        return Optional.of("homewizard " + host());
    }

    @Override
    default String description() {
        return "HomeWizard dongle at " + host();
    }
}
