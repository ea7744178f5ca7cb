package org.dbusp1.gx.service;

import static org.dbusp1.gx.service.PathDefinition.fromFirstValue;
import static org.dbusp1.output.ValueFormat.INTEGER;
import static org.dbusp1.output.ValueFormat.TEXT;
import static org.dbusp1.output.ValueFormat.WATT;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.service.PathDefinition.Lifetime;
import org.dbusp1.metering.Demand;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the screen's Quick access (gui-v2, iochannel.h, from 1.3.0 on): the switch of the peak limiter, and
 * the forecast of the running window on a scale up to the owner's limit. Their paths are valid while a demand window, a
 * limit and the limiter's switch exist: gui-v2 drops an entry without a name.
 */
final class QuickAccess {
    private static final BusFormat BUS_WATT = BusFormat.of(WATT);

    /** SwitchableOutput_Type_Toggle and GenericInput_Type_RangedValue of gui-v2, enums.h. */
    private static final int TOGGLE = 1;
    private static final int RANGED_VALUE = 2;
    /** SwitchableOutput_Status of gui-v2, enums.h. A fault is a red mark on the entry, whose switch still works. */
    private static final long STATUS_OFF = 0;
    private static final long STATUS_OUTPUT_FAULT = 8;
    private static final long STATUS_ON = 9;
    /** The place where an entry is shown until the owner chooses others. */
    private static final Long ALWAYS = 1L;

    private static final Control LIMITER = new Control("/SwitchableOutput/limiter/", view -> view.limiterSwitch() != null);
    private static final Control FORECAST = new Control("/GenericInput/forecast/",
            view -> view.demand().isPresent() && view.chosen(Choice.LIMITER) != null && !view.produces());

    static List<PathDefinition<MeterView>> paths() {
        return List.of(
                LIMITER.chosen(Choice.LIMITER_ENTRY, QuickAccess::limiterSwitch),
                LIMITER.number("Status", QuickAccess::limiterStatus),
                LIMITER.text("Name", view -> view.names().limiter() + ": " + view.limitWatts() + " W"),
                LIMITER.number("Settings/Type", view -> TOGGLE),
                LIMITER.number("Settings/ValidTypes", view -> 1 << TOGGLE),
                LIMITER.ownText(Choice.LIMITER_GROUP),
                LIMITER.ownText(Choice.LIMITER_NAME),
                LIMITER.places(Choice.LIMITER_SHOWN),
                FORECAST.watts("Value", view -> view.demand().map(Demand::forecastWatts).orElse(null)),
                FORECAST.number("Status", view -> 0),
                FORECAST.text("Name", view -> view.names().forecast()),
                FORECAST.number("Settings/Type", view -> RANGED_VALUE),
                FORECAST.number("Settings/ValidTypes", view -> 1 << RANGED_VALUE),
                FORECAST.watts("Settings/RangeMin", view -> 0L),
                FORECAST.watts("Settings/RangeMax", MeterView::limitWatts),
                FORECAST.text("Settings/Unit", view -> "W"),
                FORECAST.number("Settings/Decimals", view -> 0),
                FORECAST.ownText(Choice.FORECAST_GROUP),
                FORECAST.ownText(Choice.FORECAST_NAME),
                FORECAST.places(Choice.FORECAST_SHOWN));
    }

    /** The names of the entries in one language. @param texts those of our own pages */
    record Names(String limiter, String forecast, Texts texts) {
        static final Names ENGLISH = in(Texts.ENGLISH);

        /** @param language of two letters; English for a language without texts */
        static Names in(String language) {
            Texts texts = Texts.in(language);
            return new Names(texts.text("name.limit_the_peak", Map.of()), texts.text("name.forecast", Map.of()), Texts.onScreen(language));
        }
    }

    /** @param exists whether the meter has what the entry shows; the owner's limit is needed too */
    private record Control(String prefix, Predicate<MeterView> exists) {
        private boolean isOffered(MeterView view) {
            return view.limitWatts() > 0 && exists.test(view);
        }

        PathDefinition<MeterView> number(String name, ToLongFunction<MeterView> value) {
            return fromFirstValue(prefix + name, INTEGER, view -> isOffered(view) ? value.applyAsLong(view) : null);
        }

        PathDefinition<MeterView> watts(String name, Function<MeterView, @Nullable Long> watts) {
            return fromFirstValue(prefix + name, WATT, view -> isOffered(view) ? BUS_WATT.scaled(watts.apply(view), 0) : null);
        }

        PathDefinition<MeterView> text(String name, Function<MeterView, String> text) {
            return fromFirstValue(prefix + name, TEXT, view -> isOffered(view) ? text.apply(view) : null);
        }

        PathDefinition<MeterView> chosen(Choice choice, Function<MeterView, Object> value) {
            return PathDefinition.chosen(choice, Lifetime.FROM_FIRST_VALUE, view -> isOffered(view) ? value.apply(view) : null);
        }

        PathDefinition<MeterView> ownText(Choice choice) {
            return chosen(choice, view -> Objects.requireNonNullElse(view.chosen(choice), ""));
        }

        PathDefinition<MeterView> places(Choice choice) {
            return chosen(choice, view -> Objects.requireNonNullElse(view.chosen(choice), ALWAYS));
        }
    }

    private QuickAccess() {
    }

    private static long limiterSwitch(MeterView view) {
        return Objects.requireNonNullElse(view.limiterSwitch(), 0L);
    }

    private static long limiterStatus(MeterView view) {
        boolean needsOwner = Optional.ofNullable(view.finding(Subject.LIMITER)).filter(Finding::isWrong).isPresent();
        return limiterSwitch(view) == 0 ? STATUS_OFF : needsOwner ? STATUS_OUTPUT_FAULT : STATUS_ON;
    }
}
