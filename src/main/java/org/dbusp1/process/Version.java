package org.dbusp1.process;

import java.util.Optional;

/** The version of this program. */
public final class Version {
    private Version() {
    }

    /** The version in the manifest of the package; "(not packaged)" when the program runs from its classes. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("(not packaged)");
    }
}
