package org.dbusp1.decode.register;

import org.dbusp1.meter.Quantity;

/**
 * What a register says.
 *
 * @param quantity null where the kind is not a number
 * @param signs    bits of what its presence tells about the dialect
 */
public record RegisterDefinition(RegisterKind kind, Quantity quantity, int signs) {
    static final RegisterDefinition UNKNOWN = new RegisterDefinition(RegisterKind.UNKNOWN, null, 0);
}
