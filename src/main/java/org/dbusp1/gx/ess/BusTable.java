package org.dbusp1.gx.ess;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.BusImage.Query;
import org.dbusp1.gx.ess.BusImage.Use;

/** All that the driver reads of other services, besides the override of ESS, which is read by who writes it. */
final class BusTable {
    /** Path of the name of the inverter's service, on VE.Bus. */
    static final String INVERTER = "/VebusService";
    /** Path of the name of the service of the battery's management system; systemcalc has it with DVCC. */
    static final String BMS = "/ActiveBmsService";
    private static final Set<Use> POWERS = Set.of(Use.POWERS, Use.FOLLOW);
    // In order: the uses, the services, the paths.
    static final List<Query> QUERIES = List.of(
            new Query(Set.of(Use.VERDICT), on(BusItemClient.SETTINGS), EssMonitor.SETTINGS_PATHS),
            new Query(Set.of(Use.VERDICT), on(BusItemClient.SYSTEM), EssMonitor.SYSTEM_PATHS),
            new Query(Set.of(Use.VERDICT), on(BusItemClient.HUB4), List.of(EssMonitor.NO_GRID_METER)),
            new Query(Set.of(Use.VERDICT), BusTable::otherMeters, EssMonitor.GRID_METER_PATHS),
            new Query(Set.of(Use.VERDICT), asked(name -> true), EssMonitor.INVERTER_PATHS),
            new Query(Set.of(Use.VERDICT), asked(Inverters::isOnVebus), EssMonitor.VEBUS_PATHS),
            new Query(Set.of(Use.VERDICT), asked(Inverters::hasOwnInputs), EssMonitor.RS_PATHS),
            new Query(Set.of(Use.VERDICT), BusTable::rsUnits, List.of(EssMonitor.METER_IN_USE)),

            new Query(Set.of(Use.LIMIT), on(BusItemClient.SETTINGS), LimiterFacts.OF_SETTINGS),
            new Query(Set.of(Use.LIMIT), on(BusItemClient.SYSTEM), LimiterFacts.OF_SYSTEM),
            new Query(Set.of(Use.LIMIT), on(BusItemClient.HUB4), LimiterFacts.OF_HUB4),
            new Query(Set.of(Use.LIMIT), image -> named(image, INVERTER), LimiterFacts.OF_INVERTER),
            new Query(Set.of(Use.LIMIT), image -> named(image, BMS), LimiterFacts.OF_BMS),
            new Query(Set.of(Use.LIMIT), powers(Inverters::isOnVebus), List.of(InverterValues.RATING)),

            new Query(POWERS, powers(Inverters::isOnVebus), InverterValues.VEBUS_PATHS),
            new Query(POWERS, powers(Inverters::hasOwnInputs), InverterValues.RS_PATHS),
            new Query(Set.of(Use.FOLLOW), image -> InverterValues.pvInverters(image.names()), List.of(InverterValues.POSITION)),
            new Query(Set.of(Use.FOLLOW), InverterValues::pvInvertersOnInputs, InverterValues.PV_PATHS));

    private BusTable() {
    }

    private static Function<BusImage, Collection<String>> on(String service) {
        return image -> present(image, Optional.of(service));
    }

    private static Function<BusImage, Collection<String>> asked(Predicate<String> kind) {
        return image -> image.inverter().filter(kind).stream().toList();
    }

    private static Function<BusImage, Collection<String>> powers(Predicate<String> kind) {
        return image -> Inverters.ofPowers(image.names()).stream().filter(kind).toList();
    }

    private static Collection<String> named(BusImage image, String path) {
        return present(image, image.text(BusItemClient.SYSTEM, path));
    }

    private static Collection<String> present(BusImage image, Optional<String> service) {
        return service.filter(image.names()::contains).stream().toList();
    }

    static Collection<String> otherMeters(BusImage image) {
        return image.names().stream().filter(name -> EssMonitor.isGrid(name) && !name.equals(image.own())).toList();
    }

    /** Returns the inverter that systemcalc asks, if it is an RS, with the other services of its system. */
    private static Collection<String> rsUnits(BusImage image) {
        return image.inverter().filter(Inverters::hasOwnInputs).isEmpty() ? List.of()
                : image.names().stream().filter(Inverters::hasOwnInputs).toList();
    }
}
