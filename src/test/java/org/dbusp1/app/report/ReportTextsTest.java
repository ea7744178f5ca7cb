package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.TextTable;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.output.feedback.IntervalGrade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of the report in each language. */
class ReportTextsTest {
    private static final Path FOLDER = Path.of("src/main/resources/org/dbusp1/app/report");

    private static Map<String, String> rows(String language) throws IOException {
        return TextTable.rows(FOLDER.resolve("texts_" + language + ".properties"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nl", "de", "fr"})
    void eachRowHasTheSpacesOfItsLanguage(String language) throws IOException {
        assertThat(rows(language)).allSatisfy((key, text) -> assertThat(text).as(key).doesNotContain("\\", " :", " ;", "  "));
    }

    /** A row that no class asks for is out of use: by its key, or by the end of it that a class adds to the name of a group. */
    @Test
    void eachRowIsInUse() throws IOException {
        Set<String> words = quoted("app/report", "app/command", "app/check");
        Map<String, Stream<String>> ends = Map.of(
                "step", Stream.concat(quoted("app/report/Remedies.java").stream(), ReportTexts.rows("remedies.properties").values().stream()
                        .flatMap(row -> Stream.of(row.toString().replaceAll("[\\w ]+:", "").split("[ ;]+")))),
                "cause", Stream.of(RejectCause.values()).map(RejectCause::code),
                "damage", Stream.of(Condition.values()).map(cause -> cause.id().replaceFirst("^line[.]", "")),
                "origin", Stream.of(PowerOrigin.values()).map(PowerOrigin::key),
                "interval", Stream.of(IntervalGrade.values()).map(IntervalGrade::key),
                "repair", quoted("line/frame/Repairs.java", "meter/TelegramCounts.java").stream().map(ReportTextsTest::inKey),
                "label", Stream.concat(words.stream().filter(word -> word.matches("[A-Z].*")).map(ReportTextsTest::inKey),
                        Stream.of(MBusDevice.Medium.values()).map(medium -> inKey(medium.name()))));
        Set<String> asked = new HashSet<>(words);
        ends.forEach((group, all) -> all.forEach(end -> asked.add(group + "." + end)));
        // A machine that is no GX device has some rows in the place of others.
        assertThat(rows("en").keySet()).allMatch(key -> asked.contains(key) || asked.contains(key.replaceFirst("^pc[.]", "")));
    }

    /** A name as the end of a row's key. */
    private static String inKey(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    /** Returns the texts in quotation marks of sources. */
    private static Set<String> quoted(String... places) throws IOException {
        Set<String> words = new HashSet<>();
        for (String place : places) {
            try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/dbusp1", place))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Pattern.compile("\"([^\"\\n]*)\"").matcher(Files.readString(file)).results().forEach(word -> words.add(word.group(1)));
                }
            }
        }
        return words;
    }

    /** A label is a name for programs, and translated where it is printed. */
    @Test
    void eachLabelOfARowHasATextOfAtMostFourteenCharacters() throws IOException {
        Map<String, String> english = rows("en");
        for (String name : List.of("app/report/Reporter", "app/check/CheckSession")) {
            String source = Files.readString(Path.of("src/main/java/org/dbusp1/" + name + ".java"));
            assertThat(Pattern.compile("(?:Row(?:\\.of)?|addDoubt)\\(\"([A-Z][^\"]*)\"").matcher(source).results().map(label -> label.group(1)))
                    .as(name).isNotEmpty().allSatisfy(label -> assertThat(english).containsValue(label)
                            .containsKey("label." + inKey(label)));
        }
        for (String language : List.of("en", "nl", "de", "fr")) {
            rows(language).forEach((key, text) -> assertThat(!key.startsWith("label.") || text.length() < 15).as(key + text).isTrue());
        }
    }

    /** What only the owner can mend at a dongle is said in his language; other causes have only the message of the source. */
    @ParameterizedTest
    @CsvSource({"LINE_UNPAIRED, 'Drücken Sie jetzt die Taste'", "LINE_CLOSED, 'Schalten Sie die lokale API (Local API)'",
        "LINE_NOT_FOUND, 'Ist er eingeschaltet'", "LINE_SEVERAL, 'dbus-p1.properties: source='"})
    void aDongleThatTheOwnerHasToChooseOrToOpenIsNamedInHisLanguage(Condition condition, String remedy) {
        assertThat(ReportTexts.in("de").refusal(new SourceException(condition, "English", "source=")))
                .contains(remedy).doesNotContain("English", "{", "..");
        assertThat(ReportTexts.in("de").refusal(new SourceException(Condition.LINE_BUSY, "English"))).isNull();
    }

    @Test
    void aMeterThatEssDoesNotUseIsNotJudgedByItsUseForEss() {
        ReportTexts english = ReportTexts.in("en");
        assertThat(english.result(Condition.LINE_FIT, true)).isEqualTo("good: telegrams come often enough for ESS");
        assertThat(List.of(english.result(Condition.LINE_FIT, false), english.result(Condition.LINE_NO_POWER, false)))
                .allSatisfy(result -> assertThat(result).contains("telegrams come").doesNotContain("ESS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void whatToSendIsALineForEachThing(String language) {
        List<String> lines = ReportTexts.in(language).toSend(200, true);
        assertThat(lines).hasSize(7).allSatisfy(line -> assertThat(line).doesNotContain("{", "null"));
        assertThat(String.join("\n", lines)).contains("dbus-p1.result.txt", "/P1/Ess/Text", "/Error/0/Id");
        List<String> onPc = ReportTexts.in(language).toSend(200, false);
        assertThat(onPc).hasSize(6).allSatisfy(line -> assertThat(line).doesNotContain("{", "null", "VRM", "dbus-p1.result.txt", "/P1/"));
        assertThat(String.join("\n", onPc)).contains("dbus-p1 check --black-box");
    }

    /** On a PC nobody is sent to a screen or a stick. */
    @Test
    void aMachineWithoutAScreenHasItsOwnRows() {
        ReportTexts onPc = ReportTexts.of(DeviceChoices.NONE);
        assertThat(onPc.text("where.follow", Map.of())).isEqualTo("the line venus.follow-inverter=true in dbus-p1.properties");
        assertThat(onPc.text("heard.encrypted", Map.of())).contains("decryption.key.file").doesNotContain("stick");
        assertThat(onPc.text("heard.noise", Map.of())).isEqualTo(ReportTexts.in("en").text("heard.noise", Map.of()));
        assertThat(ReportTexts.in("en").text("where.follow", Map.of())).contains("Settings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it", "", "EN", "../en"})
    void anotherLanguageGetsEnglish(String language) {
        assertThat(ReportTexts.in(language).language()).isEqualTo("en");
    }
}
