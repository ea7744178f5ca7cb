package org.dbusp1.gx.service;

import static org.dbusp1.gx.service.MeterView.ALL_PHASES;
import static org.dbusp1.gx.service.PathDefinition.button;
import static org.dbusp1.gx.service.PathDefinition.chosen;
import static org.dbusp1.gx.service.PathDefinition.fixed;
import static org.dbusp1.gx.service.PathDefinition.fixedInteger;
import static org.dbusp1.gx.service.PathDefinition.fixedText;
import static org.dbusp1.gx.service.PathDefinition.fromFirstValue;
import static org.dbusp1.gx.service.PathDefinition.keptWhileSilent;
import static org.dbusp1.gx.service.PathDefinition.measured;
import static org.dbusp1.gx.service.PathDefinition.nullIfBlank;
import static org.dbusp1.output.ValueFormat.AMPERE;
import static org.dbusp1.output.ValueFormat.CUBIC_METER;
import static org.dbusp1.output.ValueFormat.GIGAJOULE;
import static org.dbusp1.output.ValueFormat.HERTZ;
import static org.dbusp1.output.ValueFormat.HEX;
import static org.dbusp1.output.ValueFormat.INTEGER;
import static org.dbusp1.output.ValueFormat.KILOWATT_HOUR;
import static org.dbusp1.output.ValueFormat.RATIO;
import static org.dbusp1.output.ValueFormat.TEXT;
import static org.dbusp1.output.ValueFormat.TEXTS;
import static org.dbusp1.output.ValueFormat.VOLT;
import static org.dbusp1.output.ValueFormat.WATT;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.service.BlackBoxCopy.CopyResult;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.gx.service.PathDefinition.Lifetime;
import org.dbusp1.gx.service.PathDefinition.View;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Fact;
import org.dbusp1.output.Facts;
import org.dbusp1.output.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * The paths of an energy meter, as gui-v2 and dbus-systemcalc-py, dbus_systemcalc.py, read them. Below /P1 are the
 * values that no other driver has, and the values for the meter's own pages (src/main/qml).
 */
final class GridPaths {
    static final String PRODUCT_NAME = "P1 smart meter";
    /** Of M-Bus devices: the id of a product of Victron would add that product's menus (gui-v2, PageAcInSetup.qml). */
    static final long NO_PRODUCT_ID = 0xFFFF;
    /**
     * The meter's own product id: the screen offers a plug-in's page on each device with the plug-in's product id (gui-v2,
     * GuiPluginIntegrationModel), so 0xFFFF would add it to all third parties' devices. Victron's ids are 0x0100 to 0xC0FF
     * (gui-v2, productinfo.h; dbus-modbus-client), dbus-serialbattery's is 0xBA77; programs treat other ids as unknown.
     */
    static final long PRODUCT_ID = 0xF1D5;

