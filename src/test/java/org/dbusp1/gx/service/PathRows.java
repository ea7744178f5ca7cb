package org.dbusp1.gx.service;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.gx.service.MBusServices.MBusView;
import org.dbusp1.gx.service.VenusConfig.Role;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.feedback.OwnerChoices;

/** The paths of the D-Bus for the reference. */
public final class PathRows {
    /** Of no meter. */
    static final ScreenSwitches SWITCHES = new ScreenSwitches(OwnerChoices.none(), MeterKey.of("none"), null, null);

    private PathRows() {
    }

    /** Returns what follows each path, of all phases or tariffs, in the reference: its unit, and whether programs may write it. */
    public static Map<String, String> all() {
        Map<String, String> rows = new LinkedHashMap<>();
        Health output = new Health("NAME", true, Instant.EPOCH, 0, null);
        Stream.concat(Arrays.stream(Role.values()).flatMap(role -> of(role, output).stream()),
                Stream.of(of("pulsemeter"), of("gasmeter")).flatMap(paths -> paths.stream()))
                .forEach(path -> rows.put(path.path().replaceAll("/L[123](?=/|$)", "/Lx").replaceAll("/T[1-6]$", "/Tn"), described(path)));
        return rows;
    }

    /** Returns the paths of an energy meter without settings and switches. */
    static List<PathDefinition<MeterView>> of(Role role, Health... outputs) {
        return GridPaths.of(role, List.of(outputs), settings(role.text()), SWITCHES);
    }

    /** Returns the paths of an M-Bus device. @param kind pulsemeter or gasmeter */
    static List<PathDefinition<MBusView>> of(String kind) {
        return MBusServices.paths(kind, settings(kind));
    }

    static ScreenValues screen(ScreenSwitches switches) {
        return switches.values(Finding.of(Condition.LIMITER_OFF), QuickAccess.Names.ENGLISH);
    }

    private static DeviceSettings settings(String kind) {
        return new DeviceSettings("p1_E1", List.of(kind), null, RememberedSettings.NONE, () -> null);
    }

    private static String described(PathDefinition<?> path) {
        BusFormat format = BusFormat.of(path.format());
        String unit = format.type().equals("d") ? format.text(0).replaceFirst("^[0-9.]+", "").strip() : "";
        return (unit.isEmpty() ? "" : " " + unit) + (path.writer() != null ? ", can be written" : "");
    }
}
