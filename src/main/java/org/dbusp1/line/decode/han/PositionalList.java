package org.dbusp1.line.decode.han;

import static org.dbusp1.meter.Dialect.CZECHIA;
import static org.dbusp1.meter.Dialect.ISKRA;
import static org.dbusp1.meter.Dialect.KAIFA;
import static org.dbusp1.meter.Dialect.LANDIS_GYR;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Lists that do not describe themselves: the position of a value gives its meaning. A list is recognised by the number of
 * its values, a text and the types in its slots; with an empty text also by a plausible voltage. Any other list is unknown,
 * because a wrong guess would move an inverter.
 */
final class PositionalList {
    /**
     * Kinds of slots: t text, c clock, m clock with a year from 1792 to 2047, l the code of a push list, b boolean or
     * enum, s unsigned, u long-unsigned, d double-long-unsigned, n any whole number, x any value.
     */
    private record Slot(char kind, @Nullable Obis obis) {
        boolean fits(AXdr value) {
            return switch (kind) {
                case 't' -> value instanceof AXdr.Bytes text && isText(text.type());
                case 'c' -> value instanceof AXdr.Bytes clock && clock.bytes().length == CosemTime.LENGTH_BYTES;
                case 'm' -> value instanceof AXdr.Bytes clock && clock.bytes().length == CosemTime.LENGTH_BYTES
                        && clock.bytes()[0] == HIGH_BYTE_OF_YEAR;
                case 'l' -> isPushList(value.obis());
                case 'b' -> value.type() == Type.BOOLEAN || value.type() == Type.ENUM;
                case 's' -> value.type() == Type.UNSIGNED;
                case 'u' -> value.type() == Type.LONG_UNSIGNED;
                case 'x' -> true;
                case 'd' -> value.type() == Type.DOUBLE_LONG_UNSIGNED;
                default -> value instanceof AXdr.Whole whole && whole.type().isPlainNumber();
            };
        }

        private static boolean isText(Type type) {
            return type == Type.OCTET_STRING || type == Type.VISIBLE_STRING || type == Type.UTF8_STRING;
        }
    }

    /**
     * The definition of a list.
     *
     * @param dialect  null if meters of several makers send the list, by a grid operator's rules, with powers in W and
     *               var, energies in Wh and varh
     * @param namePrefix the beginning of the text at {@code nameIndex}, which identifies the list; empty if only the types do
     */
    private record ListDefinition(@Nullable Dialect dialect, int nameIndex, String namePrefix, List<Slot> slots) {
        boolean fits(List<AXdr> items) {
            if (items.size() != slots.size()) {
                return false;
            }
            for (int i = 0; i < items.size(); i++) {
                // A list with a name is recognised by the name, so that a value may be absent.
                if (!slots.get(i).fits(items.get(i)) && (namePrefix.isEmpty() || !(items.get(i) instanceof AXdr.Nothing))) {
                    return false;
                }
            }
            if (namePrefix.isEmpty()) {
                return true;
            }
            String text = items.get(nameIndex) instanceof AXdr.Bytes bytes ? new String(bytes.bytes(), StandardCharsets.ISO_8859_1) : "";
            return text.startsWith(namePrefix) || nameIndex == 0 && text.isEmpty() && voltageFits(items);
        }

        private boolean voltageFits(List<AXdr> items) {
            for (int i = 0; i < items.size(); i++) {
                if (VOLTAGE.equals(slots.get(i).obis()) && items.get(i) instanceof AXdr.Whole volts) {
                    return volts.bits() >= LOWEST_DECIVOLTS && volts.bits() <= HIGHEST_DECIVOLTS;
                }
            }
            return false;
        }

        ListDefinition firstSlots(int count) {
            return new ListDefinition(dialect, nameIndex, namePrefix, slots.subList(0, count));
        }

        /** The same list without its name, recognised by the meter's type. @param typeIndex of the type in the list with its name */
        ListDefinition withoutName(int typeIndex, String typePrefix) {
            return new ListDefinition(dialect, typeIndex - 1, typePrefix, slots.subList(1, slots.size()));
        }
    }

    private static final Obis VOLTAGE = Obis.parse("1-0:32.7.0");
    private static final int LOWEST_DECIVOLTS = 800;
    private static final int HIGHEST_DECIVOLTS = 4_800;
    /** Of the years 1792 to 2047. No letter or digit has this code, so that a text is not taken for a clock. */
    private static final int HIGH_BYTE_OF_YEAR = 7;
    private static final int PUSH_SETUP = 25;
    private static final int PUSH_LIST = 9;
    /** The beginning of the types of Kaifa's meters: MA304H3E, MA105H2E. */
    private static final String KAIFA_TYPE = "MA";

