package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.Driver;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.driver.Reader;
import org.dbusp1.driver.TestDriver;
import org.dbusp1.gx.dbus.BusConnection.BusAddress;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.service.ServiceParts;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.gx.service.VenusOutput;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.SourceClock;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SilentOutput;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Telegrams without pause through the whole driver onto a real bus: memory, threads and descriptors stay flat. */
class SoakTest {
    private static final int SAMPLES = 10;
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path state;

    /** Heap, threads and descriptors of the process after a garbage collection. */
    private record Held(long heap, long threads, long descriptors) {
        private static Held now() {
            Runtime runtime = Runtime.getRuntime();
            System.gc();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Held(runtime.totalMemory() - runtime.freeMemory(), Thread.activeCount(), open.count());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Ends after so many telegrams; every hundredth is damaged. Hurries only once all services are on the bus. */
    private static final class Day implements Source {
        private static final int UNHURRIED = 20;

        private final SimulatedMeter meter = SimulatedLog.meter("dsmr50", Instant.parse("2026-06-21T00:00:00Z"));
        private final int telegrams;
        private final BooleanSupplier ready;
        private int given;

        private Day(int telegrams, BooleanSupplier ready) {
            this.telegrams = telegrams;
            this.ready = ready;
        }

        @Override
        public void open() {
        }

        @Override
        public int read(byte[] into, int timeoutMillis) {
            if (given == telegrams) {
                return -1;
            }
            if (given == UNHURRIED) {
                Await.await("the services", ready::getAsBoolean);
            }
            byte[] telegram = meter.next();
            if (given++ % 100 == 50) {
                telegram[telegram.length / 2] ^= 1;
            }
            System.arraycopy(telegram, 0, into, 0, telegram.length);
            return telegram.length;
        }

        /** {@inheritDoc} That of the meter, which does not wait for the machine. */
        @Override
        public SourceClock clock() {
            return new SourceClock() {
                @Override
                public long nanos() {
                    return given * 1_000_000_000L;
                }

                @Override
                public Instant now() {
                    return Instant.now();
                }

                @Override
                public long arrival(long readAt) {
                    return nanos();
                }
            };
        }

        @Override
        public String name() {
            return "soak";
        }

        @Override
        public String description() {
            return "soak";
        }

        @Override
        public void close() {
        }
    }

    /** Takes a sample each so many snapshots. */
    private static final class Sampling extends SilentOutput {
        private final int each;
        private final List<Held> samples = new ArrayList<>();
        private long snapshots;
        private long rejected;

        private Sampling(int each) {
            this.each = each;
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            if (++snapshots % each == 0) {
                samples.add(Held.now());
            }
        }

        @Override
        public void rejected(RejectedFrame refused) {
            rejected++;
        }
    }

    /** By a program that keeps nothing of what it sees, unlike the tests' own client. */
    private static String names(TestBus bus) {
        try {
            Process process = new ProcessBuilder("dbus-send", "--bus=" + bus.address(), "--print-reply",
                    "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.ListNames").start();
            try (BufferedReader lines = process.inputReader()) {
                return lines.lines().collect(Collectors.joining("\n"));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void soak(int telegrams) throws Exception {
        Sampling sampling = new Sampling(telegrams / SAMPLES);
        try (TestBus bus = new TestBus()) {
            bus.localsettings();
            BooleanSupplier ready = () -> names(bus).contains("com.victronenergy.grid.p1_soak")
                    && names(bus).contains("com.victronenergy.pulsemeter.p1_soak");
            MeterPipeline.Parts parts = TestDriver.parts(new Day(telegrams, ready), TestDriver.keys(null, state));
            VenusConfig settings = new VenusConfig(null, null, PhaseOrder.STRAIGHT, false, "p1_soak", "P1 soak", "test");
            Driver driver = new Driver(parts, Reader.LineProbe.NONE, List.of(), exit -> List.of(
                    new VenusOutput(settings, Map.of(BusAddress.SESSION, bus.address()), exit,
                            new DriverState(OwnerChoices.none()), () -> null,
                            new ServiceParts(StateStore.NONE, StateStore.NONE, null, null),
                            null),
                    sampling), new Driver.StartOptions(false, null, status -> { }));
            assertThat(driver.run().status()).isEqualTo(ExitStatus.OK);
        }
        Held first = sampling.samples.get(1);
        Held last = sampling.samples.get(sampling.samples.size() - 1);
        // On a busy machine a sample also has what waits at that moment; a leak is in each of the last.
        long heap = sampling.samples.subList(sampling.samples.size() - 3, sampling.samples.size()).stream()
                .mapToLong(Held::heap).min().orElseThrow();
        System.out.printf("soak of %d telegrams: %d published, %d refused; heap %.1f then %.1f MiB, threads %d then %d,"
                + " descriptors %d then %d%n", telegrams, sampling.snapshots, sampling.rejected,
                first.heap / (double) MEBIBYTE, heap / (double) MEBIBYTE, first.threads, last.threads,
                first.descriptors, last.descriptors);
        assertThat(sampling.rejected).isEqualTo(telegrams / 100);
        assertThat(sampling.snapshots).isEqualTo(telegrams - telegrams / 100);
        assertThat(heap).isLessThan(first.heap + 2 * MEBIBYTE);
        // Other tests of this virtual machine leave threads and sockets that come and go; a leak grows with telegrams.
        assertThat(last.threads).isLessThan(first.threads + telegrams / 1_000);
        assertThat(last.descriptors).isLessThan(first.descriptors + telegrams / 1_000);
    }

    @Test
    void aShortSoakStaysFlat() throws Exception {
        soak(3_000);
    }

    @Tag("slow")
    @Test
    void aDayOfOneTelegramASecondStaysFlat() throws Exception {
        soak(86_400);
    }
}
