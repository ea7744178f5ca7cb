package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dbusp1.Await;
import org.dbusp1.gx.service.MeterSearch.Result;
import org.dbusp1.gx.service.MeterSearch.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A script stands for enable of a GX device. */
@Timeout(60)
class MeterSearchTest {
    @TempDir
    private Path directory;

    private MeterSearch search(String script) {
        return search(script, Duration.ZERO);
    }

    private MeterSearch search(String script, Duration pause) {
        return search(script, pause, Duration.ofMinutes(10));
    }

    private MeterSearch search(String script, Duration pause, Duration limit) {
        return new MeterSearch(List.of("sh", "-c", "cd " + directory + "; >heard; " + script), pause, limit,
                directory.resolve("search"), directory.resolve("heard"));
    }

    private static Result ended(MeterSearch search) {
        Await.await("the result", () -> search.result().state() != State.LISTENING);
        return search.result();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo '/dev/ttyUSB1: meter: SML' >heard; echo 'ttyUSB1: vanaf nu in gebruik' | FOUND     | ttyUSB1: vanaf nu in gebruik
            echo 'ttyUSB3 (CP2102 0001): nothing for 60 s'                          | NOT_FOUND | ttyUSB3 (CP2102 0001): nothing for 60 s
            true                                                                    | NOT_FOUND | ''
            echo 'enable: another script of dbus-p1 has been at work' >&2; exit 69  | FAILED    | enable: another script of dbus-p1 has been at work""")
    void whatIsHeardAtEachAdapterIsItsResult(String script, State state, String heard) {
        MeterSearch search = search(script);
        assertThat(search.result()).isEqualTo(new Result(State.READY, ""));
        search.begin();
        assertThat(ended(search)).isEqualTo(new Result(state, heard));
    }

    @Test
    void aSearchThatIsUnderWayIsNotBegunAgain() throws Exception {
        MeterSearch search = search("cd " + directory + "; echo begun >>begun; until [ -e go ]; do sleep 0.1; done");
        search.begin();
        search.begin();
        assertThat(search.result().state()).isEqualTo(State.LISTENING);
        Files.createFile(directory.resolve("go"));
        assertThat(ended(search).state()).isEqualTo(State.NOT_FOUND);
        search.begin();
        ended(search);
        assertThat(directory.resolve("begun")).hasContent("begun\nbegun");
    }

    /** The shell ends with its trap only when the program that it waits for has ended. */
    @Test
    void aSearchThatDoesNotEndIsEndedAndGivesThePortsBack() throws Exception {
        MeterSearch search = search("trap 'echo returned >ports' EXIT; trap 'exit 69' HUP INT TERM; : >begun;"
                + " sh -c 'echo $$ >probe; exec sleep 1000'; until [ -e go ]; do sleep 0.1; done", Duration.ZERO, Duration.ofSeconds(2));
        search.begin();
        assertThat(ended(search).state()).isEqualTo(State.FAILED);
        assertThat(directory.resolve("begun")).exists();
        assertThat(directory.resolve("ports")).content().isEqualTo("returned\n");
        long probe = Long.parseLong(Files.readString(directory.resolve("probe")).strip());
        assertThat(ProcessHandle.of(probe)).isNotPresent();
        search.begin();
        assertThat(search.result().state()).as("the button works again").isEqualTo(State.LISTENING);
        ended(search);
    }

    /** A program that presses the button again and again. */
    @Test
    void aSearchBeginsAPauseAfterTheEndOfTheLast() throws Exception {
        MeterSearch search = search("date +%s%N >>times", Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            search.begin();
            assertThat(search.result().state()).as("also while it waits").isIn(State.LISTENING, State.NOT_FOUND);
            ended(search);
        }
        List<Long> times = Files.readAllLines(directory.resolve("times")).stream().map(Long::valueOf).toList();
        assertThat(times).hasSize(3);
        assertThat(times.get(1) - times.get(0)).isGreaterThan(990_000_000L);
        assertThat(times.get(2) - times.get(1)).isGreaterThan(990_000_000L);
    }

    /** An adapter says what it likes about itself. */
    @Test
    void whatAnAdapterCallsItselfIsBounded() {
        MeterSearch search = search("yes \"$(printf 'x\\001\\377%01000d' 0)\" | head -n 1000");
        search.begin();
        assertThat(ended(search).heard().length()).isLessThan(16 * 210);
        assertThat(search.result().heard()).doesNotContain("\u0001");
    }

    @Test
    void aProgramThatIsNotThereIsAResult() {
        MeterSearch search = new MeterSearch(List.of(directory + "/none"), Duration.ZERO, Duration.ofMinutes(10),
                directory.resolve("search"), directory.resolve("heard"));
        search.begin();
        assertThat(ended(search).state()).isEqualTo(State.FAILED);
    }
}
