package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.app.report.Connection.Outlet;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.driver.LineState;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.line.frame.Damage;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps that help with what is found on a line, and what is found. */
class RemediesTest {
    private static final ReportTexts ENGLISH = ReportTexts.in("en");

    @TempDir
    private Path directory;

    private static LineState state() {
        return state(Duration.ZERO);
    }

    private static LineState state(Duration watched) {
        return state(watched, null);
    }

    private static LineState state(Duration watched, @Nullable String obstacle) {
        return WatchedLine.of(watched).obstacle(obstacle).settings(LineSettings.parse("115200-8N1")).state();
    }

    /** Returns the steps for an owner with a cable at this machine, or with a bridge where the line has no settings. */
    private static List<String> steps(@Nullable Country country, boolean probing, Condition found, LineState state) {
        Carrier carrier = state.settings() == null ? Carrier.TCP : Carrier.SERIAL;
        return new Remedies(ENGLISH, country, probing, false).about(Finding.of(found), found, state, Connection.of(carrier, state, country));
    }

    static List<Condition> found() {
        return Condition.all(Condition.Subject.LINE).stream()
                .filter(entry -> !Set.of(Condition.LINE_UNREADABLE, Condition.LINE_FORBIDDEN, Condition.LINE_BUSY,
                        Condition.LINE_UNSUITABLE, Condition.LINE_UNPAIRED, Condition.LINE_PAIRING_ENDED,
                        Condition.LINE_CLOSED, Condition.LINE_NOT_FOUND, Condition.LINE_SEVERAL,
                        Condition.LINE_UNPROTECTED).contains(entry))
                .toList();
    }

    /** Each cause at each connection, in each language; a step is about what the owner has in hand. */
    @ParameterizedTest
    @MethodSource("found")
    void whateverIsWrongThereIsSomethingToDo(Condition finding) {
        boolean isFine = Set.of(Condition.LINE_FIT, Condition.LINE_MEASURING, Condition.LINE_HANGS).contains(finding);
        for (String language : Texts.LANGUAGES) {
            ReportTexts texts = ReportTexts.in(language);
            for (Carrier carrier : Carrier.values()) {
                for (Outlet outlet : Outlet.values()) {
                    List<String> steps = new Remedies(texts, null, false, true).about(Finding.of(finding), finding, state(),
                            new Connection(carrier, outlet));
                    assertThat(steps.isEmpty()).as("%s, %s in %s", carrier, outlet, language).isEqualTo(isFine);
                    assertThat(steps).allSatisfy(step -> assertThat(step).matches("(?s)\\p{Lu}.*[.?:]").doesNotContain("step.", "{"));
                    assertThat(String.join(" ", language.equals("en") ? steps : List.of())).as("%s, %s", carrier, outlet)
                            .doesNotContain(carrier == Carrier.SERIAL ? "dongle" : "USB port")
                            .doesNotContainPattern(outlet == Outlet.HEAD ? "P1 cable|splitter off" : "Is the head")
                            .doesNotContainPattern(carrier == Carrier.LOG && outlet == Outlet.UNKNOWN ? "plitter|S1|P1 cable|optical head" : "step[.]")
                            .doesNotContainPattern(carrier == Carrier.TIBBER ? "P1 cable|optical head" : "Pulse");
                }
            }
        }
    }

    @Test
    void eachRowIsAboutACauseAndOfKnownCells() throws IOException {
        Properties rows = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/org/dbusp1/app/report/remedies.properties"))) {
            rows.load(file);
        }
        Set<String> keys = Stream.of(Carrier.values(), Outlet.values()).flatMap(Stream::of).map(key -> key.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        keys.add("any");
        assertThat(rows.stringPropertyNames()).isSubsetOf(Condition.all(Condition.Subject.LINE).stream().map(Condition::id).toList());
        rows.forEach((cause, row) -> assertThat(String.valueOf(row).split(" *; *")).as("%s", cause).allSatisfy(cell ->
                assertThat(keys).containsAll(List.of(cell.split(":")[0].strip().split(" +")))));
    }

