package org.dbusp1.decode.p1;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.TelegramTraits;
import org.dbusp1.meter.Obis;

/** The registers that one telegram prints, by which its dialect is recognised. */
final class PrintedRegisters implements TelegramTraits {
    private static final int USUAL = 64;

    private int[] codes = new int[USUAL];
    private int count;
    private boolean d0Codes;
    private boolean measuredOnChannel1;
    private Optional<String> version = Optional.empty();

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

    /** Returns the first of the dialects whose signs are printed; if there is none, the last dialect. */
    Dialect dialect(List<Dialect> dialects, Optional<String> printedVersion) {
        version = printedVersion;
        for (Dialect dialect : dialects) {
            if (dialect.signs().test(this)) {
                return dialect;
            }
        }
        return dialects.get(dialects.size() - 1);
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
