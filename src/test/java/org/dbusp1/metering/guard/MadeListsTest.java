package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.HousePower;
import org.dbusp1.metering.PhasePowers;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists of made houses, whose power is known: none is shown with a wrong sign next to a list that has a power. In mW. */
class MadeListsTest {
    private static final int LISTS = 100;
    private static final long SURE = 60_000;
    private static final long CLEAR = 100_000;
    private static final double STAND_IN_SECONDS = 21;
    /** The kinds of lists of a meter: short ones, and each fourth time the next of the others. */
    private static final List<String> LAYOUTS = List.of("IMPORT | IMPORT EXPORT", "IMPORT | IMPORT EXPORT PHASES", "IMPORT | NET",
            "IMPORT | EXPORT NET", "IMPORT | EXPORT", "IMPORT | PHASES", "IMPORT | COUNTER | IMPORT EXPORT", "NET | PHASES",
            "NET PHASES | IMPORT", "WITHOUT_SIGN PHASES | COUNTER", "IMPORT PHASES | COUNTER",
            "IMPORT PHASES | EXPORT", "PHASES | COUNTER");

    private static final class House {
        private final Random random;
        private final long[] powers = new long[3];

        House(Random random) {
            this.random = random;
        }

        void goOn() {
            for (int i = 0; i < powers.length; i++) {
                powers[i] += random.nextLong(-20_000, 20_000);
                if (random.nextInt(12) == 0) {
                    powers[i] = random.nextInt(3) == 0 ? 0 : random.nextLong(-3_000_000, 3_000_000);
                }
            }
        }

        long total() {
            return powers[0] + powers[1] + powers[2];
        }

        Map<Quantity, Optional<Long>> list(String kinds, boolean losesValues) {
            Map<Quantity, Optional<Long>> list = new EnumMap<>(Quantity.class);
            for (String kind : kinds.split(" ")) {
                switch (kind) {
                    case "IMPORT" -> list.put(Quantity.POWER_IMPORT, Optional.of(Math.max(0, total())));
                    case "EXPORT" -> list.put(Quantity.POWER_EXPORT, Optional.of(Math.max(0, -total())));
                    case "NET" -> list.put(Quantity.POWER_NET, Optional.of(total()));
                    case "WITHOUT_SIGN" -> list.put(Quantity.POWER_NET, Optional.of(Math.abs(total())));
                    case "COUNTER" -> list.put(Quantity.ENERGY_IMPORT, Optional.of(1L));
                    case "PHASES" -> Phase.ALL.forEach(phase -> list.put(phase.power(), Optional.of(powers[phase.ordinal()])));
                    default -> throw new IllegalArgumentException(kind);
                }
            }
            if (losesValues && random.nextInt(20) == 0) {
                list.replaceAll((quantity, value) -> random.nextBoolean() ? Optional.empty() : value);
            }
            return list;
        }
    }

    /** Plays a house. @return how many of its lists had a power of the house; what was wrong, and which rows held, is added */
    private static int play(Random random, String layout, List<String> wrong, Set<Enum<?>> reached) {
        String[] kinds = layout.split(" \\| ");
        House house = new House(random);
        ListedMeter meter = new ListedMeter();
        boolean losesValues = random.nextBoolean() && !layout.contains("WITHOUT_SIGN");
        double second = 0;
        int first = random.nextInt(12);
        Double notExported = null;
        int known = 0;
        List<String> last = new ArrayList<>();
        for (int number = 0; number < LISTS; number++) {
            house.goOn();
            int chance = random.nextInt(60);
            second += chance == 0 ? 40 : 2.5;
            if (chance == 1) {
                meter.lineLost();
                notExported = null;
            }
            Map<Quantity, Optional<Long>> list = house.list((first + number) % 4 < 3 ? kinds[0]
                    : kinds[1 + (first + number) / 4 % (kinds.length - 1)], losesValues);
            last.add(second + " s: " + list);
            Snapshot snapshot = meter.accept(second, list).orElse(null);
            if (snapshot == null) {
                notExported = null;
                continue;
            }
            HousePower.Known net = snapshot.grid().house().known();
            known += net == null ? 0 : 1;
            reached.add(snapshot.grid().phasePowers());
            if (net != null) {
                reached.add(net.origin());
            }
            String fault = fault(house.total(), list, snapshot, net, notExported == null ? null : Double.valueOf(second - notExported));
            if (fault != null) {
                wrong.add(layout + ": " + fault + ", true: " + house.total() + ", " + last.subList(Math.max(0, number - 10), number + 1));
            }
            if (net != null && net.origin().ordinal() < PowerOrigin.EXPORT_GOES_ON.ordinal()) {
                notExported = net.milliwatts() >= 0 ? second : null;
            }
        }
        return known;
    }

