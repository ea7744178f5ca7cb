package org.dbusp1.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.TelegramTraits;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Obis;

/**
 * The parts of one telegram that show its meter: the first line, the meter's numbers, the version, and the codes of all
 * registers, by which the dialect is recognised. If a line is printed twice, the first usable one is taken.
 */
final class Identification implements TelegramTraits {
    private static final int USUAL = 64;

    private final String head;
    /** An array, as a set makes the decoder slower: 130,000 DSMR 5 telegrams a second in place of 160,000. */
    private int[] codes = new int[USUAL];
    private int count;
    private boolean d0Codes;
    private boolean measuredOnChannel1;
    private final Map<Integer, String> numbers = new HashMap<>();
    private Optional<String> version = Optional.empty();
    private Optional<String> eMucsVersion = Optional.empty();

    /** @param headEnd the end of the telegram's first line */
    Identification(byte[] telegram, int headEnd) {
        int from = Math.min(1, headEnd);
        head = new String(telegram, from, headEnd - from, StandardCharsets.ISO_8859_1);
    }

    /** Adds a register by its packed code. */
    void add(int code) {
        if (count == codes.length) {
            codes = Arrays.copyOf(codes, 2 * count);
        }
        if (code != RegisterTable.NONE) {
            codes[count++] = RegisterTable.key(code);
        }
    }

    void addD0Code() {
        d0Codes = true;
    }

    void addMeasurement(int channel) {
        measuredOnChannel1 |= channel == 1;
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

    @Override
    public boolean prints(Obis... wanted) {
        for (Obis code : wanted) {
            int key = RegisterTable.key(RegisterTable.pack(code));
            for (int i = 0; i < count; i++) {
                if (codes[i] == key) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public boolean printsD0Codes() {
        return d0Codes;
    }

    @Override
    public boolean measuresOnChannel1() {
        return measuredOnChannel1;
    }

    @Override
    public Optional<String> version() {
        return version;
    }
}
