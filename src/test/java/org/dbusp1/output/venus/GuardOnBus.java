package org.dbusp1.output.venus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.meter.Demand;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.OutputSettings.Switch;
import org.dbusp1.state.HeldLimitFile;

/**
 * The driver's guard of the peak on a real bus, with Victron's localsettings and dbus-systemcalc-py, for a house whose time is
 * simulated. The simulated time goes on only when localsettings have the limit that the guard wrote, and have saved it: so a year
 * of writes takes minutes, and each is a write to the disk as on a GX device. Localsettings save at once in place of after two
 * seconds; simulated changes are at least five seconds apart, so that the number of saves is the same.
 */
public final class GuardOnBus implements AutoCloseable {
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String BATTERY = "com.victronenergy.battery.ttyO2";
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final String BATTERY_LIFE = "/Settings/CGwacs/BatteryLife/State";
    private static final int KEEP_CHARGED = 9;
    private static final String ALWAYS = "/Settings/CGwacs/AlwaysPeakShave";
    private static final String MINIMUM = "/Settings/CGwacs/BatteryLife/MinimumSocLimit";
    private static final double OWN = -1;
    /** Settings of other devices, so that the file has about the size of that of a GX device with some devices: 100 kB. */
    private static final int OTHER_SETTINGS = 750;

    private final VenusRig rig = new VenusRig();
    private final AtomicLong second = new AtomicLong();
    private final Path settings;
    private final ProcessHandle localsettings;
    private final double minimum;
    private final boolean always;
    private final long writtenBefore;
    private boolean low;
    private int emptyReports;

    /**
     * Starts the bus and all programs, and waits for them.
     *
     * @param peers     the directory with the clones of Victron's programs
     * @param directory for what localsettings and the driver write
     * @param minimum   the minimum state of charge of ESS, in percent
     * @param always    whether ESS shaves peaks below it too
     */
    public GuardOnBus(Path peers, Path directory, double minimum, boolean always) throws IOException {
        this.minimum = minimum;
        this.always = always;
        Process programs = rig.bus.python("victron_device.py", "system", peers.toString(), directory.resolve("device").toString());
        TestBus.await("systemcalc", () -> !rig.client.owner(SYSTEM).isEmpty());
        rig.bus.python("victron_device.py", "service", peers.toString(), BATTERY, "288", "/Soc=100.0", "/Dc/0/Voltage=52.0",
                "/Dc/0/Current=0.0", "/Dc/0/Power=0.0");
        rig.bus.python("victron_device.py", "service", peers.toString(), VEBUS, "276", "/Mode=3", "/State=3", "/Ac/ActiveIn/ActiveInput=0",
                "/Ac/ActiveIn/Connected=1", "/Ac/ActiveIn/L1/P=0.0", "/Ac/Out/L1/P=0.0", "/Hub4/AssistantId=5",
                "/Hub4/L1/OverruledShoreLimit=-1",
                "/Dc/0/Voltage=52.0", "/Dc/0/Current=0.0", "/Dc/0/Power=0.0");
        TestBus.await("the inverter in systemcalc", () -> rig.client.value(SYSTEM, "/VebusService").asText().equals(VEBUS));
        settings = directory.resolve("device/kept/settings.xml");
        localsettings = programs.descendants().filter(one -> one.info().commandLine().orElse("").contains("localsettings.py"))
                .findFirst().orElseThrow();
        addSettings();
        awaitCharge(100);
        rig.choices = new OutputSettings(new MapMemory(), "cable", Map.of(Switch.GUARD, true), OptionalLong.empty());
        rig.limit = new HeldLimitFile(directory.resolve("import-limit.properties"), Runnable::run);
        rig.clock = () -> second.get() * 1_000_000_000L;
        rig.start();
        rig.publish(Snapshots.limited(OptionalInt.empty()));
        rig.awaitWith(Snapshots.limited(OptionalInt.empty()), "the guard", () -> rig.value("/P1/Demand/GuardState").equals("\"ready\""));
        writtenBefore = bytesOf(localsettings.pid()) + bytesOf(ProcessHandle.current().pid());
    }

