package org.dbusp1.simulator;

import java.time.ZoneId;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * German meters with SML, each with the registers of the maker's meters: EMH's eHZ, which sends the power without a sign and
 * the direction in the status word; Iskra's MT691, also before its PIN is entered; EasyMeter's Q3A with phases.
 */
final class SmlDialects {
    private static final int WATT_HOURS = 30;
    private static final int WATTS = 27;
    private static final int VOLTS = 35;

    private static final String EMH = "06454D480100000000D1";
    private static final String ISKRA = "0A0149534B0004C4B401";
    private static final String EASY_METER = "09014553591103B59901";

    static final List<SimulatedDialect> ALL = List.of(
            dialect("sml-emh", "Germany, SML, EMH eHZ: the direction is in the status word", TariffRule.DAY_AND_NIGHT,
                    new Maker(EMH, 2, 10, SmlDialects::emh)),
            dialect("sml-iskra", "Germany, SML, Iskra MT691", TariffRule.SINGLE,
                    new Maker(ISKRA, 1, 5, (meter, values) -> iskra(meter, values, false))),
            dialect("sml-easymeter", "Germany, SML, EasyMeter Q3A", TariffRule.SINGLE,
                    new Maker(EASY_METER, 2, 12, SmlDialects::easyMeter)),
            dialect("sml-reduced", "Germany, SML, Iskra MT691 before its PIN is entered: whole kWh, no power",
                    TariffRule.SINGLE, new Maker(ISKRA, 1, 4, (meter, values) -> iskra(meter, values, true))));

    /**
     * The telegrams of one maker's meter.
     *
     * @param server    the server's id, in hex
     * @param interval  seconds between telegrams
     * @param entries   number of registers in the list
     * @param registers writes the registers
     */
    private record Maker(String server, int interval, int entries, BiConsumer<SimulatedMeter, SmlWriter> registers)
            implements PushList {
        @Override
        public int pause(long second) {
            return interval;
        }

        @Override
        public byte[] push(SimulatedMeter meter) {
            SmlWriter values = new SmlWriter();
            registers.accept(meter, values);
            return telegram(meter, server, entries, values);
        }
    }

    private SmlDialects() {
    }

    private static SimulatedDialect dialect(String name, String title, TariffRule tariffs, Maker maker) {
        return new SimulatedDialect(name, title, ZoneId.of("Europe/Berlin"), maker.interval, 3_600, false, true,
                tariffs, List.of(), "", maker);
    }

    /** Returns a file of open response, list response and close response. */
    private static byte[] telegram(SimulatedMeter meter, String server, int entries, SmlWriter values) {
        long second = meter.second() & 0x0FFFFFFF;
        SmlWriter open = new SmlWriter().list(6).absent(2).octets("%08X".formatted(second)).octets(server).absent(2);
        SmlWriter list = new SmlWriter().list(7).absent(1).octets(server).octets("0100620AFFFF")
                .list(2).unsigned(1).unsigned(second, 4).list(entries).add(values).absent(2);
        return new SmlWriter().message(3 * second, 0x0101, open).message(3 * second + 1, 0x0701, list)
                .message(3 * second + 2, 0x0201, new SmlWriter().list(1).absent(1)).telegram();
    }

    /** Writes an EDL status word: its bit 5 is set while the house feeds in. */
    private static void emh(SimulatedMeter meter, SmlWriter values) {
        octets(values, "8181C78203FF", "454D48");
        octets(values, "0100000009FF", EMH);
        counter(values, meter, "0100010800FF", "A+", -1, meter.registers().watts < 0 ? 0x01A2 : 0x0182);
        counter(values, meter, "0100020800FF", "A-", -1);
        counter(values, meter, "0100010801FF", "A+.1", -1);
        counter(values, meter, "0100020801FF", "A-.1", -1);
        counter(values, meter, "0100010802FF", "A+.2", -1);
        counter(values, meter, "0100020802FF", "A-.2", -1);
        measured(values, meter, "01000F0700FF", "|P|", -1, WATTS);
        octets(values, "8181C78205FF", "5A".repeat(48));
    }

    /** Writes a status word of the FNN: its bit 11 is set while the house feeds in. */
    private static void iskra(SimulatedMeter meter, SmlWriter values, boolean reduced) {
        octets(values, "010060320101", "49534B");
        octets(values, "0100600100FF", ISKRA);
        int exponent = reduced ? 3 : -1;
        counter(values, meter, "0100010800FF", "A+", exponent, meter.registers().watts < 0 ? 0x1C0904 : 0x1C0104);
        counter(values, meter, "0100020800FF", "A-", exponent);
        if (!reduced) {
            measured(values, meter, "0100100700FF", "P", 0, WATTS);
        }
    }

    /** Writes also powers and voltages of the phases. */
    private static void easyMeter(SimulatedMeter meter, SmlWriter values) {
        octets(values, "8181C78203FF", "455359");
        octets(values, "0100000009FF", EASY_METER);
        counter(values, meter, "0100010800FF", "A+", -4, 0x80);
        counter(values, meter, "0100020800FF", "A-", -4, 0x80);
        measured(values, meter, "0100100700FF", "P", -2, WATTS);
        for (int phase = 1; phase <= 3; phase++) {
            measured(values, meter, "0100%02X0700FF".formatted(16 + 20 * phase), "P.L" + phase, -2, WATTS);
            measured(values, meter, "0100%02X0700FF".formatted(12 + 20 * phase), "U.L" + phase, -1, VOLTS);
        }
        values.list(7).octets("0100000000FF").absent(4).text("1ESY1162189057").absent(1);
    }

    private static void octets(SmlWriter values, String code, String octets) {
        values.list(7).octets(code).absent(4).octets(octets).absent(1);
    }

    private static void counter(SmlWriter values, SimulatedMeter meter, String code, String field, int exponent) {
        number(values.list(7).octets(code).absent(2), meter, field, exponent, WATT_HOURS);
    }

    private static void counter(SmlWriter values, SimulatedMeter meter, String code, String field, int exponent,
            long status) {
        number(values.list(7).octets(code).unsigned(status).absent(1), meter, field, exponent, WATT_HOURS);
    }

    private static void measured(SmlWriter values, SimulatedMeter meter, String code, String field,
            int exponent, int unit) {
        number(values.list(7).octets(code).absent(2), meter, field, exponent, unit);
    }

    /** Writes unit, scaler and value; counters are unsigned. */
    private static void number(SmlWriter entry, SimulatedMeter meter, String field, int exponent, int unit) {
        long value = NumberField.of(field).value(meter, exponent);
        SmlWriter scaled = entry.unsigned(unit).signed(exponent);
        (unit == WATT_HOURS ? scaled.unsigned(value) : scaled.signed(value)).absent(1);
    }
}