    private static List<PathDefinition<MeterView>> eachRole() {
        return List.of(
                fixedText("/Mgmt/ProcessName", view -> "dbus-p1"),
                fixedText("/Mgmt/ProcessVersion", view -> view.settings().version()),
                fixedText("/Mgmt/Connection", view -> view.settings().connection()),
                fixedInteger("/DeviceInstance", view -> view.registration().instance()),
                hex("/ProductId", PRODUCT_ID),
                fixedText("/ProductName", view -> PRODUCT_NAME),
                chosen(Choice.NAME, Lifetime.FIXED, view -> view.registration().customName()),
                ofMeter("/FirmwareVersion", MeterIdentity::versionForPeople),
                ofMeter("/HardwareVersion", meter -> Optional.of(meter.identification())),
                ofMeter("/Serial", meter -> Optional.ofNullable(meter.equipmentId())),
                fixedInteger("/Connected", view -> 1),
                fixedInteger("/ErrorCode", view -> 0),
                // Other people's drivers report errors on this path: /ErrorCode is shown only for Victron's products. A
                // warning has the number of /P1/Ess/State if the owner should act.
                PathDefinition.<MeterView>keptWhileSilent("/Error/0/Id", TEXT, view ->
                        view.ess().isWrong() ? "dbus-p1:w-" + view.ess().condition().indexInSubject() : "")
                        .changingWith((before, now) -> !before.ess().equals(now.ess())),
                ofMeter("/Model", MeterIdentity::model),
                chosen(Choice.ROLE, Lifetime.FIXED, MeterView::role),
                // gui-v2, PageAcInModel.qml, offers Setup if this path exists.
                fixed("/AllowedRoles", TEXTS, view -> view.settings().allowedRoles()),
                fromFirstValue("/NrOfPhases", INTEGER, MeterView::numberOfPhases),
                // dbus-systemcalc-py before 2.178 has no default and shows no grid without this path; 0 is the later
                // default (acinput.py).
                fixedInteger("/DeviceType", view -> 0),
                // Only of one-phase meters, as dbus-shelly, shelly_handlers.py; gui-v2, PageAcInSetup.qml, offers L1 to L3.
                chosen(Choice.PHASE, Lifetime.FROM_FIRST_VALUE, MeterView::phaseSetting),
                keptWhileSilent("/RefreshTime", INTEGER, view -> view.summary().refreshMillis()),

                measured("/Ac/Power", WATT, view -> view.power(ALL_PHASES)),
                measured("/Ac/Energy/Forward", KILOWATT_HOUR, view -> view.energyForward(ALL_PHASES)),
                measured("/Ac/Energy/Reverse", KILOWATT_HOUR, view -> view.energyReverse(ALL_PHASES)),
                fromFirstValue("/PhaseSequence", INTEGER, MeterView::phaseSequence),
                fromFirstValue("/Ac/N/Current", AMPERE, view -> view.value(Quantity.CURRENT_NEUTRAL)),
                fromFirstValue("/Ac/Frequency", HERTZ, view -> view.value(Quantity.FREQUENCY)),
                fromFirstValue("/Ac/PowerFactor", RATIO, view -> view.powerFactor(ALL_PHASES)));
    }

    private static final List<PathDefinition<MeterView>> EACH_PHASE = IntStream.rangeClosed(1, 3).boxed()
            .flatMap(phase -> Stream.<PathDefinition<MeterView>>of(
            measured("/Ac/L" + phase + "/Power", WATT, view -> view.power(phase)),
            measured("/Ac/L" + phase + "/Voltage", VOLT, view -> view.voltage(phase)),
            measured("/Ac/L" + phase + "/Current", AMPERE, view -> view.current(phase)),
            fromFirstValue("/Ac/L" + phase + "/PowerFactor", RATIO, view -> view.powerFactor(phase)),
            fromFirstValue("/Ac/L" + phase + "/Energy/Forward", KILOWATT_HOUR, view -> view.energyForward(phase)),
            fromFirstValue("/Ac/L" + phase + "/Energy/Reverse", KILOWATT_HOUR, view -> view.energyReverse(phase)))).toList();

    private static final List<PathDefinition<MeterView>> POSITION = List.of(
            chosen(Choice.POSITION, Lifetime.FIXED, GridPaths::position),
            // gui-v2, ListAcInPositionRadioButtonGroup.qml; dbus-modbus-client, victron_em.py.
            fixedInteger("/PositionIsAdjustable", view -> view.settings().position() != null ? 0 : 1));

