package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The setting ClassAndVrmInstance, {@code grid:40} (localsettings). */
record ClassAndInstance(String kind, int instance) {
    private static final Pattern TEXT = Pattern.compile("([a-z]+):(\\d{1,9})");

    /** Empty where it is not of that form. */
    static Optional<ClassAndInstance> of(Object text) {
        Matcher match = TEXT.matcher(text.toString());
        return match.matches()
                ? Optional.of(new ClassAndInstance(match.group(1), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassAndInstance that && kind.equals(that.kind) && instance == that.instance;
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + instance;
    }

    @Override
    public String toString() {
        return kind + ":" + instance;
    }
}
