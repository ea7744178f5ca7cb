package org.dbusp1.output.venus;

import static org.dbusp1.output.ValueFormat.INTEGER;
import static org.dbusp1.output.ValueFormat.TEXT;
import static org.dbusp1.output.ValueFormat.WATT;
import static org.dbusp1.output.venus.PathDefinition.fromFirstValue;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.dbusp1.feedback.OwnerChoices.QuickAccessSetting;
import org.dbusp1.feedback.OwnerChoices.Switch;
import org.dbusp1.meter.Demand;
import org.dbusp1.output.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the screen's Quick access (gui-v2, iochannel.h, from 1.3.0 on): the switch of the peak limiter, and
 * the forecast of the running window on a scale up to the owner's limit. Their paths are valid while a demand tariff, a
 * limit and the limiter's switch exist: gui-v2 drops an entry without a name.
 */
final class QuickAccess {
    private static final String LIMITER = "/SwitchableOutput/limiter/";
    private static final String FORECAST = "/GenericInput/forecast/";
    /** SwitchableOutput_Type_Toggle and GenericInput_Type_RangedValue of gui-v2, enums.h. */
    private static final int TOGGLE = 1;
    private static final int RANGED_VALUE = 2;
    /** SwitchableOutput_Status_On of gui-v2, enums.h. */
    private static final int STATUS_ON = 9;

    static final List<PathDefinition<MeterView>> PATHS = Stream.concat(Stream.of(
            number(LIMITER + "State", INTEGER, QuickAccess::limiter).ownerChoice((choices, value) -> choices.turn(Switch.LIMITER, value)),
            number(LIMITER + "Status", INTEGER, view -> limiter(view) * STATUS_ON),
            text(LIMITER + "Name", view -> "Limit the peak"),
            number(LIMITER + "Settings/Type", INTEGER, view -> TOGGLE),
            number(LIMITER + "Settings/ValidTypes", INTEGER, view -> 1 << TOGGLE),
            card(LIMITER + "Settings/Group", QuickAccessSetting.LIMITER_GROUP),
            card(LIMITER + "Settings/CustomName", QuickAccessSetting.LIMITER_NAME),
            shown(LIMITER + "Settings/ShowUIControl", QuickAccessSetting.LIMITER_SHOWN)), Stream.of(
            watts(FORECAST + "Value", view -> view.demand().map(Demand::forecastWatts).orElse(null)),
            number(FORECAST + "Status", INTEGER, view -> 0),
            text(FORECAST + "Name", view -> "Forecast"),
            number(FORECAST + "Settings/Type", INTEGER, view -> RANGED_VALUE),
            number(FORECAST + "Settings/ValidTypes", INTEGER, view -> 1 << RANGED_VALUE),
            watts(FORECAST + "Settings/RangeMin", view -> 0L),
            watts(FORECAST + "Settings/RangeMax", view -> view.screenChoices().limit()),
            text(FORECAST + "Settings/Unit", view -> "W"),
            number(FORECAST + "Settings/Decimals", INTEGER, view -> 0),
            card(FORECAST + "Settings/Group", QuickAccessSetting.FORECAST_GROUP),
            card(FORECAST + "Settings/CustomName", QuickAccessSetting.FORECAST_NAME),
            shown(FORECAST + "Settings/ShowUIInput", QuickAccessSetting.FORECAST_SHOWN))).toList();

    private QuickAccess() {
    }

    private static boolean isOffered(MeterView view) {
        return view.demand().isPresent() && view.screenChoices().limit() > 0 && view.screenChoices().state(Switch.LIMITER) != null;
    }

    private static long limiter(MeterView view) {
        Long on = view.screenChoices().state(Switch.LIMITER);
        return on == null ? 0 : on;
    }

    private static PathDefinition<MeterView> number(String path, ValueFormat format, ToLongFunction<MeterView> value) {
        return fromFirstValue(path, format, (view, item) -> {
            if (isOffered(view)) {
                item.set(value.applyAsLong(view));
            } else {
                item.clear();
            }
        });
    }

    private static PathDefinition<MeterView> watts(String path, Function<MeterView, @Nullable Long> watts) {
        return fromFirstValue(path, WATT, (view, item) -> {
            Long known = isOffered(view) ? watts.apply(view) : null;
            if (known != null) {
                item.set(known, 0);
            } else {
                item.clear();
            }
        });
    }

    private static PathDefinition<MeterView> text(String path, Function<MeterView, String> text) {
        return fromFirstValue(path, TEXT, (view, item) -> item.set(isOffered(view) ? text.apply(view) : null));
    }

    private static PathDefinition<MeterView> card(String path, QuickAccessSetting setting) {
        return text(path, view -> view.screenChoices().ownerChoices().quickAccess(setting).orElse(""))
                .ownerTextChoice((choices, value) -> choices.ownerChoices().setQuickAccess(setting, value));
    }

    private static PathDefinition<MeterView> shown(String path, QuickAccessSetting setting) {
        return number(path, INTEGER, view -> view.screenChoices().shown(setting))
                .ownerChoice((choices, value) -> choices.setShown(setting, value));
    }
}
