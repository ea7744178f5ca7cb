package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.ParityDetectingSource;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.Source;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.TestGuard;
import org.dbusp1.output.SilentOutput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plays captures and public reports through the whole chain: what their truth says of their clocks, and no false alarm. */
@Tag(Beside.TAG)
class DoubtsCorpusTest {
    private static final String REPORTS = "reports/p1/";

    /** Plays a log as {@code check FILE} does. */
    private static List<Snapshot> played(String file) throws Exception {
        Source source = source(file);
        return played(source, TestDriver.ofLog(source));
    }

    private static Source source(String file) throws Exception {
        return new ParityDetectingSource(new ReplaySource(Corpus.file(file), Speed.MAX));
    }

    private static List<Snapshot> played(Source source, TestDriver driver) throws Exception {
        List<Snapshot> snapshots = new ArrayList<>();
        MeterPipeline line = driver.guard(TestGuard.ofRepeatedLog(StateStore.NONE))
                .pipeline(new SilentOutput() {
                    @Override
                    public void snapshot(Snapshot snapshot) {
                        snapshots.add(snapshot);
                    }
                });
        source.open();
        byte[] buffer = new byte[65_536];
        for (int count = source.read(buffer, 0); count >= 0; count = source.read(buffer, 0)) {
            line.accept(buffer, count, System.nanoTime());
        }
        line.end(System.nanoTime());
        source.close();
        return snapshots;
    }

    private static byte[] repeated(byte[] message) {
        byte[] all = new byte[5 * message.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = message[i % message.length];
        }
        return all;
    }

    private static void assumeReports() {
        assumeFalse(Corpus.folder("reports/p1").isEmpty(), "no public reports");
    }

    /** Its truth: time runs on by 10 s each, where the owner has set meter.zone. */
    @Test
    void aClockOnStandardTimeRunsOnInTheNightOfMarch() throws Exception {
        assumeReports();
        Source source = source(REPORTS + "stream-se-standard-time-march.bin");
        List<Snapshot> all = played(source, TestDriver.ofLog(source, ZoneId.of("Etc/GMT-1")));
        assertThat(all).hasSizeGreaterThan(590);
        Instant first = all.get(0).arrival().rowTime().instant();
        assertThat(first).isEqualTo(OffsetDateTime.parse("2026-03-29T02:10:00+01:00").toInstant());
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).arrival().rowTime().instant()).isEqualTo(first.plusSeconds(10L * i));
            assertThat(all.get(i).reading().time()).isEqualTo(all.get(i).arrival().rowTime());
        }
    }

    /** Its truth: minutes are kept by the time of arrival. */
    @Test
    void aClockThatStandsInTheYear2000GivesRowsByTheirArrival() {
        assumeReports();
        TestLine line = new TestLine(Instant.parse("2026-11-20T11:00:00Z"));
        String stream = new String(Corpus.bytes(REPORTS + "stream-nl-clock-frozen-2000.bin"), StandardCharsets.ISO_8859_1);
        int sent = 0;
        for (String telegram : stream.split("(?=/XMX)")) {
            line.pass(Duration.ofSeconds(1));
            assertThat(line.send(telegram).orElseThrow().arrival().rowTime().instant()).isEqualTo(line.now());
            sent++;
        }
        assertThat(sent).isEqualTo(100);
        assertThat(line.snapshots).hasSize(100).allSatisfy(snapshot -> assertThat(snapshot.doubts().wrongClock()).isNotNull());
    }

    @Test
    void theGasOfAMeterWhoseGasTimeIsAYearAheadIsShownWithoutThatTime() throws Exception {
        assumeReports();
        List<Snapshot> all = played(REPORTS + "nl-kaifa-gas-year-ahead.txt");
        assertThat(all).hasSize(1);
        assertThat(all.get(0).published().withheld().isEmpty()).isTrue();
        assertThat(all.get(0).published().devices().get(0).reading().value()).isEqualByComparingTo("1269.375");
        assertThat(all.get(0).published().devices().get(0).reading().time()).isEqualTo(all.get(0).arrival().rowTime());
    }

    @Test
    void aTotalThatStandsStillWhileThePhasesMoveIsNotTold() throws Exception {
        assumeReports();
        List<Snapshot> all = played(REPORTS + "stream-nl-e360-total-stands-still.bin");
        assertThat(all).hasSizeGreaterThan(200);
        assertThat(all).extracting(snapshot -> snapshot.doubts().doubtfulPower()).containsOnlyNulls();
        assertThat(all.get(all.size() - 1).published().values().number(Quantity.POWER_NET)).isEqualTo(475);
    }

    /** Its truth: the power is 1521 W, or withheld; the driver asks the owner. */
    @Test
    void aPowerInTenthsOfAWattIsWithheldWithTheThirdMessage() throws Exception {
        assumeFalse(Corpus.folder("reports/han").isEmpty(), "no public reports");
        byte[] list = Corpus.bytes("reports/han/han-kamstrup-power-tenths-of-watt.bin");
        Path log = Files.createTempFile("tenths", ".bin");
        try {
            Files.write(log, repeated(list));
            List<Snapshot> all = played(log.toString());
            Snapshot last = all.get(all.size() - 1);
            assertThat(last.published().values().has(Quantity.POWER_NET)).isFalse();
            assertThat(last.published().values().has(Quantity.VOLTAGE_L1)).isTrue();
            assertThat(last.doubts().doubtfulPower()).isEqualTo(new DoubtfulPower(15_210, 1_527));
        } finally {
            Files.delete(log);
        }
    }

    /** A capture of a meter whose powers its counters do contradict. */
    private static final String CONTRADICTION = "all-counters-zero";

    @Test
    void noCaptureIsAFalseAlarm() throws Exception {
        assumeFalse(Corpus.names("telegrams").isEmpty(), "no captures");
        Map<String, Object> found = new TreeMap<>();
        int messages = 0;
        List<String> files = Stream.of("telegrams", "streams", "han", "eu/p1", "eu/d0", "eu/sml", "reports/p1", "reports/han")
                .flatMap(folder -> Corpus.folder(folder).isEmpty() ? Stream.of() : Corpus.names(folder).stream().flatMap(name ->
                        Stream.of(".txt", ".telegram", ".bin").map(ending -> folder + "/" + name + ending)))
                .filter(file -> Files.exists(Corpus.file(file))).toList();
        for (String file : files) {
            for (Snapshot snapshot : played(file)) {
                messages++;
                if (!snapshot.doubts().equals(Doubts.NONE) && !file.contains(CONTRADICTION)) {
                    found.put(file, snapshot.doubts());
                }
            }
        }
        System.out.println("messages of captures whose power was compared with its counter: " + messages + " of " + files.size()
                + " files");
        assertThat(messages).isGreaterThan(1_000);
        assertThat(found).isEmpty();
    }
}
