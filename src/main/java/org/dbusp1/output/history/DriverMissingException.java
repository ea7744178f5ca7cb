package org.dbusp1.output.history;

import java.sql.SQLException;

/** The package has no driver for the database; trying again is of no use. */
final class DriverMissingException extends SQLException {
    DriverMissingException(String driver, Throwable cause) {
        super("this package has no driver for it (" + driver + "): use the desktop package, or put the driver's jar"
                + " beside the others", cause);
    }
}
