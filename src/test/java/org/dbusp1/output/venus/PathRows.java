package org.dbusp1.output.venus;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.output.venus.VenusConfig.Role;
import org.dbusp1.process.Health;

/** The paths of the D-Bus for the reference. */
public final class PathRows {
    private PathRows() {
    }

    /** Returns what follows each path, of all phases or tariffs, in the reference: its unit, and whether programs may write it. */
    public static Map<String, String> all() {
        Map<String, String> rows = new LinkedHashMap<>();
        Health output = new Health("NAME", true, Instant.EPOCH, 0, null);
        Stream.concat(Arrays.stream(Role.values()).flatMap(role -> GridPaths.of(role, List.of(output)).stream()),
                Stream.of(MBusServices.PULSEMETER, MBusServices.GASMETER).flatMap(paths -> paths.stream()))
                .forEach(path -> rows.put(path.path().replaceAll("/L[123](?=/|$)", "/Lx").replaceAll("/T[1-6]$", "/Tn"), described(path)));
        return rows;
    }

    private static String described(PathDefinition<?> path) {
        String unit = path.format().busType().equals("d") ? path.format().busText(0).replaceFirst("^[0-9.]+", "").strip() : "";
        return (unit.isEmpty() ? "" : " " + unit) + (path.writeTarget() != null ? ", can be written" : "");
    }
}
