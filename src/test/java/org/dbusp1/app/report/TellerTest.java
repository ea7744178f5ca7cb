package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.MeterKeyResolver;
import org.dbusp1.gx.ess.limit.PeakLimiter;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Doubts.UncountedPower;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.Output;
import org.dbusp1.output.SilentOutput;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault is one event, and what all kinds of events have in common. The time is that of the test. */
class TellerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final int NOON_SECONDS = 12 * 3600;
    private static final String DRAWN = "3000 W";
    private static final Pattern TIME = Pattern.compile("(?:day (\\d+) )?(\\d\\d):(\\d\\d):(\\d\\d)(?: (\\d+) x (\\d+):(\\d\\d))?");
    private static final Pattern WORDS = Pattern.compile("(?:= )?\"([^\"]*)\"");
    private static final Pattern WINDOW = Pattern.compile(
            "(\\d+):(\\d+) draws (\\d+) W, mean (\\d+) W, peak (\\d+) W(?:, bill (does not count|allows (\\d+) W))?(, above its limit)?");
    private static final Pattern DOUBTFUL = Pattern.compile("doubtful (\\d+) W (\\w+) (\\d+)");
    private static final Pattern UNCOUNTED = Pattern.compile("(\\w+) stands at (\\d+) Wh though (\\d+) Wh flowed in (\\d+) minutes");
    private static final Pattern EXCHANGED = Pattern.compile("(\\w+) instead of (\\w+)");

    private DriverState driver = new DriverState(OwnerChoices.none());
    private final MapMemory memory = new MapMemory();
    private final List<Told> told = new ArrayList<>();
    private final Output receiver = new SilentOutput() {
        @Override
        public void event(Event event) {
            assertThat(event.time()).isEqualTo(machineTime());
            String facts = new TreeMap<>(event.found().facts()).entrySet().stream().map(fact -> fact.getKey() + " " + fact.getValue())
                    .collect(Collectors.joining(", ", " {", "}"));
            String severity = event.found().gravity().severity().toUpperCase(Locale.ROOT);
            told.add(new Told(clock(seconds) + " | " + severity + " " + event.key() + ": " + event.condition().id() + (event.found().facts().isEmpty() ? "" : facts), event.text("en")));
        }
    };
    private boolean unwritable;
    private @Nullable SourceException refusal;
    private @Nullable Duration seldom;
    private long seconds;
    private long clockAhead;
    private StateStore store = memory;
    private @Nullable Finding limiter;
    private Watches watches;
    private Teller monitor = started();
    private MeterKeyResolver.@Nullable CableExchange exchange;

    private Teller started() {
        watches = new Watches(driver.board(), () -> unwritable, () -> refusal, () -> seldom, () -> exchange, store, "ttyUSB0",
                () -> seconds * 1_000_000_000L);
        Teller made = new Teller(watches, driver.board(), store, "ttyUSB0", () -> seconds * 1_000_000_000L, this::machineTime);
        made.reportTo(List.of(receiver));
        return made;
    }

    private Instant machineTime() {
        return NOW.plusSeconds(seconds + clockAhead);
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(TellerTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void tellsTheOwner(Scenario scenario) {
        run(scenario);
    }

    /** What the page shows at once is told as an event only after its delay. */
    @Test
    void theBoardHasWhyTheSourceCannotBeOpened() {
        refusal = new SourceException(Condition.LINE_ABSENT, "/dev/ttyUSB0 is not there");
        monitor.tick();
        assertThat(driver.board().of(Condition.Subject.LINE)).map(Finding::condition).contains(Condition.LINE_ABSENT);
        refusal = null;
        monitor.tick();
        assertThat(driver.board().of(Condition.Subject.LINE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a b c", "nothing 99999999999999999999", "nothing 1,,2",
        "nothing -5", "meter_silent 1,2,3,4,5,6,7,8,9,10,11"})
    void whatIsDamagedInTheStateIsForgotten(String damaged, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("events.properties");
        FileStateStore.write(file, "events", Map.of("meter_silent ttyUSB0", damaged, "ess ttyUSB0", damaged, "exchange ttyUSB0", damaged));
        store = new FileStateStore(file, "events");
        monitor = started();
        run(Scenario.parse("""
                ## What is damaged in the state is forgotten
                12:00:00 | meter sends  |
                12:03:20 | meter silent |
                12:04:21 |              | WARNING meter_silent: line.silent
                12:05:00 | end          |
                """).get(0));
    }

    @Test
    void anEventThatBeganBeforeARestartIsKnownToThoseWhoAskAfterIt() throws IOException {
        run(Scenario.parse("""
                ## An event that began before a restart
                12:00:00 | meter sends 100 W, clock shows 2000-01-01 00:59 |
                12:02:00 |                                           | WARNING clock_wrong: meter.clock_wrong {meter_time 2000-01-01 00:59}
                12:10:00 | driver restarts                           |
                12:10:10 | meter sends 100 W, clock shows 2000-01-01 00:59 |
                12:10:11 | asks for the last events                  | clock_wrong
                12:20:00 | end                                       |
                """).get(0));

        assertThat(driver.board().told()).containsExactly(new Event(new Finding(Condition.METER_CLOCK_WRONG, Gravity.KNOW,
                Map.of("meter_time", "2000-01-01 00:59")), true, NOW.plusSeconds(120)));
    }

    /** A damaged name of the cause. */
    @Test
    void theEndOfAnEventWithoutAKnownBeginningSaysThatTheLineWasSilent() throws IOException {
        memory.remember("meter_silent ttyUSB0", "forgotten 1");
        monitor = started();
        run(Scenario.parse("""
                ## The meter sends again
                12:00:00 | meter sends |
                12:02:00 |             | INFORMATION meter_silent_over: line.silent
                12:05:00 | end         |
                """).get(0));
    }

    /** What the owner was told, as a row says it, and the text of the outputs. */
    private record Told(String row, String text) {
    }

    /** A row at one of its times, in seconds since noon. */
    private record Moment(long second, Row row) {
    }

    private static Stream<Moment> moments(Row row) {
        Matcher time = matching(TIME, row.time());
        long day = time.group(1) == null ? 0 : Long.parseLong(time.group(1)) - 1;
        long first = day * 86_400 + Long.parseLong(time.group(2)) * 3_600 + Long.parseLong(time.group(3)) * 60
                + Long.parseLong(time.group(4)) - NOON_SECONDS;
        int times = time.group(5) == null ? 1 : Integer.parseInt(time.group(5));
        long apart = times == 1 ? 0 : Long.parseLong(time.group(6)) * 60 + Long.parseLong(time.group(7));
        return IntStream.range(0, times).mapToObj(index -> new Moment(first + index * apart, row));
    }

    private static String clock(long second) {
        long day = (second + NOON_SECONDS) / 86_400;
        return (day == 0 ? "" : "day " + (day + 1) + " ") + LocalTime.ofSecondOfDay((second + NOON_SECONDS) % 86_400)
                .format(DateTimeFormatter.ISO_LOCAL_TIME);
    }

    private static Matcher matching(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.matches()).as(text).isTrue();
        return matcher;
    }

    private void run(Scenario scenario) {
        List<String> expected = new ArrayList<>();
        List<String> words = new ArrayList<>();
        scenario.rows().stream().flatMap(TellerTest::moments).sorted(Comparator.comparingLong(Moment::second)).forEach(moment -> {
            while (seconds < moment.second()) {
                seconds++;
                monitor.tick();
            }
            if (moment.row().events().contains("asks for the last events")) {
                assertThat(driver.board().told().stream().map(Event::key).collect(Collectors.joining(", ")))
                        .as(moment.row().toString()).isEqualTo(moment.row().expected().get(0));
                return;
            }
            moment.row().events().forEach(this::happens);
            for (String event : moment.row().expected()) {
                words.add(event);
                expected.add(clock(moment.second()) + " | " + WORDS.matcher(event).replaceAll("").strip());
            }
        });
        assertThat(told).extracting(Told::row).containsExactlyElementsOf(expected);
        for (int i = 0; i < words.size(); i++) {
            String text = told.get(i).text();
            List<String> quoted = WORDS.matcher(words.get(i)).results().map(word -> word.group(1)).toList();
            if (words.get(i).contains("= \"")) {
                assertThat(text).isEqualTo(String.join(" ", quoted));
            }
            quoted.forEach(word -> assertThat(text).contains(word));
        }
    }

    private void happens(String event) {
        String[] words = event.split(": ?| ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "end" -> { }
            case "meter" -> meter(rest, 0);
            case "another" -> meter(rest.replaceFirst("^meter ", ""), 1);
            case "telegrams" -> seldom = rest.equals("stop") ? null
                    : Duration.ofMinutes(Long.parseLong(rest.replaceAll("\\D", "")));
            case "telegram" -> watches.rejected(new RejectedFrame(new byte[3], 0, NOW.plusSeconds(seconds),
                    RejectCause.valueOf(rest.replaceFirst("^fails: ", ""))));
            case "window" -> window(matching(WINDOW, rest));
            case "ESS" -> ess(switch (rest) {
                case "unknown" -> Finding.of(Condition.ESS_UNKNOWN);
                case "meter_gone" -> Finding.of(Condition.ESS_METER_GONE, "");
                default -> {
                    String[] state = rest.split(" ");
                    yield Finding.of(Condition.of("ess." + state[0]), state.length == 1 ? "EM24" : state[1]);
                }
            });
            case "limiter" -> {
                limiter = Finding.of(Condition.of("limiter." + rest.replace(" unseen", "")));
                ess(driver.board().ess());
                if (!rest.endsWith(" unseen")) {
                    demanded("3000", Snapshots.window(new Stamp(0, 3600), Duration.ofMinutes(15), 1L, null, null));
                }
            }
            case "dongle" -> {
                String[] refused = rest.split(" ");
                refusal = rest.equals("open") ? null
                        : new SourceException(Condition.of("line." + refused[0]), "", refused.length == 1 ? "" : refused[1]);
            }
            case "disk" -> unwritable = rest.equals("refuses");
            case "history" -> {
                String[] files = rest.replaceFirst("^damaged: ", "").split(", removed ");
                driver.board().found(Finding.of(files.length == 1 ? Condition.DEVICE_HISTORY_DAMAGED : Condition.DEVICE_HISTORY_REMOVED,
                        Map.of("file", files[0])).with("removed", files.length == 1 ? null : files[1]));
            }
            case "cables" -> {
                Matcher cables = matching(EXCHANGED, rest.replaceFirst("^exchanged: ", ""));
                exchange = new MeterKeyResolver.CableExchange(new MeterKey(cables.group(1)), new MeterKey(cables.group(2)));
            }
            case "driver" -> {
                watches.close();
                exchange = null;
                driver = new DriverState(OwnerChoices.none());
                limiter = null;
                monitor = started();
            }
            case "machine's" -> clockAhead = Long.parseLong(rest.replaceAll("\\D", "")) * 86_400;
            default -> throw new IllegalArgumentException(event);
        }
    }

    /** As the limiter posts it with each telegram: what ESS does instead is its cause. */
    private void ess(Finding ess) {
        driver.board().found(ess);
        if (limiter != null && limiter.is(Condition.LIMITER_NOT_USED) && ess.ess() != EssUse.REGULATES) {
            driver.board().found(PeakLimiter.notUsed(ess));
        } else if (limiter != null) {
            driver.board().found(limiter);
        }
    }

    /** @param values "silent", "sends", or "sends 100 W, peak 4000 W", also with doubts */
    private void meter(String values, int segment) {
        if (values.equals("silent")) {
            watches.offline();
            return;
        }
        String sent = values.replaceFirst("^sends ?", "");
        Snapshots snapshot = snapshot(segment);
        Doubts doubts = Doubts.NONE;
        for (String value : (sent.isEmpty() ? DRAWN : sent).split(", ")) {
            Matcher uncounted = UNCOUNTED.matcher(value);
            Matcher doubtful = DOUBTFUL.matcher(value);
            if (value.startsWith("clock shows ")) {
                LocalDateTime shown = LocalDateTime.parse(value.substring("clock shows ".length()).replace(' ', 'T'));
                doubts = new Doubts(new Stamp(shown.toEpochSecond(ZoneOffset.ofHours(1)), 3_600), null, null, null);
            } else if (uncounted.matches()) {
                doubts = new Doubts(null, null, new UncountedPower(Quantity.valueOf(uncounted.group(1)), Long.parseLong(uncounted.group(3)),
                        Long.parseLong(uncounted.group(4)), Long.parseLong(uncounted.group(2))), null);
            } else if (doubtful.matches()) {
                doubts = new Doubts(null, null, null, new DoubtfulPower(DoubtfulPower.Cause.valueOf(doubtful.group(2)),
                        Long.parseLong(doubtful.group(1)), Long.parseLong(doubtful.group(3))));
            } else {
                snapshot.with(value.startsWith("peak ") ? Quantity.PEAK_IMPORT : value.endsWith(" kWh") ? Quantity.ENERGY_IMPORT
                        : Quantity.POWER_NET, value.replaceAll("[^0-9]", ""));
            }
        }
        watches.snapshot(snapshot.doubts(doubts).take());
    }

    private Snapshots snapshot(int segment) {
        return Snapshots.of(Values.NONE).dialect(Dialect.BELGIUM).at(new Stamp(NOW.getEpochSecond() + seconds, 3_600)).meterIndex(segment);
    }

    private void window(Matcher window) {
        long start = NOW.getEpochSecond() - NOON_SECONDS + Long.parseLong(window.group(1)) * 3_600 + Long.parseLong(window.group(2)) * 60;
        String bill = window.group(6);
        demanded(window.group(3), new Demand(new Stamp(start, 3600), Duration.ofMinutes(15),
                Long.parseLong(window.group(4)), null, Long.parseLong(window.group(5)),
                List.of(), Optional.ofNullable(bill).map(text -> new Demand.Bill("flanders", window.group(7) != null,
                        4000L, 9000L,
                        window.group(7) == null ? null : Long.parseLong(window.group(7)),
                        null, List.of(), null, 0, 1)).orElse(null), new ImportLimit(null, null, false, null, window.group(8) != null, null)));
    }

    private void demanded(String watts, Demand demand) {
        watches.snapshot(snapshot(0).with(Quantity.POWER_NET, watts).demand(demand).take());
    }
}