    private void addSettings() {
        List<List<Object>> all = new ArrayList<>();
        all.add(setting(LocalSettings.AC_INPUT_LIMIT, "d", OWN));
        all.add(setting(ALWAYS, "i", always ? 1 : 0));
        all.add(setting(BATTERY_LIFE, "i", KEEP_CHARGED));
        all.add(setting(MINIMUM, "d", minimum));
        for (int other = 0; other < OTHER_SETTINGS; other++) {
            all.add(setting("/Settings/Devices/other_" + other / 5 + "/CustomName" + other % 5, "s", "A device of the house"));
        }
        if (rig.client.call(LocalSettings.NAME, "/", "com.victronenergy.Settings", "AddSettings", "aa{sv}", all)
                .has("error")) {
            throw new AssertionError("localsettings have no such settings");
        }
        rig.client.item(LocalSettings.NAME, MINIMUM, "SetValue", "v:d", minimum);
        rig.client.item(LocalSettings.NAME, BATTERY_LIFE, "SetValue", "v:i", KEEP_CHARGED);
        rig.client.item(LocalSettings.NAME, ALWAYS, "SetValue", "v:i", always ? 1 : 0);
    }

    private static List<Object> setting(String path, String type, Object value) {
        return List.of("a{sv}", Map.of("path", List.of("s", path), "default", List.of(type, value)));
    }

    private void awaitCharge(double percent) {
        TestBus.await("the state of charge in systemcalc", () -> rig.client.value(SYSTEM, "/Dc/Battery/Soc").asDouble(-1) == percent);
    }

    /**
     * Passes a limit of the driver to the guard, and waits until localsettings have saved what the guard made of it.
     *
     * @param now    the second of the simulated house
     * @param charge of the battery, in percent
     * @return the limit that ESS finds in localsettings; absent if it is none
     */
    public OptionalInt set(long now, Demand demand, double charge) {
        second.set(now);
        if (charge <= minimum != low) {
            low = charge <= minimum;
            // A battery that is no longer empty: the guard waits for three percent more.
            double shown = low ? charge : Math.max(charge, minimum + 4);
            rig.client.item(BATTERY, "/Soc", "SetValue", "v:d", shown);
            awaitCharge(shown);
        }
        Object before = saved();
        double last = limit();
        OptionalInt limit = demand.importLimit().amperes();
        double wanted = limit.isPresent() && (always || !low) ? limit.getAsInt() : OWN;
        rig.awaitWith(Snapshots.threePhase().demand(demand), "the limit " + wanted, () -> {
            second.addAndGet(1);
            return limit() == wanted;
        });
        if (wanted != last) {
            TestBus.await("the saved file", () -> !saved().equals(before));
        }
        emptyReports += rig.value("/P1/Demand/GuardState").equals("\"battery empty\"") ? 1 : 0;
        double found = limit();
        return found < 0 ? OptionalInt.empty() : OptionalInt.of((int) found);
    }

    private double limit() {
        return rig.client.value(LocalSettings.NAME, LocalSettings.AC_INPUT_LIMIT).asDouble();
    }

    /** Returns another object for each saved file: localsettings write a new one; the number of one before may come again. */
    private Object saved() {
        try {
            return List.of(Files.getAttribute(settings, "unix:ino"), Files.getLastModifiedTime(settings));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Returns the size of the file of localsettings, in bytes. */
    public long fileBytes() throws IOException {
        return Files.size(settings);
    }

    /**
     * Returns the bytes of pages that localsettings and the driver gave to the disk since the start, as the kernel counts them for
     * each process (proc(5), /proc/PID/io, write_bytes): without the file system's own journal.
     */
    public long writtenBytes() throws IOException {
        return bytesOf(localsettings.pid()) + bytesOf(ProcessHandle.current().pid()) - writtenBefore;
    }

    private static long bytesOf(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream().filter(line -> line.startsWith("write_bytes: "))
                .mapToLong(line -> Long.parseLong(line.substring("write_bytes: ".length()))).sum();
    }

    /** Returns how often the guard reported an empty battery after a write. */
    public int emptyReports() {
        return emptyReports;
    }

    /** Ends the driver, and returns the time until the owner's limit was back. */
    public Duration end() {
        long began = System.nanoTime();
        rig.output().close();
        TestBus.await("the owner's limit", () -> limit() == OWN);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Returns the clones of Victron's programs that the variable PEERS names; absent if there are none. */
    public static Optional<Path> peers() {
        return Optional.ofNullable(System.getenv("PEERS")).map(Path::of).map(Path::toAbsolutePath)
                .filter(there -> Files.exists(there.resolve("dbus-systemcalc-py")) && Files.exists(there.resolve("localsettings")));
    }

    @Override
    public void close() throws IOException {
        rig.close();
    }
}