    /** The cable from the meter to a bridge is mostly short. */
    @ParameterizedTest
    @CsvSource({"LINE_DAMAGED, bridge_settings bridge_near bridge_power ground splitter",
        "LINE_DAMAGED_OFTEN, bridge_near bridge_power ground splitter"})
    void damageOnTheNetworkIsFirstThatOfTheBridge(Condition found, String expected) {
        for (String language : Texts.LANGUAGES) {
            ReportTexts texts = ReportTexts.in(language);
            assertThat(new Remedies(texts, null, false, true).about(Finding.of(found), found, state(), new Connection(Carrier.TCP, Outlet.P1)))
                    .isEqualTo(Stream.of(expected.split(" ")).map(step -> texts.text("step." + step, Map.of())).toList());
        }
    }

    @Test
    void whereTheCountryIsKnownOnlyItsRuleIsShown() {
        List<String> steps = steps(Country.SWEDEN, false, Condition.LINE_SILENT, state());
        assertThat(steps.get(0)).contains("Sweden").doesNotContain("Belgium");
        assertThat(steps).hasSize(5);
        assertThat(steps.toString()).containsSubsequence("Is the port open? Sweden:", "Remove a splitter", "Is it a P1 cable",
                "Is the cable in P1?", "Try the cable");
    }

    /** Where each port is open, nobody is sent to the grid operator; where the country is unknown, one line names the chapter. */
    @ParameterizedTest
    @CsvSource({"NETHERLANDS, en, ", "GERMANY, en, ", "LUXEMBOURG, fr, ", "CZECHIA, en, 'open? Czech Republic: the RS-485 interface'",
        "BELGIUM, nl, 'bij Mijn Fluvius'", "BELGIUM, de, 'How the port is opened im Kapitel Meters'", ", en, 'How the port is opened'",
        ", nl, 'How the port is opened'", ", fr, 'How the port is opened'"})
    void howThePortIsOpenedIsAtMostOneStep(@Nullable Country country, String language, @Nullable String opening) {
        ReportTexts texts = ReportTexts.in(language);
        List<String> steps = new Remedies(texts, country, false, true).about(Finding.of(Condition.LINE_SILENT), Condition.LINE_SILENT, state(),
                Connection.of(Carrier.SERIAL, state(), country));
        String question = texts.text("step.open_most", Map.of()).replaceFirst("[?].*", "?");
        assertThat(steps).filteredOn(step -> step.startsWith(question)).hasSize(opening == null ? 0 : 1)
                .allSatisfy(step -> assertThat(step).contains(opening).hasSizeLessThan(240));
    }

    /** After the report, the result and the first step are still on a terminal of 80 by 24, above the prompt. */
    @ParameterizedTest
    @MethodSource("found")
    void resultAndStepsFitOnASmallTerminal(Condition finding) {
        for (String language : Texts.LANGUAGES) {
            ReportTexts texts = ReportTexts.in(language);
            for (Country country : Arrays.asList(null, Country.BELGIUM, Country.CZECHIA, Country.AUSTRIA, Country.SWITZERLAND)) {
                for (Carrier carrier : Carrier.values()) {
                    for (Outlet outlet : Outlet.values()) {
                        List<String> steps = new Remedies(texts, country, false, true).about(Finding.of(finding), finding, state(),
                                new Connection(carrier, outlet));
                        assertThat(new LineReport(finding, texts.result(finding, true), List.of(), steps).text(texts, false).resultLines(80))
                                .as("%s, %s, %s in %s", country, carrier, outlet, language).hasSizeLessThan(24);
                    }
                }
            }
        }
    }

    /** A slow meter is waited for; who does not wait gets the likeliest steps. */
    @Test
    void beforeALineIsKnownToBeSilentTheFirstTwoStepsAreThere() {
        assertThat(steps(Country.SWEDEN, false, Condition.LINE_LISTENING, state()))
                .isEqualTo(steps(Country.SWEDEN, false, Condition.LINE_SILENT, state()).subList(0, 2));
    }

