package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Moment;
import org.dbusp1.ScenarioValues;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.limit.PeakLimiter;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Dialect;
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
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final String LAST_EVENTS = "last events: ";
    private static final Pattern COMMAND = Pattern.compile("(-|meter is silent|guard sees another meter|telegrams of minute|telegrams stop"
            + "|rejected|ESS:|limiter:|dongle:|disk refuses|disk works|history damaged:|driver restarts"
            + "|machine's clock is set by) ?(.*)");
    private static final Pattern WORDS = Pattern.compile("(?:= )?\"([^\"]*)\"");
    /** Of a telegram; also a time. */
    private static final Pattern FIGURE = Pattern.compile("\\d[-:+T\\d]*");
    private static final Pattern WINDOW = Pattern.compile(
            "window of (\\d+) W, peak (\\d+) W(?:, bill (does not count|allows (\\d+) W))?(, above its limit)?");

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
            told.add(new Told(row(seconds, severity + " " + event.key() + ": " + event.condition().id()
                    + (event.found().facts().isEmpty() ? "" : facts)), event.text("en")));
        }
    };
    private boolean unwritable;
    private @Nullable SourceException refusal;
    private @Nullable Duration seldom;
    private long seconds = START.getEpochSecond();
    private long machineAhead;
    /** Counts the meters of a run. */
    private int meterIndex;
    private Supplier<StateStore> store = () -> memory;
    private @Nullable Finding limiter;
    private Watches watches;
    private Teller monitor = started();

    private Teller started() {
        StateStore remembered = store.get();
        watches = new Watches(driver.board(), () -> unwritable, () -> refusal, () -> seldom, remembered, "ttyUSB0",
                () -> seconds * 1_000_000_000L);
        Teller made = new Teller(watches, driver.board(), remembered, "ttyUSB0", () -> seconds * 1_000_000_000L, this::machineTime);
        made.reportTo(List.of(receiver));
        return made;
    }

    private Instant machineTime() {
        return Instant.ofEpochSecond(seconds + machineAhead);
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
    @ValueSource(strings = {"", "x", "1 2", "99999999999999999999", "1,,2", "-5", "1,2,3,4,5,6,7,8,9,10,11"})
    void whatIsDamagedInTheStateIsForgotten(String damaged, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("events.properties");
        FileStateStore.write(file, "events",
                Map.of("meter_silent ttyUSB0", damaged, "ess ttyUSB0", damaged, "off_grid ttyUSB0", damaged));
        store = () -> new FileStateStore(file, "events");
        monitor = started();
        run(Scenario.parse("""
                ## What is damaged in the state is forgotten
                12:00:00 | 3000 W          |
                12:03:20 | meter is silent |
                12:04:21 |                 | WARNING meter_silent: line.silent
                12:05:00 | -               |
                """).get(0));
    }

    /** What the next run reads of a real file; {@code serial-starter/driver} has a line of it. */
    @Test
    void nothingIsRememberedButTheTimesAndWhatWasKnownOfEss(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("events.properties");
        store = () -> new FileStateStore(file, "events");
        monitor = started();
        run(Scenario.parse("""
                ## The driver restarts in a power cut
                12:00:00 | 3000 W; ESS: used                                  |
                12:03:00 | ESS: grid_lost; meter is silent                    |
                12:04:01 |                                                    | INFORMATION meter_silent: ess.grid_lost {detail EM24}
                12:10:00 | driver restarts; ESS: unknown                      |
                12:15:00 |                                                    | ALARM meter_silent: line.silent
                12:20:00 | -                                                  |
                """).get(0));

        assertThat(FileStateStore.read(file)).containsOnly(Map.entry("ess ttyUSB0", "true"), Map.entry("off_grid ttyUSB0", "true"),
                Map.entry("meter_silent ttyUSB0", START.getEpochSecond() + 241 + "," + (START.getEpochSecond() + 900)));
        assertThat(Files.readString(file)).as("as serial-starter/driver looks for it").contains("ess\\ ttyUSB0=true\n");
    }

    /** What the owner was told, as a row says it, and the text of the outputs. */
    private record Told(String row, String text) {
    }

    private static String row(long second, String event) {
        return Instant.ofEpochSecond(second) + " | " + event;
    }

    private static Matcher matching(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.matches()).as(text).isTrue();
        return matcher;
    }

    private void run(Scenario scenario) {
        List<String> expected = new ArrayList<>();
        List<String> words = new ArrayList<>();
        scenario.moments(Duration.ofSeconds(START.getEpochSecond())).forEach(moment -> {
            while (seconds < moment.time().toSeconds()) {
                seconds++;
                monitor.tick();
            }
            moment.row().events().forEach(event -> happens(moment, event));
            for (String event : moment.row().expected()) {
                if (event.startsWith(LAST_EVENTS)) {
                    assertThat(driver.board().told().stream().map(Event::key).collect(Collectors.joining(", ")))
                            .as(moment.row().toString()).isEqualTo(event.substring(LAST_EVENTS.length()));
                } else {
                    words.add(event);
                    expected.add(row(moment.time().toSeconds(), WORDS.matcher(event).replaceAll("").strip()));
                }
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

    private void happens(Moment moment, String event) {
        Matcher command = COMMAND.matcher(event);
        String word = command.matches() ? command.group(1) : "";
        String rest = event.substring(word.length()).strip();
        switch (word) {
            case "-" -> { }
            case "meter is silent" -> watches.offline();
            case "guard sees another meter" -> meterIndex++;
            case "telegrams of minute" -> seldom = Duration.ofMinutes(Long.parseLong(rest));
            case "telegrams stop" -> seldom = null;
            case "rejected" -> watches.rejected(new RejectedFrame(new byte[3], 0, Instant.ofEpochSecond(seconds),
                    RejectCause.valueOf(rest)));
            case "ESS:" -> ess(switch (rest) {
                case "unknown" -> Finding.of(Condition.ESS_UNKNOWN);
                case "meter_gone" -> Finding.of(Condition.ESS_METER_GONE, "");
                default -> {
                    String[] state = rest.split(" ");
                    yield Finding.of(Condition.of("ess." + state[0]), state.length == 1 ? "EM24" : state[1]);
                }
            });
            case "limiter:" -> {
                limiter = Finding.of(Condition.of("limiter." + rest));
                ess(driver.board().ess());
            }
            case "dongle:" -> {
                String[] refused = rest.split(" ");
                refusal = rest.equals("open") ? null
                        : new SourceException(Condition.of("line." + refused[0]), "", refused.length == 1 ? "" : refused[1]);
            }
            case "disk refuses" -> unwritable = true;
            case "disk works" -> unwritable = false;
            case "history damaged:" -> driver.board().found(Finding.of(Condition.DEVICE_HISTORY_DAMAGED, Map.of("file", rest)));
            case "driver restarts" -> {
                watches.close();
                driver = new DriverState(OwnerChoices.none());
                limiter = null;
                meterIndex = 0;
                monitor = started();
            }
            case "machine's clock is set by" -> machineAhead += Long.parseLong(rest.replace(" s", ""));
            default -> telegram(moment, event.split(", (?=window)"));
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

    /** @param parts values and doubts, and the window of a demand tariff if it has one */
    private void telegram(Moment moment, String... parts) {
        Snapshots telegram = Snapshots.of(Values.NONE).dialect(Dialect.BELGIUM).at(new Stamp(seconds, 3_600)).meterIndex(meterIndex);
        for (String part : parts[0].split(", ")) {
            List<String> figures = FIGURE.matcher(part).results().map(MatchResult::group).toList();
            switch (ScenarioValues.add(telegram, part, moment) ? "-" : FIGURE.matcher(part).replaceAll("N")) {
                case "-" -> { }
                case "peak N W" -> telegram.with(Quantity.PEAK_IMPORT, figures.get(0));
                case "clock of N" -> telegram.doubts(new Doubts(Snapshots.stamp(figures.get(0)), null, null, null));
                case "import stands at N Wh though N Wh flowed in N minutes", "export stands at N Wh though N Wh flowed in N minutes" ->
                        telegram.doubts(new Doubts(null, null, new UncountedPower(part.startsWith("import") ? Quantity.ENERGY_IMPORT
                                : Quantity.ENERGY_EXPORT, Long.parseLong(figures.get(1)), Long.parseLong(figures.get(2)),
                                Long.parseLong(figures.get(0))), null));
                case "doubts N W by N VA" -> telegram.doubts(new Doubts(null, null, null,
                        new DoubtfulPower(Long.parseLong(figures.get(0)), Long.parseLong(figures.get(1)))));
                default -> throw new IllegalArgumentException(part);
            }
        }
        watches.snapshot((parts.length == 1 ? telegram : telegram.demand(demand(matching(WINDOW, parts[1])))).take());
    }

    private Demand demand(Matcher window) {
        String bill = window.group(3);
        Long allowed = window.group(4) == null ? null : Long.valueOf(window.group(4));
        return new Demand(new Stamp(seconds - seconds % QUARTER.toSeconds(), 3_600), QUARTER, Long.valueOf(window.group(1)), null,
                Long.valueOf(window.group(2)), List.of(), bill == null ? null
                        : new Demand.Bill("flanders", allowed != null, 4_000L, 9_000L, allowed, null, List.of(), null, 0, 1),
                new ImportLimit(null, null, false, null, window.group(5) != null, null));
    }
}