    /** @param sinceSent seconds since a power that was no export */
    private static @Nullable String fault(long truth, Map<Quantity, Optional<Long>> list, Snapshot snapshot,
                                          HousePower.@Nullable Known net, @Nullable Double sinceSent) {
        Values published = snapshot.published().values();
        boolean hasPower = list.entrySet().stream()
                .anyMatch(entry -> entry.getKey().name().startsWith("POWER") && entry.getValue().isPresent());
        if (net != null && net.origin() == PowerOrigin.STAND_IN) {
            return net.milliwatts() != 0 || sinceSent == null || sinceSent >= STAND_IN_SECONDS || published.has(Quantity.POWER_NET)
                    ? "a stand-in " + sinceSent + " s after the last power" : null;
        }
        if (net != null && net.origin() == PowerOrigin.EXPORT_GOES_ON && net.milliwatts() >= 0) {
            return "an export that is none";
        }
        if (net != null && net.origin() == PowerOrigin.EARLIER_LIST && hasPower) {
            return "the power of an earlier list";
        }
        if (!hasPower) {
            return null;
        }
        long phases = Phase.ALL.stream().allMatch(phase -> published.has(phase.power()))
                ? Phase.ALL.stream().mapToLong(phase -> published.scaled(phase.power())).sum() : 0;
        return net != null && isWrong(net.milliwatts(), truth) ? "shown " + net
                : isWrong(phases, truth) ? "phases of " + phases
                : published.has(Quantity.POWER_IMPORT) && isWrong(published.scaled(Quantity.POWER_IMPORT), truth) ? "an import"
                : published.has(Quantity.POWER_EXPORT) && isWrong(-published.scaled(Quantity.POWER_EXPORT), truth) ? "an export" : null;
    }

    private static boolean isWrong(long shown, long truth) {
        return shown > SURE && truth < -CLEAR || shown < -SURE && truth > CLEAR;
    }

    private static void play(int houses) {
        Random random = new Random(1);
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> known = new TreeMap<>();
        Set<Enum<?>> reached = new HashSet<>();
        for (int number = 0; number < houses; number++) {
            String layout = LAYOUTS.get(number % LAYOUTS.size());
            known.merge(layout, play(random, layout, wrong, reached), Integer::sum);
        }
        assertThat(wrong.size()).as(String.join("\n", wrong.subList(0, Math.min(10, wrong.size())))).isZero();
        assertThat(reached).as("rows over several lists").contains(PowerOrigin.EXPORT_GOES_ON, PowerOrigin.EARLIER_LIST,
                PowerOrigin.STAND_IN).contains(PhasePowers.values());
        known.forEach((layout, lists) -> System.out.printf("%s: %d %% with a power%n", layout, lists * LAYOUTS.size() / houses));
        assertThat(known.values()).as("a program that shows nothing would not be wrong either")
                .allSatisfy(lists -> assertThat(lists * LAYOUTS.size() / houses).isGreaterThan(10));
    }

    @Test
    void noListLeavesAWrongPower() {
        play(130);
    }

    @Test
    @Tag("slow")
    void noListOfManyHousesLeavesAWrongPower() {
        play(2_600);
    }
}
