package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that owners read in the manual, and that a constant of the program has. */
class DocumentedFactsTest {
    private static final Path CHAPTERS = Path.of("src/site/markdown");
    private static final Path SOURCES = Path.of("src/main/java/org/dbusp1");
    private static final Pattern CALL =
            Pattern.compile("Duration\\.of(?:Millis|Seconds|Minutes|Hours)\\(([\\d_]+)\\)(?:\\.toNanos\\(\\))?");

    /** Each row: the chapter, its words with # for the number, the source, its constant, and by what the constant is divided. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            use.md      | move** of more than # W that the meter shows | gx/ess/follow/MoveSign | MOVE_WATTS | 1
            nl/use.md   | van meer dan # W die de meter toont | gx/ess/follow/MoveSign | MOVE_WATTS | 1
            de/use.md   | um mehr als # W, die der Zähler zeigt | gx/ess/follow/MoveSign | MOVE_WATTS | 1
            fr/use.md   | de plus de # W que le compteur montre | gx/ess/follow/MoveSign | MOVE_WATTS | 1
            gx-install.md | never less than # s | metering/guard/Interval | LEAST_LIMIT_NANOS | 1000000000
            nl/gx-install.md | nooit minder dan # s | metering/guard/Interval | LEAST_LIMIT_NANOS | 1000000000
            de/gx-install.md | nie weniger als # s | metering/guard/Interval | LEAST_LIMIT_NANOS | 1000000000
            fr/gx-install.md | jamais moins de # s | metering/guard/Interval | LEAST_LIMIT_NANOS | 1000000000
            gx-install.md | for less than # s | metering/PowerModel | STAND_IN_NANOS | 1000000000
            nl/gx-install.md | korter dan # s | metering/PowerModel | STAND_IN_NANOS | 1000000000
            de/gx-install.md | weniger als # s lang | metering/PowerModel | STAND_IN_NANOS | 1000000000
            fr/gx-install.md | moins de # s | metering/PowerModel | STAND_IN_NANOS | 1000000000
            gx-meter.md | the last # moves of telegrams | gx/ess/follow/MoveSign | MOST_MOVES | 1
            gx-meter.md | the inverter is silent for # s | gx/ess/follow/InverterFollower | FRESH_NANOS | 1000000000
            use.md      | a reserve for the peak, # points above | metering/demand/Tariff | DEFAULT_RESERVE_POINTS | 1
            demand.md   | or # points above the minimum, or as many | metering/demand/Tariff | DEFAULT_RESERVE_POINTS | 1
            far-from-the-gx.md | The driver asks for # minutes after each start | line/source/DonglePairing | PAIRING_TIME | 1
            developers/faults.md | at last every # s: bridge | driver/Reader | LONGEST_WAIT | 1
            developers/faults.md | # s between two searches | gx/service/MeterSearch | PAUSE | 1
            gx-meter.md | of 30 s for # minutes after the start | metering/guard/Interval | LONG_NANOS | 60000000000
            gx-meter.md | of 60 s for # minutes | metering/guard/Interval | SEVERAL | 1
            files-and-logs.md | for a minute, and for # telegrams, is published again | metering/guard/Belief | TIMES | 1
            files-and-logs.md | more than # s late | metering/guard/LeastDelay | LATE_SECONDS | 1
            words.md    | sends at least every # s | output/feedback/IntervalGrade | LONGEST_FIT | 1000
            words.md    | sends every 1.5 to # s | output/feedback/IntervalGrade | LONGEST_CAREFUL | 1000
            """)
    void aNumberOfTheManualIsThatOfItsConstant(String chapter, String words, String source, String constant, long divisor)
            throws IOException, ReflectiveOperationException {
        Matcher declared = Pattern.compile("\\b" + constant + " = ([^;]+);").matcher(Files.readString(SOURCES.resolve(source + ".java")));
        assertThat(declared.find()).as("a constant %s of %s", constant, source).isTrue();
        String value = CALL.matcher(declared.group(1)).replaceAll("$1").replaceAll("[_L]", "");
        // One that is calculated is read from its class.
        BigDecimal declaredValue = value.matches("[\\d.e]+") ? new BigDecimal(value) : BigDecimal.valueOf(constant(source, constant));
        String number = declaredValue.divide(BigDecimal.valueOf(divisor)).stripTrailingZeros().toPlainString();
        assertThat(Files.readString(CHAPTERS.resolve(chapter))).contains(words.replace("#", number));
    }

    private static long constant(String source, String name) throws ReflectiveOperationException {
        Field field = Class.forName("org.dbusp1." + source.replace('/', '.')).getDeclaredField(name);
        field.setAccessible(true);
        return field.getLong(null);
    }

    /** What the result on the stick asks for is the wait that the manual names, in each language. */
    @ParameterizedTest
    @CsvSource({"'', venus/gx/stick/result.sh, four minutes", "nl, venus/gx/lib/texts_nl.properties, vier minuten",
        "de, venus/gx/lib/texts_de.properties, vier Minuten", "fr, venus/gx/lib/texts_fr.properties, quatre minutes"})
    void theWaitWithTheStickIsThatOfTheResult(String language, Path result, String wait) throws IOException {
        assertThat(Files.readString(result)).containsPattern("leave_in.*" + wait);
        for (String chapter : new String[] {"gx-install.md", "troubleshooting.md"}) {
            assertThat(Files.readString(CHAPTERS.resolve(language).resolve(chapter))).contains(wait);
        }
    }

    /** The screen has one word for a role, and the manual uses it. */
    @Test
    void germanHasOneWordForARole() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/org/dbusp1/base/problem/texts_de.properties"))).contains("Funktion")
                .doesNotContain("Rolle");
    }
}