    private static final List<ListDefinition> KNOWN = known();

    private static List<ListDefinition> known() {
        List<ListDefinition> known = new ArrayList<>();
        // Kaifa KFM_001: list 2 is the start of list 3, which adds clock and counters.
        ListDefinition kaifa = of(KAIFA, "KFM_", "t1-1:0.2.129 t0-0:96.1.0 t0-0:96.1.7 "
                + "n1-0:1.7.0 n1-0:2.7.0 n1-0:3.7.0 n1-0:4.7.0 n1-0:31.7.0 n1-0:51.7.0 n1-0:71.7.0 n1-0:32.7.0 n1-0:52.7.0 n1-0:72.7.0 "
                + "c0-0:1.0.0 n1-0:1.8.0 n1-0:2.8.0 n1-0:3.8.0 n1-0:4.8.0");
        ListDefinition kaifaOnePhase = of(KAIFA, "KFM_", "t1-1:0.2.129 t0-0:96.1.0 t0-0:96.1.7 n1-0:1.7.0 n1-0:2.7.0 n1-0:3.7.0 "
                + "n1-0:4.7.0 n1-0:31.7.0 n1-0:32.7.0 c0-0:1.0.0 n1-0:1.8.0 n1-0:2.8.0 n1-0:3.8.0 n1-0:4.8.0");
        known.add(of(KAIFA, "", "d1-0:1.7.0"));
        for (ListDefinition list : List.of(kaifaOnePhase.firstSlots(9), kaifa.firstSlots(13), kaifaOnePhase, kaifa)) {
            known.add(list);
            known.add(list.withoutName(2, KAIFA_TYPE));
        }
        // Iskra AM550, lists of the Slovenian operators. The second text is a number in some, but differs between lists of one meter
        // (16820005, 16820006), and is the same for others.
        String iskra = "t0-0:42.0.0 t ";
        String powers = "d1-0:1.7.0 d1-0:2.7.0 d1-0:3.7.0 d1-0:4.7.0 ";
        known.add(of(ISKRA, "ISK", iskra + powers + "u1-0:32.7.0 u1-0:52.7.0 u1-0:72.7.0 "
                + "u1-0:31.7.0 u1-0:51.7.0 u1-0:71.7.0 d1-0:21.7.0 d1-0:41.7.0 d1-0:61.7.0 d1-0:22.7.0 d1-0:42.7.0 d1-0:62.7.0"));
        known.add(of(ISKRA, "ISK", iskra + "b0-0:96.3.10 t0-0:96.14.0 d1-0:1.8.0 d1-0:1.8.1 d1-0:1.8.2 "
                + "d1-0:2.8.0 d1-0:2.8.1 d1-0:2.8.2 d1-0:3.8.0 d1-0:4.8.0"));
        known.add(of(ISKRA, "ISK", iskra + "u1-0:32.7.0 u1-0:52.7.0 u1-0:72.7.0 u1-0:31.7.0 u1-0:51.7.0 u1-0:71.7.0 " + powers));
        known.add(of(ISKRA, "ISK", iskra + powers + "u1-0:32.7.0 u1-0:31.7.0 d1-0:21.7.0 d1-0:22.7.0"));
        known.add(of(ISKRA, "ISK", iskra + powers + "u1-0:32.7.0 d1-0:2.8.1 d1-0:2.8.2"));
        known.add(of(ISKRA, "ISK", iskra + "d1-0:1.8.1 d1-0:1.8.2 d1-0:2.8.1 d1-0:2.8.2 d1-0:3.8.1 d1-0:3.8.2 d1-0:4.8.1 d1-0:4.8.2"));
        known.add(of(ISKRA, "", "t0-0:96.1.1 s d1-0:1.8.0 d1-0:2.8.0"));
        known.add(of(ISKRA, "ISK", "t0-0:42.0.0 d1-0:1.7.0 d1-0:2.7.0 d1-0:1.8.0 d1-0:1.8.1 d1-0:1.8.2 d1-0:2.8.0 d1-0:2.8.1 d1-0:2.8.2"));
        known.add(of(ISKRA, "ISK", iskra + "u1-0:32.7.0 u1-0:31.7.0 " + powers));
        // Iskra IE.5 in Croatia, the second list without reactive energies and power factor.
        String totals = "t0-0:96.1.1 t t d1-0:1.8.0 d1-0:1.8.1 d1-0:1.8.2 d1-0:2.8.0 d1-0:2.8.1 d1-0:2.8.2 ";
        String ofPhases = "d1-0:21.7.0 d1-0:41.7.0 d1-0:61.7.0 d1-0:22.7.0 d1-0:42.7.0 d1-0:62.7.0 "
                + "u1-0:32.7.0 u1-0:52.7.0 u1-0:72.7.0 u1-0:31.7.0 u1-0:51.7.0 u1-0:71.7.0 d x x x b";
        known.add(of(ISKRA, "", totals + "d1-0:5.8.0 d1-0:6.8.0 d1-0:7.8.0 d1-0:8.8.0 d1-0:1.7.0 d1-0:2.7.0 u1-0:13.7.0 " + ofPhases));
        known.add(of(ISKRA, "", totals + "d1-0:1.7.0 d1-0:2.7.0 " + ofPhases));
        // Landis+Gyr E450 in Austria.
        String phases = "u1-0:32.7.0 u1-0:52.7.0 u1-0:72.7.0 u1-0:31.7.0 u1-0:51.7.0 u1-0:71.7.0 "
                + "d1-0:1.7.0 d1-0:2.7.0 d1-0:1.8.0 d1-0:2.8.0 ";
        known.add(of(LANDIS_GYR, "", phases + "t0-0:96.1.1"));
        known.add(of(LANDIS_GYR, "", phases + "u u u t0-0:96.1.1"));
        // Vienna: Iskra AM550, Landis+Gyr E450, Siemens IM350 and IM351.
        String energies = "d1-0:1.8.0 d1-0:2.8.0 d1-0:3.8.0 d1-0:4.8.0 ";
        String vienna = "m0-0:1.0.0 " + energies + "d1-0:1.7.0 d1-0:2.7.0 d1-0:3.7.0 d1-0:4.7.0";
        known.add(of(null, "", vienna));
        known.add(of(null, "", "t0-0:42.0.0 " + vienna));
        // Czech Republic, PREdistribuce: ZPA AM375.
        known.add(of(CZECHIA, "", "t1-1:0.2.129 c0-0:1.0.0 t0-0:96.1.0 b d b b b b t0-0:96.14.0 d1-0:1.7.0 d1-0:21.7.0 d1-0:41.7.0 "
                + "d1-0:61.7.0 d1-0:2.7.0 d1-0:22.7.0 d1-0:42.7.0 d1-0:62.7.0 n1-0:1.8.0 n1-0:1.8.1 n1-0:1.8.2 n1-0:2.8.0"));
        // Carinthia and Wels: Iskra AM550, Siemens IM350. The two texts are messages to the owner.
        String pushed = "l t0-0:96.1.0 t1-0:0.9.1 t1-0:0.9.2 " + energies + "d1-0:1.7.0 d1-0:2.7.0";
        known.add(of(null, "", pushed));
        known.add(of(null, "", pushed + " t t"));
        return List.copyOf(known);
    }

