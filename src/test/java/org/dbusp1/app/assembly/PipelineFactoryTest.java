package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TimeZone;
import org.dbusp1.Snapshots;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.driver.MeterPipeline.Parts;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.ClockTime.Season;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.metering.guard.Outcome;
import org.dbusp1.output.ChildJvm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFactoryTest {
    @TempDir
    private Path root;

    private String name(String source) throws UserException {
        return new PipelineFactory(TestConfig.options(root, source), RunOptions.OF_CHECK, root, null, Runnable::run).cableOrName();
    }

    /** The number of a dongle is known after its first reading only: what the owner chose before is found again. */
    @Test
    void whatIsRememberedOfADongleHasTheSameNameBeforeAndAfterItsFirstReading() throws Exception {
        assertThat(name("source=homewizard")).isEqualTo("homewizard");
        new FileStateStore(root.resolve("dongle.properties"), "dongle").remember("serial", "5c2faf000000");
        assertThat(name("source=homewizard")).isEqualTo("homewizard");
        assertThat(name("source=tcp://192.168.1.20:2001")).isEqualTo("192.168.1.20_2001");
        assertThat(name("source=/dev/ttyNone")).isEqualTo("ttyNone");
    }

    /** An adapter without a number of its own is another cable in each socket. */
    @Test
    void whatTheOwnerChoseIsOfTheMeterOnceItIsKnown() throws Exception {
        new FileStateStore(root.resolve("meters.properties"), "meters").remember("ttyNone", "E0047000");
        PipelineFactory factory = new PipelineFactory(TestConfig.options(root, "source=/dev/ttyNone"), RunOptions.OF_CHECK, root, null,
                Runnable::run);
        assertThat(factory.meterOr(factory.cableOrName())).isEqualTo("E0047000");
        assertThat(factory.meterOr("ttyOther")).isEqualTo("ttyOther");
    }

    /** Meters that had the key of their number; with a ledger of it or not, and of the owner's key or not. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        begin(root, "E1", null, "E1");
        begin(root, "E2", "house", "");
        begin(root, "E3", "house", "E3");
        begin(root, "E4", "house", "E4 house");
        begin(root, "E5", null, "E5 house");
    }

    private static void begin(Path root, String number, @Nullable String owners, String ledgers) throws Exception {
        Path folder = Files.createDirectories(root.resolve(number));
        new FileStateStore(folder.resolve("meters.properties"), "meters").remember("192.168.1.20:2001", number);
        Path energy = Files.createDirectories(folder.resolve("energy"));
        for (String key : ledgers.isEmpty() ? new String[0] : ledgers.split(" ")) {
            Files.createFile(energy.resolve(key + ".n00001.txt"));
        }
        String source = "source=tcp://192.168.1.20:2001";
        Config config = owners == null ? TestConfig.options(folder, source) : TestConfig.options(folder, source, "meter.id=" + owners);
        parts(new PipelineFactory(config, RunOptions.OF_CHECK, folder, null, Runnable::run))
                .trackers().apply(new MeterKey(owners == null ? number : owners));
    }

    @Test
    void aKeyThatIsSetLaterIsSaidOnceWithTheOldOne() throws Exception {
        Path messages = root.resolve("messages");
        try (ChildJvm child = new ChildJvm(PipelineFactoryTest.class, messages, root.toString())) {
            assertThat(child.next()).isEqualTo(-1);
        }
        assertThat(Files.readAllLines(messages)).as("E3 alone").singleElement().asString()
                .contains("page, today and files of this meter begin anew as house; what was stored as E3 stays");
    }

    /** A meter whose text is also that of Finnish ones. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Helsinki,  Europe/Helsinki", "Europe/Stockholm, Europe/Stockholm", "Europe/Lisbon,    Europe/Stockholm",
        "America/New_York, Europe/Stockholm", "UTC,              Europe/Stockholm",
    })
    void theZoneOfTheMachineMayBeThatOfTheMetersClock(String machine, String read) throws Exception {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(machine));
            LocalTimeResolver times = new PipelineFactory(TestConfig.options(root, "source=tcp://192.168.1.20:2001"), RunOptions.OF_CHECK,
                    root, null, Runnable::run).parts(DemandConfig.DEFAULT, key -> DemandInputs.NONE).times();
            assertThat(times.daysZone(Dialect.NORDIC)).hasToString(read);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /**
     * Equal bytes count once or each time; a late message is taken or refused; the interval of a binary meter that sends half as often is
     * its dialect's or its own; the hour that occurs twice is the machine's; a clock of last week is wrong; a time before this release is
     * none; a contradiction that ended is kept or not.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            port,      run,   once, taken,   dialect's, second, wrong, none, ended
            port,      check, once, taken,   dialect's, second, wrong, none, ended
            bridge,    run,   once, refused, dialect's, second, wrong, none, ended
            bridge,    check, once, refused, dialect's, second, wrong, none, ended
            dongle,    run,   once, refused, dialect's, second, wrong, none, ended
            dongle,    check, once, refused, dialect's, second, wrong, none, ended
            pulse,     run,   once, refused, dialect's, second, wrong, none, ended
            pulse,     check, once, refused, dialect's, second, wrong, none, ended
            page,      run,   once, refused, dialect's, second, wrong, none, ended
            page,      check, once, refused, dialect's, second, wrong, none, ended
            simulated, run,   once, taken,   own,       first,  right, then, kept
            simulated, check, once, taken,   own,       first,  right, then, kept
            replay,    run,   once, taken,   own,       first,  right, then, kept
            replay,    check, each, taken,   own,       first,  right, then, kept
            """, quoteCharacter = '"')
    void messagesOfEachSourceAreJudgedByWhatItIs(String source, String use, String equal, String late, String interval, String season, String clock,
            String beforeRelease, String contradiction) throws Exception {
        String value = switch (source) {
            case "port" -> "/dev/ttyNone";
            case "bridge" -> "tcp://192.168.1.20:2001";
            case "dongle" -> "homewizard";
            case "pulse" -> "tibber://192.168.1.20";
            case "page" -> "http://192.168.1.20/telegram";
            case "simulated" -> "simulate:dsmr50";
            case "replay" -> Files.createFile(root.resolve("line.log")).toString();
            default -> throw new IllegalArgumentException(source);
        };
        Config config = TestConfig.options(root, "source=" + value,
                "tibber.password.file=" + Files.writeString(root.resolve("password"), "secret"));
        PipelineFactory factory = use.equals("check") ? PipelineFactory.ofCheck(config, root)
                : new PipelineFactory(config, RunOptions.OF_CHECK, root, null, Runnable::run);
        assertThat(List.of(equalBytes(parts(factory)), late(parts(factory)), interval(parts(factory)), season(parts(factory)),
                wrongClock(parts(factory)), beforeRelease(parts(factory)), countedContradiction(parts(factory))))
                .containsExactly(equal, late, interval, season, clock, beforeRelease, contradiction);
    }

    private static Parts parts(PipelineFactory factory) {
        return factory.parts(DemandConfig.DEFAULT, key -> DemandInputs.NONE);
    }

    private static Outcome accept(Guard guard, Reading reading, long second) {
        return guard.accept(reading, new MeterKey("house"), Duration.ofSeconds(second).toNanos());
    }

    private static String equalBytes(Parts parts) {
        Reading reading = Snapshots.onePhase().at(new Stamp(1_000_001, 3_600)).reading();
        accept(parts.guard(), reading, 1);
        return accept(parts.guard(), reading, 2) instanceof Outcome.Repeat ? "once" : "each";
    }

    private static String late(Parts parts) {
        accept(parts.guard(), Snapshots.onePhase().at(new Stamp(1_000_001, 3_600)).reading(), 1);
        Outcome outcome = accept(parts.guard(), Snapshots.onePhase().at(new Stamp(1_000_002, 3_600)).reading(), 60);
        return outcome instanceof Outcome.Refuse ? "refused" : "taken";
    }

    private static String interval(Parts parts) {
        Duration usual = Dialect.AIDON.interval();
        Duration gap = usual.multipliedBy(2);
        Outcome last = accept(parts.guard(), Snapshots.onePhase().dialect(Dialect.AIDON).reading(), 0);
        for (int i = 1; i <= 3; i++) {
            last = accept(parts.guard(), Snapshots.onePhase().dialect(Dialect.AIDON).reading(), i * gap.toSeconds());
        }
        return ((Outcome.Publish) last).interval().equals(usual) ? "dialect's" : "own";
    }

    private static String season(Parts parts) {
        Instant second = Instant.parse("2026-10-25T01:30:00Z");
        parts.times().arrived(0, second);
        Stamp read = parts.times().messageTime(new ClockTime(LocalDateTime.parse("2026-10-25T02:30:00"), Season.UNKNOWN, null),
                new MeterIdentity(Dialect.NORDIC, "", null, null));
        return read.instant().equals(second) ? "second" : "first";
    }

    private static String wrongClock(Parts parts) {
        Instant now = Program.released().plus(Duration.ofDays(365));
        Instant shown = now.minus(Duration.ofDays(7));
        Reading reading = Snapshots.onePhase().at(new Stamp(shown.getEpochSecond(), 3_600)).reading();
        return parts.meterTime().arrival(reading, now, now, 0).rowTime().instant().equals(shown) ? "right" : "wrong";
    }

    private static String beforeRelease(Parts parts) {
        Instant before = Program.released().minus(Duration.ofDays(365));
        Reading reading = Snapshots.onePhase().at(new Stamp(before.getEpochSecond(), 3_600)).reading();
        return parts.meterTime().arrival(reading, before, before, 0).rowTime() == null ? "none" : "then";
    }

    private static String countedContradiction(Parts parts) {
        Snapshot stands = Snapshots.of("POWER_NET=2000 ENERGY_IMPORT=100.001").take();
        for (int minute = 0; minute <= 70; minute++) {
            parts.counterCheck().accept(stands.reading(), stands.published(), Duration.ofMinutes(minute).toNanos());
        }
        Snapshot moves = Snapshots.of("POWER_NET=2000 ENERGY_IMPORT=100.002").take();
        return parts.counterCheck().accept(moves.reading(), moves.published(), Duration.ofMinutes(71).toNanos()) == null ? "ended" : "kept";
    }
}
