package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Test;

/** The line about ESS of venus/status, made of four values of a driver that finds out more meanwhile. */
class StatusVerdictTest {
    private static final Path LIBRARY = Path.of("venus/gx/lib/ess.sh").toAbsolutePath();

    /** @param answers function of a path and of the number of questions before, as a case of the shell */
    private static String verdict(String answers) throws IOException, InterruptedException {
        String script = """
                set -eu
                . '%s'
                asked=$(mktemp)
                trap 'rm -f "$asked"' EXIT
                get() { echo >>"$asked"; case ${2#/P1/Ess/}$(wc -l <"$asked") in %s esac; }
                line() { echo "$1: $2"; }
                wrong() { echo "wrong: $1"; }
                is_starting() { true; }
                about='' careful='' starting=''
                ess_of com.victronenergy.grid.p1_ttyUSB0
                echo "starting: $starting"
                """.formatted(LIBRARY, answers);
        Ended ended = Ended.of(new ProcessBuilder("sh", "-c", script));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    @Test
    void aVerdictThatIsNotKnownYetIsAStart() throws Exception {
        assertThat(verdict("State*) echo 0 ;; Text*) echo unknown ;; Wrong*) echo 0 ;;"))
                .isEqualTo("ESS: unknown\nstarting: yes\n");
    }

    @Test
    void aVerdictThatChangesBetweenTwoQuestionsIsAskedForAgain() throws Exception {
        assertThat(verdict("State[12]) echo 0 ;; Text[12]) echo unknown ;; State*) echo 9 ;; Text*) echo another meter ;;"
                + " Remedy*) echo unplug it ;; Wrong*) echo 1 ;;"))
                .isEqualTo("ESS: another meter\nwrong: another meter. unplug it\nstarting: \n");
    }

    @Test
    void aVerdictThatChangesWithEachQuestionEndsTheQuestions() throws Exception {
        assertThat(verdict("State*) wc -l <\"$asked\" ;; Text*) echo text ;; Wrong*) echo 0 ;;"))
                .isEqualTo("ESS: text\nstarting: \n");
    }
}
