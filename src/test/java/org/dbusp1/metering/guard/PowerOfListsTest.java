package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.HousePower;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The power of a house whose meter sends lists of several kinds: none of an earlier list next to one of this list that contradicts it. */
class PowerOfListsTest {
    private static final long MILLI = 1_000;
    private static final double STEP = 2.5;

    private static Map<Quantity, Optional<Long>> list(String words) {
        Map<Quantity, Optional<Long>> list = new EnumMap<>(Quantity.class);
        for (String word : words.split(" ")) {
            String[] part = word.split("=");
            list.put(Quantity.valueOf(part[0].contains("VOLTAGE") ? part[0] : "POWER_" + part[0]),
                    part[1].equals("?") ? Optional.empty() : Optional.of(Long.parseLong(part[1]) * MILLI));
        }
        return list;
    }

    /** Lists in W, one each 2.5 s; "?" cannot be read. Then the power of the house, and the import that is published. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        "NET=-3000 > IMPORT=500                          | 500 IMPORT_ONLY | 500",
        "NET=-3000 EXPORT=3000 > IMPORT=500              | 500 IMPORT_OF_LIST | 500",
        "NET=-3000 > IMPORT=0                            | -3000 EXPORT_GOES_ON | 0",
        "NET=-200 L1=-200 > NET=150 L1=-150              | 150 SENT | absent",
        "IMPORT=900 L1=-300 L2=-150 L3=10                | absent | absent",
        "IMPORT=300 L1=300 > IMPORT=0 L1=-2000           | absent | 0",
        "IMPORT=500 > IMPORT=900 L1=-900                 | absent | absent",
        "IMPORT=500 > L1=-900                            | absent | absent",
        "IMPORT=500 > EXPORT_L1=900                      | absent | absent",
        "IMPORT=500 > NET=2000000                        | absent | absent",
        "IMPORT=500 > VOLTAGE_L1=230                     | 500 EARLIER_LIST | 500",
        "IMPORT=500 > NET=?                              | 500 EARLIER_LIST | 500",
        "IMPORT=0 EXPORT=900 > IMPORT=0 EXPORT=?         | -900 EXPORT_GOES_ON | 0",
        "IMPORT=0 EXPORT=900 > IMPORT=0 L1=500           | absent | 0",
        "IMPORT=0 EXPORT=0 > IMPORT=0                    | 0 STAND_IN | 0",
        "IMPORT=0 EXPORT=0 > IMPORT=0 L1=-900 > IMPORT=0 | absent | 0",
        "IMPORT=300 > VOLTAGE_L1=230 > IMPORT=0          | 0 STAND_IN | 0",
        "IMPORT=300 > lost > IMPORT=0 > IMPORT=0         | absent | 0"})
    void aListEndsThePowersOfEarlierOnesOrTheyGoOn(String lists, @Nullable String house, @Nullable Long imported) {
        ListedMeter meter = new ListedMeter();
        double second = 0;
        Snapshot last = null;
        for (String list : lists.split(" > ")) {
            second += STEP;
            if (list.equals("lost")) {
                meter.lineLost();
            } else {
                last = meter.accept(second, list(list)).orElse(last);
            }
        }
        HousePower.Known known = last == null ? null : last.grid().house().known();
        assertThat(known == null ? null : known.milliwatts() / MILLI + " " + known.origin()).isEqualTo(house);
        assertThat(last != null && last.published().values().has(Quantity.POWER_IMPORT)
                ? Long.valueOf(last.published().values().scaled(Quantity.POWER_IMPORT) / MILLI) : null).isEqualTo(imported);
    }
}
