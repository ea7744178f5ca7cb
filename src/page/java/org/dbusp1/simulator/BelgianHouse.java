package org.dbusp1.simulator;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The simulated house of the manual's web page, with the one meter of the simulator that the page contains: the writers of the binary
 * meters use methods that the compiler for the browser does not have.
 */
public final class BelgianHouse {
    private BelgianHouse() {
    }

    /** Writes the telegrams of some days on standard output, one each ten seconds: for the history. Arguments: first day, days. */
    public static void main(String[] arguments) throws IOException {
        SimulatedDialect dialect = dialect();
        Instant start = LocalDate.parse(arguments[0]).atStartOfDay(dialect.zone()).toInstant();
        SimulatedMeter meter = meter(dialect, 10, start);
        for (int telegrams = Integer.parseInt(arguments[1]) * 24 * 360; telegrams > 0; telegrams--) {
            System.out.write(meter.next());
        }
        System.out.flush();
    }

    /** Returns the meter, which sends each second. @param start the meter's clock in its first telegram */
    public static SimulatedMeter meter(Instant start) {
        return meter(dialect(), 1, start);
    }

    private static SimulatedMeter meter(SimulatedDialect dialect, int interval, Instant start) {
        return new SimulatedMeter(new SimulatedDialect(dialect.name(), dialect.title(), dialect.zone(), interval, dialect.deviceInterval(),
                dialect.checksum(), dialect.netting(), dialect.tariffs(), dialect.devices(), dialect.template()), House.usual(dialect, start));
    }

    private static SimulatedDialect dialect() {
        return BelgianDialects.ALL.stream().filter(one -> one.name().equals("emucs17")).findFirst().orElseThrow();
    }
}
