package org.dbusp1.gx.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.gx.service.MBusServices.MBusView;
import org.jspecify.annotations.Nullable;

/** The paths of the D-Bus for the reference. */
public final class PathRows {
    private static final BlackBoxCopy BLACK_BOX = new BlackBoxCopy() {
        @Override
        public void requestCopy() {
            throw new IllegalStateException("only its path is asked for");
        }

        @Override
        public @Nullable CopyResult lastCopy() {
            return null;
        }
    };
    private static final MeterSearch SEARCH = new MeterSearch(List.of(), Duration.ZERO, Duration.ofMinutes(1),
            Path.of("heard"), Path.of("probed"));

    private PathRows() {
    }

    /** Returns what follows each path, of all phases or tariffs, in the reference: its unit, and whether programs may write it. */
    public static Map<String, String> all() {
        Map<String, String> rows = new LinkedHashMap<>();
        Stream.concat(Arrays.stream(Role.values())
                .flatMap(role -> GridPaths.of(role, true, BLACK_BOX, SEARCH).stream()),
                Stream.of(of("pulsemeter"), of("gasmeter")).flatMap(paths -> paths.stream()))
                .forEach(path -> rows.put(path.path().replaceAll("/L[123](?=/|$)", "/Lx").replaceAll("/T[1-6]$", "/Tn"), described(path)));
        return rows;
    }

    /** Returns whether a fact or quantity has a path below /P1. */
    public static boolean isOwn(String key) {
        return GridPaths.isOwn(key);
    }

    /** Returns the paths of an energy meter without buttons. */
    static List<PathDefinition<MeterView>> of(Role role) {
        return GridPaths.of(role, true, null, null);
    }

    /** Returns the paths of an M-Bus device. @param kind pulsemeter or gasmeter */
    static List<PathDefinition<MBusView>> of(String kind) {
        return MBusServices.paths(kind);
    }

    private static String described(PathDefinition<?> path) {
        BusFormat format = BusFormat.of(path.format());
        String unit = format.type().equals("d") ? format.text(0).replaceFirst("^[0-9.]+", "").strip() : "";
        return (unit.isEmpty() ? "" : " " + unit) + (path.isWritable() ? ", can be written" : "");
    }
}