    private static List<PathDefinition<MeterView>> ownPaths(boolean limitIsAdjustable, @Nullable BlackBoxCopy blackBox,
            @Nullable MeterSearch search) {
        return List.of(
                chosen(Choice.PHASES, Lifetime.FIXED, view -> view.registration().phases().text()),
                chosen(Choice.THIRDS, Lifetime.FROM_FIRST_VALUE, view -> view.offersThirds() ? view.chosen(Choice.THIRDS) : null),
                PathDefinition.fixedText("/P1/MeterKey", view -> view.snapshot().key().text()),
                chosen(Choice.FOLLOW, Lifetime.FROM_FIRST_VALUE, view ->
                        view.finding(Subject.FOLLOW) != null ? view.chosen(Choice.FOLLOW) : null),
                keptWhileSilent("/P1/Dialect", TEXT, view -> view.meter().dialect().title()),
                keptWhileSilent("/P1/PhasePowers", INTEGER, view -> view.grid().showsPhases() ? 1L : 0L),
                chosen(Choice.LIMITER, Lifetime.FROM_FIRST_VALUE, MeterView::limiterSwitch),
                // Present only with a demand window, also without a tariff; 0 stands for no limit.
                chosen(Choice.LIMIT, Lifetime.FROM_FIRST_VALUE, view -> view.demand().isPresent() ? view.limitWatts() : null),
                fromFirstValue("/P1/Demand/LimitIsAdjustable", INTEGER, view ->
                        view.demand().isPresent() ? (limitIsAdjustable ? 1L : 0L) : null),
                // The time of a peak is read from a message only when the peak has changed.
                fromFirstValue("/P1/Peak/ImportMonthTime", TEXT, view -> view.summary().importPeakTime()),
                fromFirstValue("/P1/Gas/Counter", CUBIC_METER, counter(Medium.GAS, CounterReading::cubicMeters)),
                fromFirstValue("/P1/Water/Counter", CUBIC_METER, counter(Medium.WATER, CounterReading::cubicMeters)),
                fromFirstValue("/P1/Heat/Counter", GIGAJOULE, counter(Medium.HEAT,
                        reading -> reading.kilojoules().map(kilojoules -> kilojoules.movePointLeft(6)))),
                // Such a meter also sends lists without counters, so at first the counters are absent.
                fromFirstValue("/P1/HourlyCounters", INTEGER, view ->
                        view.meter().dialect().sendsPartialLists() ? 1L : null),
                keptWhileSilent("/P1/Line/Settings", TEXT, view -> view.summary().counts().settings()),
                button("/P1/BlackBox/Save", blackBox == null ? null : blackBox::requestCopy),
                // Ready sentences for our pages, in the language of the screen; {ids} in them are words of its own catalogue.
                said("Ess", Subject.ESS, (found, texts) -> Texts.stopped(texts.both(found))),
                said("EssShort", Subject.ESS, (found, texts) -> texts.brief(found)),
                said("EssPlace", Subject.ESS, (found, texts) -> found.place().key()),
                said("EssUse", Subject.ESS, (found, texts) -> found.ess().name().toLowerCase(Locale.ROOT)),
                said("Limiter", Subject.LIMITER, (found, texts) -> texts.text(found)),
                said("LimiterRemedy", Subject.LIMITER, (found, texts) -> found.isWrong() ? texts.remedy(found) : ""),
                said("LimiterPlace", Subject.LIMITER, (found, texts) -> found.isWrong() ? found.place().key() : ""),
                said("Follow", Subject.FOLLOW, (found, texts) -> texts.text(found)),
                fromFirstValue("/P1/BlackBox/File", TEXT, copy(CopyResult::fileOrReason)),
                fromFirstValue("/P1/BlackBox/Time", TEXT, copy(copy -> copy.time().truncatedTo(ChronoUnit.SECONDS).toString())),
                button("/P1/Search/Begin", search == null ? null : search::begin),
                fromFirstValue("/P1/Search/State", TEXT, found(result -> result.state().key())),
                fromFirstValue("/P1/Search/Heard", TEXT, found(MeterSearch.Result::heard)),
                chosen(Choice.NOTIFICATIONS, Lifetime.FROM_FIRST_VALUE, view -> view.chosen(Choice.NOTIFICATIONS)));
    }

    /**
     * The keys of quantities and facts without a path below /P1. Venus OS has paths of its own for powers, voltages, currents and
     * energies; nothing on a GX device reads the others, and each would be sent with every change. MQTT, JSON and metrics have them.
     */
    private static final Pattern NOT_OWN = Pattern.compile(String.join("|",
            "power(\\.|-factor).*", "voltage\\.l.", "current\\..*", "frequency", "energy\\.(im|ex)port\\.(total|l.)", "energy\\.combined",
            "(reactive|apparent).*", "demand\\.(import|export|net)-avg", "peak\\.export-month", "fuse\\..*", "ess\\.remedy",
            "follow\\.moves", "(import|export)\\.continued", "hour\\..*",
            "demand\\.(start|status|bill-months|peaks|counted-since|missing|limiter-other-since)"));

    private static final List<PathDefinition<MeterView>> FACTS_AND_QUANTITIES = Stream.of(
            Facts.ALL.stream().filter(fact -> isOwn(fact.key())).map(GridPaths::fact),
            Stream.of(Quantity.values()).filter(quantity -> isOwn(quantity.dottedName())).map(GridPaths::own))
            .flatMap(rows -> rows).toList();