    /** A machine whose clock runs by UTC, as GX devices are delivered, does not show where the meter is. */
    @Test
    void theOwnersZoneShowsTheCountry() throws Exception {
        Config config = TestConfig.options(directory, "meter.zone=Europe/Helsinki");
        LineState silent = state(Duration.ofMinutes(1));
        Reporter reporter = Reporter.of(config, directory, DeviceChoices.NONE);
        assertThat(reporter.report(silent, null).advice().toString()).contains("Finland").doesNotContain("Sweden");
    }

    /** Telegrams that a port has stored come in a burst, whole and late. */
    @ParameterizedTest
    @CsvSource({"OUTDATED, 1, LINE_MEASURING", "OUTDATED, 60, LINE_STOPPED", "BEHIND, 60, LINE_BEHIND",
        "CRC, 1, LINE_DAMAGED"})
    void aStoredTelegramIsNotADamagedOne(RejectCause cause, int secondsSinceGood, Condition found) {
        LineState state = WatchedLine.of(Duration.ofMinutes(2)).bytes(9_000)
                .lastGood(Instant.EPOCH, Duration.ofSeconds(secondsSinceGood)).rejectedSinceGood(Map.of(cause, 3L))
                .rejected(List.of(new RejectedFrame("1-0:1.7.0(00.500*kW)".getBytes(StandardCharsets.US_ASCII), 0, Instant.EPOCH, cause)))
                .state();
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"50, true", "49, false"})
    void sevenBitsAreProposedWhereTheyHelpHalfOfTheTelegrams(long repaired, boolean proposed) {
        TelegramCounts counts = new TelegramCounts(30, Map.of(TelegramCounts.EIGHTH_BIT, repaired),
                Map.of(RejectCause.CRC, 70 - repaired));
        LineState state = WatchedLine.of(Duration.ofMinutes(2)).settings(LineSettings.parse("115200-8N1")).bytes(9_000)
                .counts(counts).snapshot(Snapshots.threePhase().quality(counts).take()).lastGood(Instant.EPOCH, Duration.ZERO).state();
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(Condition.LINE_DAMAGED_OFTEN);
        List<String> steps = steps(null, true, Condition.LINE_DAMAGED_OFTEN, state);
        assertThat(steps.get(0).contains("serial.settings=115200-7E1")).isEqualTo(proposed);
    }

    private static LineState ofBytes(byte[] sample, @Nullable LineSettings settings, Map<RejectCause, Long> causes,
                                     String... rejected) {
        List<RejectedFrame> list = Stream.of(rejected).map(bytes -> new RejectedFrame(HexFormat.of().parseHex(bytes), 0, Instant.EPOCH,
                causes.keySet().iterator().next())).toList();
        return WatchedLine.of(Duration.ofMinutes(2)).settings(settings).bytes(9_000).rejectedSinceGood(causes).rejected(list)
                .damages(list.stream().map(each -> Damage.of(each.bytes(), each.cause())).toList()).samples(sample).state();
    }

    /** A start is damaged where a part of the first line is left, or where several telegrams begin alike; else they are cut off. */
    @ParameterizedTest
    @CsvSource({"LINE_START, '9 7534||0-0:1.0.0(1)|1-0:1.7.0(00.1*kW)|!12AB'",
        "LINE_START, '0%0:96.1.4(50217)|1-0:1.7.0(00.1*kW)|!12AB~0%0:96.1.4(50217)|1-0:1.7.0(00.2*kW)|!34CD~kW)|!12AB'",
        "LINE_CUT,   '0%0:96.1.4(50217)|1-0:1.7.0(00.1*kW)|!12AB'", "LINE_CUT, '.1*kW)|1-0:1.7.0(00.1*kW)|!12AB'",
        "LINE_CUT,   '.1*kW)|1-0:1.7.0(00.1*kW)|!12AB~4*kW)|1-0:1.7.0(00.2*kW)|!34CD~kW)|1-0:2.7.0(0*kW)|!12AB'",
        "LINE_CUT,   '9 7534||0-0:1.0.0(1)|1-0:1.7.0(00.'", "LINE_DAMAGED, '/ADN9 7534||0-0:1.0.0(1)|1-0:1.7.0(00.1*kW)|!12AB'"})
    void aDamagedStartIsToldFromACutTelegram(Condition found, String rejected) {
        String[] telegrams = Stream.of(rejected.split("~")).map(text -> text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1))
                .map(HexFormat.of()::formatHex).toArray(String[]::new);
        LineState state = ofBytes(new byte[0], null, Map.of(RejectCause.TRUNCATED, (long) telegrams.length), telegrams);
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
    }

    /** The telegram begins and ends, whatever the maker: the line, its speed and its parity are right. */
    @ParameterizedTest
    @CsvSource({"'/KAM5||', 8, , P1", "'/KAM5||!|', 8, , P1", "'/KAM5|!|', 8, , P1", "'/KAM5||!A123|', 400, SWEDEN, P1",
        "'/KAM5||', 400, SWEDEN, P1", "'/KAM5||', 400, NORWAY, P1", "'/ESO5\\25...01_A||', 90, LITHUANIA, P1", "'/ISK5\\2M550T-1013||1-', 3, , P1",
        "'/EMH4 eHZ||', 400, GERMANY, HEAD"})
    void aFirstLineAloneIsATelegramThatIsCutOff(String firstLine, int times, @Nullable Country country, Outlet outlet) {
        String sent = firstLine.replace("|", "\r\n");
        LineState state = ofBytes(sent.repeat(times).getBytes(StandardCharsets.US_ASCII), null, Map.of(RejectCause.TRUNCATED, (long) times),
                HexFormat.of().formatHex(sent.getBytes(StandardCharsets.US_ASCII)));
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(Condition.LINE_CUT);
        assertThat(Connection.of(Carrier.SERIAL, state, country).outlet()).isEqualTo(outlet);
        assertThat(steps(country, true, Condition.LINE_CUT, state).get(0)).contains(outlet == Outlet.HEAD ? "optical head" : "all six wires");
    }

    /** A port that hangs until the meter is restarted: only where it is known that the meter sent before; after all that costs less. */
    @ParameterizedTest
    @CsvSource({"true, false, P1, 'If another cable brings the same, ask the grid operator'",
        "true, false, BUS, 'If another adapter brings the same, ask the grid operator'",
        "true, false, HEAD, 'If another head brings the same, ask the metering operator'", "false, true, P1, 'If another cable'",
        "false, true, BUS, 'If another adapter'", "false, true, HEAD, 'If another head'", "false, false, P1, ", "false, false, HEAD, "})
    void theLastStepOfALineThatSentBeforeIsToRestartTheMeter(boolean stopped, boolean known, Outlet outlet, @Nullable String last) {
        Condition found = stopped ? Condition.LINE_STOPPED : Condition.LINE_SILENT;
        for (Carrier carrier : List.of(Carrier.SERIAL, Carrier.TCP)) {
            List<String> steps = new Remedies(ENGLISH, Country.SWEDEN, true, known).about(Finding.of(found), found, state(),
                    new Connection(carrier, outlet));
            if (last == null) {
                assertThat(steps).noneMatch(step -> step.contains("restart the meter"));
            } else {
                assertThat(steps.get(steps.size() - 1)).startsWith(carrier == Carrier.TCP ? last.replace("cable", "adapter") : last);
            }
        }
        assertThat(new Remedies(ENGLISH, null, true, known).about(Finding.of(found), found, state(), new Connection(Carrier.TIBBER, outlet)))
                .noneMatch(step -> step.contains("restart the meter"));
    }

    /** After messages with this key it is the meter that has changed; else the owner may have mistyped it. */
    @ParameterizedTest
    @CsvSource({"true, 0", "false, 2"})
    void aMeterThatWasResetHasANewKey(boolean before, int place) {
        LineState state = WatchedLine.of(Duration.ofMinutes(9)).bytes(9_000)
                .lastGood(before ? Instant.EPOCH : null, Duration.ofMinutes(5)).rejectedSinceGood(Map.of(RejectCause.KEY, 9L)).state();
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(Condition.LINE_WRONG_KEY);
        List<String> steps = steps(null, true, Condition.LINE_WRONG_KEY, state);
        assertThat(steps).hasSize(3);
        assertThat(steps.get(place)).isEqualTo("A meter that was reset or replaced has a new key: ask the grid operator for it.");
    }

    private static final Map<String, byte[]> SAMPLES = Map.of("NOISE", noise(), "ALL_EQUAL", "U".repeat(90).getBytes(StandardCharsets.US_ASCII), "ALL_ZERO", new byte[90],
            "REQUESTS", HexFormat.of().parseHex("1040F03016".repeat(20)),
            "ONE_PARITY", HexFormat.of().parseHex("FAE741000F112281".repeat(20)),
            "SML_AS_TEXT", "1B1B1B1B01010101760501".repeat(20).getBytes(StandardCharsets.US_ASCII),
            "SEVEN_BITS", HexFormat.of().parseHex("1B1B1B1B01010101" + "7605000102036200".repeat(8) + "1B1B1B1B1A006C21"));

    private static byte[] noise() {
        byte[] noise = new byte[900];
        new Random(3).nextBytes(noise);
        return noise;
    }

    /** Copied from a page, or by a program: each line end was another character, or none. */
    @ParameterizedTest
    @CsvSource({"' ', LINE_LINE_ENDS", "'  ', LINE_LINE_ENDS", "'', LINE_LINE_ENDS", "'\t', LINE_LINE_ENDS", "';', LINE_LINE_ENDS", "'<br>', LINE_LINE_ENDS",
        "'\\r\\n', LINE_LINE_ENDS", "'\r\n', LINE_DAMAGED", "'\n', LINE_DAMAGED"})
    void linesThatAreJoinedAreNotCutOff(String between, Condition found) {
        String joined = String.join(between, "/ISK5\\2M550T-1013", "", "1-3:0.2.8(50)", "0-0:1.0.0(260714112000S)", "1-0:1.8.1(010440.983*kWh)",
                "1-0:1.8.2(008309.479*kWh)", "0-0:96.14.0(0002)", "1-0:1.7.0(00.247*kW)", "1-0:99.97.0(1)(0-0:96.7.19)(260101000000W)(0000000301*s)",
                "1-0:2.7.0(00.000*kW)", "!34C") + "\r\n";
        byte[] bytes = joined.getBytes(StandardCharsets.US_ASCII);
        LineState state = ofBytes(bytes, null, Map.of(RejectCause.TRUNCATED, 1L), HexFormat.of().formatHex(bytes));
        assertThat(Diagnosis.of(state, Carrier.LOG, true, new BytesCause()).get(0)).isEqualTo(found);
    }

    private static final String SML_OF_SEVEN_BITS = "1B1B1B1B01010101" + "7605000102036200".repeat(8) + "1B1B1B1B1A006C21";

    /** The advice fits the bytes: what shows that the line is right is never answered with another cable, speed or position of the head. */
    @ParameterizedTest
    @CsvSource({
        // A message of a kind that is unknown.
        "NOISE,      9600-8N1, UNREADABLE, 7EA06D7E,     LINE_UNKNOWN_CONTENT, 'Please send this', 'Set|Turn|Try|Does|Take'",
        "NOISE,      2400-8E1, UNSCALED,   7EA06D7E,     LINE_UNSCALED,        'Please send this', 'Set|Turn|Try|Does|Take'",
        "ALL_EQUAL,   ,         ,           ,             LINE_ONE_BYTE,        'restart the meter', 'Set|Turn'",
        "ALL_ZERO,   ,         ,           ,             LINE_ONE_BYTE,        'Set the speed', 'Turn'",
        "SEVEN_BITS, ,         ,           ,             LINE_SEVEN_BITS,      '8N1 is right for SML', 'Turn'",
        "REQUESTS,   ,         ,           ,             LINE_ASKS,            'a reader that answers', 'Set|Turn|Does'",
        "SML_AS_TEXT, ,        ,           ,             LINE_HEX_TEXT,        'has to send raw bytes', 'Turn|Does'",
        "ONE_PARITY, ,         ,           ,             LINE_ONE_PARITY,      '8N1', 'Turn|Does'",
        "TOO_FEW,    ,         CRC,        FFFF,         LINE_TELNET,          'no Telnet', 'Turn|Does|mains'",
        "TOO_FEW,    ,         CRC,        SML,          LINE_SEVEN_BITS,      '8N1 is right for SML', 'Turn'",
        "TOO_FEW,    9600-7E1, CRC,        1B1B1B1B8080, LINE_HALF_SML,        '8N1 is right for SML', 'Does'",
        "TOO_FEW,    9600-8N1, CRC,        1B1B1B1B8080, LINE_HALF_SML,        'Turn', '8N1'",
        "NOISE,      9600-8N1, ,           ,             LINE_NOISE,           'serial.settings=auto', 'Wait'",
        "NOISE,      ,         ,           ,             LINE_NOISE,           'at the bridge', 'serial.settings=auto'"})
    void theAdviceFitsTheBytes(String sample, String settings, RejectCause cause, String rejected, Condition found, String advice,
                               String never) {
        LineState state = ofBytes(SAMPLES.getOrDefault(sample, new byte[0]), settings == null ? null : LineSettings.parse(settings),
                cause == null ? Map.of() : Map.of(cause, 3L), rejected == null ? new String[0]
                        : new String[] {rejected.replace("SML", SML_OF_SEVEN_BITS).replace("FFFF", "09060100010800FFFF".repeat(9))});
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
        assertThat(String.join(" ", steps(null, false, found, state))).contains(advice)
                .doesNotContainPattern("\\b(" + never + ")\\b");
    }

    /** Before anything about the cable. */
    @Test
    void aSilentBridgeMayServeAnotherProgram() {
        LineState state = WatchedLine.of(Duration.ofMinutes(1)).state();
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(Condition.LINE_SILENT);
        assertThat(steps(null, false, Condition.LINE_SILENT, state).get(0)).contains("another program");
    }

    /** A Pulse that once gave messages needs its battery; a dongle has no port; the reason of a refusal says what to do. */
    @ParameterizedTest
    @CsvSource({"TIBBER, , true, LINE_PULSE_SILENT, batteries of the Pulse",
        "TIBBER, , false, LINE_SILENT, 'Turn the Pulse'", "TIBBER, LINE_ABSENT, true, LINE_ABSENT, 'bridge switched on'",
        "TIBBER, LINE_FORBIDDEN, false, LINE_ABSENT, ", "HOMEWIZARD, , true, LINE_STOPPED, 'Unplug the dongle'",
        "HOMEWIZARD, , false, LINE_SILENT, 'Unplug the dongle'", "TCP, , false, LINE_SILENT, 'another program'",
        "TCP, LINE_ABSENT, false, LINE_ABSENT, 'bridge switched on'", "TCP, , true, LINE_STOPPED, 'still connected to the meter'",
        "SERIAL, , true, LINE_STOPPED, 'still plugged into the meter'"})
    void theFirstStepIsAboutWhatBringsTheBytes(Carrier carrier, @Nullable Condition refusal, boolean spoke, Condition found,
            @Nullable String first) {
        LineState state = WatchedLine.of(Duration.ofMinutes(9)).obstacle(refusal == null ? null : "a reason", refusal)
                .lastGood(spoke ? Instant.EPOCH : null, Duration.ofMinutes(spoke ? 5 : 0)).state();
        assertThat(Diagnosis.of(state, carrier, true, new BytesCause()).get(0)).isEqualTo(found);
        List<String> steps = new Remedies(ENGLISH, null, false, true).about(Finding.of(found), found, state, Connection.of(carrier, state, null));
        assertThat(steps.stream().findFirst().orElse("")).contains(first == null ? "" : first);
        assertThat(steps.isEmpty()).isEqualTo(first == null);
    }

    /** Of a silent line the country shows what is at the meter, where all its meters have one kind of port. */
    @ParameterizedTest
    @CsvSource({"NETHERLANDS, P1", "GERMANY, HEAD", "NORWAY, BUS", "SWITZERLAND, UNKNOWN", ", UNKNOWN"})
    void theCountryShowsWhatIsAtTheMeter(@Nullable Country country, Outlet outlet) {
        assertThat(Connection.of(Carrier.SERIAL, state(), country).outlet()).isEqualTo(outlet);
    }

    @ParameterizedTest
    @CsvSource({"true, LINE_TAKEN, 'Is another program connected'", "false, LINE_ABSENT, ''"})
    void aBridgeThatServesAnotherProgramIsNoAbsentPort(boolean taken, Condition found, String advice) {
        LineState state = WatchedLine.of(Duration.ofMinutes(1))
                .obstacle("it closes each connection", taken ? Condition.LINE_TAKEN : null).state();
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
        assertThat(String.join(" ", steps(null, false, found, state))).contains(advice).doesNotContain("cable");
    }

    /** Eight good telegrams are not too few: the guard uses none of them, because each is old when the next one comes. */
    @ParameterizedTest
    @CsvSource({"8, 420, LINE_TOO_SELDOM", "2, 60, LINE_TOO_SELDOM", "1, 0, LINE_STOPPED", "8, 70, LINE_STOPPED", "2, 14, LINE_STOPPED"})
    void telegramsThatAreTooFarApart(int good, int seconds, Condition found) {
        LineState state = WatchedLine.of(Duration.ofMinutes(9)).settings(LineSettings.parse("9600-7E1")).bytes(9_000)
                .counts(new TelegramCounts(good, Map.of(), Map.of())).sinceFirstGood(Duration.ofSeconds(seconds + 30), 0)
                .lastGood(Instant.EPOCH, Duration.ofSeconds(30)).state();
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
        if (found == Condition.LINE_TOO_SELDOM) {
            assertThat(steps(null, false, found, state)).singleElement().asString()
                    .contains("60 s apart", "meter.interval-seconds=60");
        }
    }

    /** The most frequent cause of such a log. */
    @Test
    void ofALogThatIsNeitherTelegramsNorTextTheCableMayInvert() {
        LineState state = ofBytes(SAMPLES.get("NOISE"), null, Map.of());
        assertThat(new Remedies(ReportTexts.in("en"), null, false, false).about(Finding.of(Condition.LINE_NOISE), Condition.LINE_NOISE,
                state, new Connection(Carrier.LOG, Outlet.UNKNOWN))).element(1).asString().startsWith("Did the cable invert?");
    }

    @Test
    void whatIsSetAlreadyIsNotAdvised() {
        LineState state = ofBytes(SAMPLES.get("NOISE"), LineSettings.parse("9600-8N1"), Map.of());
        assertThat(steps(null, true, Condition.LINE_NOISE, state).toString()).contains("Wait")
                .doesNotContain("Set serial");
    }

    /** A meter of a kind that sends each second may send every ten seconds. */
    @ParameterizedTest
    @CsvSource({"8, LINE_MEASURING", "11, LINE_MEASURING", "12, LINE_STOPPED", "60, LINE_STOPPED"})
    void betweenTelegramsOfAnUnknownIntervalNothingHasStopped(int secondsSinceGood, Condition found) {
        LineState state = WatchedLine.of(Duration.ofSeconds(25)).bytes(2_000).sinceFirstGood(Duration.ofSeconds(20), 0)
                .lastGood(Instant.EPOCH, Duration.ofSeconds(secondsSinceGood)).state();
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
    }

    @Test
    void everyDialectButTheUnknownHasItsCountry() {
        assertThat(List.of(Dialect.values()).stream().filter(dialect -> dialect.country().isEmpty()))
                .containsExactly(Dialect.P1, Dialect.HAN);
        assertThat(List.of(Country.values())).extracting(Country::zone).doesNotHaveDuplicates();
        assertThat(List.of(Country.values())).extracting(Country::title).contains("Belgium").isSorted().doesNotHaveDuplicates();
    }
}
