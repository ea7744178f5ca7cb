package org.dbusp1.app.report;

import java.util.Arrays;
import java.util.List;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.driver.LineState;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.frame.FrameMarks;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.jspecify.annotations.Nullable;

/** The way from the meter to this program: what the owner has in hand. */
record Connection(Carrier carrier, Outlet outlet) {
    /** What brings the bytes. */
    enum Carrier {
        SERIAL,
        /** A bridge of the network, or a device that answers requests with the telegram. */
        TCP,
        /** The bridge of a Pulse. */
        TIBBER,
        HOMEWIZARD,
        LOG;

        static Carrier of(SourceConfig source) {
            if (source instanceof SourceConfig.Connection || source instanceof SourceConfig.Page) {
                return TCP;
            }
            return source instanceof SourceConfig.Tibber ? TIBBER : source instanceof SourceConfig.HomeWizard ? HOMEWIZARD
                    : source instanceof SourceConfig.Replay ? LOG : SERIAL;
        }
    }

    /** What is at the meter. */
    enum Outlet {
        P1,
        HEAD,
        /** An adapter for M-Bus or RS-485. */
        BUS,
        UNKNOWN;

        private static Outlet of(Dialect.Port port) {
            return switch (port) {
                case P1 -> P1;
                case HAN -> BUS;
                case OPTICAL -> HEAD;
            };
        }
    }

    /**
     * Returns the connection of a line.
     *
     * @param configured the carrier of the source; of a file that was read to its end it is a log
     * @param country of the meter; null: unknown
     */
    static Connection of(Carrier configured, LineState state, @Nullable Country country) {
        Carrier carrier = state.sourceEnded() ? Carrier.LOG : configured;
        Outlet shown = shownOutlet(state);
        return new Connection(carrier, shown != null ? shown : likelyOutlet(state, carrier == Carrier.LOG ? null : country, carrier));
    }

    /** Returns whether there is a meter of which the owner has the cable, head or adapter: a log without one may be any file. */
    boolean hasOutlet() {
        return switch (carrier) {
            case SERIAL, TCP -> true;
            case LOG -> outlet != Outlet.UNKNOWN;
            case TIBBER, HOMEWIZARD -> false;
        };
    }

    /** Returns the outlet that the messages of a line show; null if they show none. */
    private static @Nullable Outlet shownOutlet(LineState state) {
        if (state.snapshot() != null) {
            return Outlet.of(state.snapshot().reading().meter().dialect().port());
        }
        if (state.anyRejectedMatches(FormatHint.D0_REGISTER) || state.anyRejectedMatches(FormatHint.SML_ESCAPE)) {
            return Outlet.HEAD;
        }
        if (state.anyRejectedMatches(FormatHint.REGISTER_TEXT)) {
            return Outlet.P1;
        }
        boolean isBinary = state.rejected().stream().map(rejected -> rejected.bytes())
                .anyMatch(bytes -> bytes.length > 0 && FrameMarks.isOfLinkFrame(bytes[0]));
        return isBinary ? Outlet.BUS : null;
    }

    /** Returns the outlet that the meters of a country have, and text makes likely. */
    private static Outlet likelyOutlet(LineState state, @Nullable Country country, Carrier carrier) {
        Outlet usual = country == null ? Outlet.UNKNOWN : usual(country);
        if (usual != Outlet.HEAD && state.anyRejectedMatches(FormatHint.FIRST_LINE)) {
            return Outlet.P1;
        }
        boolean isText = usual == Outlet.UNKNOWN && carrier != Carrier.LOG && !state.samples().isEmpty()
                && Sign.looksLikeText(state.samples().get(state.samples().size() - 1));
        return isText ? Outlet.P1 : usual;
    }

    private static Outlet usual(Country country) {
        List<Dialect.Port> ports = Arrays.stream(Dialect.values()).filter(dialect -> dialect.country().filter(country::equals).isPresent())
                .map(Dialect::port).distinct().toList();
        return ports.size() == 1 ? Outlet.of(ports.get(0)) : Outlet.UNKNOWN;
    }
}
