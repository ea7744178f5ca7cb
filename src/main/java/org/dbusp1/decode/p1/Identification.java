package org.dbusp1.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Obis;

/** The lines of one telegram about the meter itself. If a line is printed twice, the first usable one is taken. */
final class Identification {
    private final String head;
    private final Map<Integer, String> numbers = new HashMap<>();
    private Optional<String> version = Optional.empty();
    private Optional<String> eMucsVersion = Optional.empty();

    /** @param headEnd the end of the telegram's first line */
    Identification(byte[] telegram, int headEnd) {
        int from = Math.min(1, headEnd);
        head = new String(telegram, from, headEnd - from, StandardCharsets.ISO_8859_1);
    }

    /** Reads a line about the meter, its text in [from, to). */
    void line(int code, RegisterTable.Kind kind, byte[] bytes, int from, int to) {
        switch (kind) {
            case VERSION -> version = version.or(() -> PrintedText.asPrinted(bytes, from, to));
            case HEX_VERSION -> eMucsVersion = eMucsVersion.or(() -> PrintedText.version(bytes, from, to));
            case METER_NUMBER -> number(code, PrintedText.decoded(bytes, from, to));
            default -> number(code, PrintedText.asPrinted(bytes, from, to));
        }
    }

    private void number(int code, Optional<String> text) {
        text.ifPresent(number -> numbers.putIfAbsent(RegisterTable.key(code), number));
    }

    /** Returns the version of the P1 format, 1-3:0.2.8. */
    Optional<String> version() {
        return version;
    }

    /** Returns whether the first line is the telegram's only line about its meter. */
    boolean isEmpty() {
        return numbers.isEmpty() && version.isEmpty() && eMucsVersion.isEmpty();
    }

    MeterIdentity identity(Dialect dialect) {
        String number = null;
        for (Obis code : dialect.numbers()) {
            number = number == null ? numbers.get(RegisterTable.key(RegisterTable.pack(code))) : number;
        }
        return new MeterIdentity(dialect, head, Optional.ofNullable(number),
                version.isPresent() ? version : eMucsVersion);
    }
}
