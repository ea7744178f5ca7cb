package org.dbusp1.assembly;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Keys;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandSettings.Window;
import org.dbusp1.demand.MonthRange;
import org.dbusp1.demand.ReducedHours;
import org.dbusp1.demand.Tariff;
import org.dbusp1.demand.TariffChoice;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;

/** The demand tariff as the owner configured it. */
final class DemandConfig {
    private static final List<Key<?>> CUSTOM = List.of(Keys.DEMAND_CUSTOM_WINDOW, Keys.DEMAND_CUSTOM_MONTHS,
            Keys.DEMAND_CUSTOM_DAYS, Keys.DEMAND_CUSTOM_HOLIDAYS, Keys.DEMAND_CUSTOM_HOURS, Keys.DEMAND_CUSTOM_REDUCED,
            Keys.DEMAND_CUSTOM_PEAKS, Keys.DEMAND_CUSTOM_DIFFERENT_DAYS, Keys.DEMAND_CUSTOM_FIGURE,
            Keys.DEMAND_CUSTOM_MEAN_MONTHS, Keys.DEMAND_CUSTOM_FLOOR, Keys.DEMAND_CUSTOM_STEPS);

    private DemandConfig() {
    }

    /** @throws Failure when keys contradict each other */
    static DemandSettings settings(Config config) throws Failure {
        Optional<Integer> limit = config.get(Keys.DEMAND_LIMIT);
        OptionalLong watts = limit.isPresent() ? OptionalLong.of(limit.get()) : OptionalLong.empty();
        return new DemandSettings(config.get(Keys.DEMAND_WINDOW), tariff(config), watts, config.get(Keys.METER_ZONE));
    }

    private static Optional<Tariff> tariff(Config config) throws Failure {
        Optional<TariffChoice> choice = config.get(Keys.DEMAND_TARIFF);
        boolean custom = choice.isPresent() && choice.get().known().isEmpty();
        for (Key<?> key : CUSTOM) {
            if (!custom && config.setting(key).isPresent()) {
                throw mistake(config,
                        key, "is for a tariff of your own: set demand.tariff=custom too, or leave it out");
            }
        }
        if (choice.isPresent() && config.get(Keys.DEMAND_WINDOW) != Window.AUTO) {
            throw mistake(config,
                    Keys.DEMAND_WINDOW, "contradicts demand.tariff, which has its own window: leave it out");
        }
        return custom ? Optional.of(custom(config)) : choice.flatMap(TariffChoice::known);
    }

    private static Tariff custom(Config config) throws Failure {
        int meanMonths = config.get(Keys.DEMAND_CUSTOM_MEAN_MONTHS);
        MonthRange months = config.get(Keys.DEMAND_CUSTOM_MONTHS);
        if (meanMonths > 1 && !months.equals(MonthRange.ALL)) {
            throw mistake(config,
                    Keys.DEMAND_CUSTOM_MEAN_MONTHS, "needs all months: set demand.custom.months=1-12, or leave it out");
        }
        List<Integer> steps = config.get(Keys.DEMAND_CUSTOM_STEPS);
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i) <= steps.get(i - 1)) {
                throw mistake(config,
                        Keys.DEMAND_CUSTOM_STEPS, "is not ascending: each step begins above the one before, such as"
                        + " 2,5,10");
            }
        }
        if (config.get(Keys.DEMAND_CUSTOM_DIFFERENT_DAYS) && config.get(Keys.DEMAND_CUSTOM_PEAKS) == 1) {
            throw mistake(config,
                    Keys.DEMAND_CUSTOM_DIFFERENT_DAYS, "needs several peaks: set demand.custom.peaks too, or leave it"
                    + " out");
        }
        return new Tariff("custom", config.get(Keys.DEMAND_CUSTOM_WINDOW), months, config.get(Keys.DEMAND_CUSTOM_DAYS),
                config.get(Keys.DEMAND_CUSTOM_HOLIDAYS), config.get(Keys.DEMAND_CUSTOM_HOURS),
                config.get(Keys.DEMAND_CUSTOM_REDUCED).orElse(ReducedHours.NONE), config.get(Keys.DEMAND_CUSTOM_PEAKS),
                config.get(Keys.DEMAND_CUSTOM_DIFFERENT_DAYS), config.get(Keys.DEMAND_CUSTOM_FIGURE), meanMonths,
                config.get(Keys.DEMAND_CUSTOM_FLOOR), steps.stream().map(kilowatts -> kilowatts * 1000L).toList());
    }

    private static Failure mistake(Config config, Key<?> key, String why) {
        return new Failure(ExitStatus.CONFIG, config.complaint(key) + " " + why);
    }
}
