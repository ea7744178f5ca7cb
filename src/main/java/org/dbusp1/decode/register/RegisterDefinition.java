package org.dbusp1.decode.register;

import org.dbusp1.meter.Quantity;

/**
 * What a register says.
 *
 * @param quantity null where the kind is not a number
 */
public record RegisterDefinition(RegisterKind kind, Quantity quantity) {
    static final RegisterDefinition UNKNOWN = new RegisterDefinition(RegisterKind.UNKNOWN, null);
}