    private static boolean isPushList(@Nullable Obis code) {
        return code != null && code.a() == 0 && code.c() == PUSH_SETUP && code.d() == PUSH_LIST && code.e() == 0;
    }

    private static ListDefinition of(@Nullable Dialect maker, String namePrefix, String slots) {
        return new ListDefinition(maker, 0, namePrefix, slots(slots));
    }

    private static List<Slot> slots(String slots) {
        List<Slot> list = new ArrayList<>();
        for (String slot : slots.trim().split(" ")) {
            list.add(new Slot(slot.charAt(0), slot.length() == 1 ? null : Obis.parse(slot.substring(1))));
        }
        return list;
    }

    private PositionalList() {
    }

    static @Nullable RegisterList read(AXdr body) {
        if (!(body instanceof AXdr.Group list) || list.type() != Type.STRUCTURE) {
            return null;
        }
        return KNOWN.stream().filter(definition -> definition.fits(list.items())).findFirst()
                .map(definition -> listing(definition, list.items())).orElse(null);
    }

    private static RegisterList listing(ListDefinition definition, List<AXdr> items) {
        List<RegisterList.Element> elements = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Obis obis = definition.slots().get(i).obis();
            elements.add(new RegisterList.Element(obis, items.get(i), definition.dialect() != null || obis == null ? null : unscaled(obis),
                    false));
        }
        return new RegisterList(definition.dialect(), 0, elements, List.of());
    }

    /** Returns the unit of a register, with the power of ten 0; null for a register without a number. */
    private static RegisterList.@Nullable Scale unscaled(Obis obis) {
        Quantity quantity = RegisterTable.numericQuantity(obis);
        return quantity == null ? null : new RegisterList.Scale(0, quantity.unit().cosemUnit());
    }
}
