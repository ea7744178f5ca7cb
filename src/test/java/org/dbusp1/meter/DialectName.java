package org.dbusp1.meter;

import org.junit.jupiter.params.converter.TypedArgumentConverter;

/** Makes of a name in a row of a test the dialect. */
public final class DialectName extends TypedArgumentConverter<String, Dialect> {
    public DialectName() {
        super(String.class, Dialect.class);
    }

    @Override
    protected Dialect convert(String name) {
        return Dialect.valueOf(name);
    }
}
