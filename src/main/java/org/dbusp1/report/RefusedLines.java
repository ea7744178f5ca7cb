package org.dbusp1.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.HexDump;

/** Refused telegrams, byte by byte. */
public final class RefusedLines {
    private RefusedLines() {
    }

    public static List<String> of(List<Rejected> refused) {
        List<String> lines = new ArrayList<>();
        for (Rejected telegram : refused) {
            String time = telegram.time().equals(Instant.EPOCH) ? "" : telegram.time() + "  ";
            lines.add(time + telegram.cause().sentence() + "; " + telegram.bytes().length + " bytes");
            StringBuilder dump = new StringBuilder();
            HexDump.append(telegram.bytes(), dump);
            dump.toString().lines().forEach(lines::add);
        }
        return lines;
    }
}