    private GridPaths() {
    }

    /**
     * @param limitIsAdjustable false if the configuration sets the limit of a demand tariff
     * @param blackBox makes copies of the black box; null in a replay
     * @param search searches for another meter; null if not possible
     */
    static List<PathDefinition<MeterView>> of(Role role, boolean limitIsAdjustable, @Nullable BlackBoxCopy blackBox,
            @Nullable MeterSearch search) {
        Stream<List<PathDefinition<MeterView>>> parts = Stream.of(eachRole(), EACH_PHASE, ownPaths(limitIsAdjustable, blackBox, search),
                FACTS_AND_QUANTITIES, QuickAccess.paths(),
                // dbus-modbus-client, device.py: an energy meter that replaces another device has this path.
                role == Role.GRID ? List.of() : List.of(fixedInteger("/IsGenericEnergyMeter", view -> 1)),
                role.hasPosition() ? POSITION : List.of(),
                // gui-v2, PvInverterPage.qml, shows a status; 99 hides it, as in dbus-shelly, shelly_handlers.py.
                role == Role.PVINVERTER ? List.of(fixedInteger("/StatusCode", view -> 99)) : List.of(),
                // gui-v2, EvChargerPage.qml, shows the current of L1, as dbus-modbus-client, victron_em.py, serves it.
                role == Role.EVCHARGER ? List.of(measured("/Current", AMPERE, view -> view.current(1))) : List.of());
        return parts.flatMap(List::stream).toList();
    }

    static <V extends View> PathDefinition<V> hex(String path, long value) {
        return fixed(path, HEX, view -> value);
    }

    private static PathDefinition<MeterView> ofMeter(String path, Function<MeterIdentity, Optional<String>> text) {
        return keptWhileSilent(path, TEXT, view -> nullIfBlank(text.apply(view.meter()).orElse(null)));
    }

    private static long position(MeterView view) {
        Registration registration = view.registration();
        return Role.of(registration.kind()).orElseThrow().position(registration.position());
    }

    /** In thousandths; absent while the counter is stale, as its service. */
    private static Function<MeterView, @Nullable BigDecimal> counter(Medium medium, Function<CounterReading, Optional<BigDecimal>> value) {
        return view -> view.snapshot().published().meter(medium).map(MBusDevice::reading).flatMap(value)
                .map(exact -> exact.setScale(3, RoundingMode.DOWN)).orElse(null);
    }

    static boolean isOwn(String key) {
        return !NOT_OWN.matcher(key).matches();
    }

    private static PathDefinition<MeterView> own(Quantity quantity) {
        return fromFirstValue(Fact.path(quantity.dottedName()), ValueFormat.of(quantity), view -> view.value(quantity));
    }

    private static PathDefinition<MeterView> fact(Fact fact) {
        ValueFormat format = fact.format();
        BusFormat busFormat = BusFormat.of(format);
        Function<MeterView, ? extends @Nullable Object> value = format.isNumber()
                ? view -> busFormat.scaled(fact.number().apply(view), fact.decimals()) : view -> fact.text().apply(view);
        return fact.isKeptWhileSilent() ? keptWhileSilent(fact.path(), format, value) : fromFirstValue(fact.path(), format, value);
    }

    private static PathDefinition<MeterView> said(String name, Subject subject, BiFunction<Finding, Texts, String> words) {
        return PathDefinition.<MeterView>fromFirstValue("/P1/Screen/" + name, TEXT, view -> {
            Finding found = view.finding(subject);
            return found == null ? null : words.apply(found, view.names().texts());
        }).changingWith((before, now) -> before.names() != now.names()
                || !Objects.equals(before.finding(subject), now.finding(subject)));
    }

    private static Function<MeterView, @Nullable String> copy(Function<CopyResult, String> text) {
        return view -> view.lastCopy() == null ? null : text.apply(view.lastCopy());
    }

    private static Function<MeterView, @Nullable String> found(Function<MeterSearch.Result, String> text) {
        return view -> view.search() == null ? null : text.apply(view.search());
    }
}
