package org.teavm.classlib.java.security;

/** {@code java.security.Security}, without a property. */
public final class TSecurity {
    private TSecurity() {
    }

    /** Returns null: no property is set. */
    public static String getProperty(String name) {
        return null;
    }
}
