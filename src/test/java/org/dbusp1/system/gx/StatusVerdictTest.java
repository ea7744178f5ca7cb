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
        return verdict(answers, "");
    }

    /** @param finding the finding of the line so far, as an assignment of the shell */
    private static String verdict(String answers, String finding) throws IOException, InterruptedException {
        String script = """
                set -eu
                . '%s'
                asked=$(mktemp)
                trap 'rm -f "$asked"' EXIT
                get() { echo >>"$asked"; case ${2#/P1/Ess/}$(wc -l <"$asked") in %s esac; }
                line() { echo "$1: $2"; }
                wrong() { echo "wrong: $1"; }
                is_starting() { true; }
                about='' careful='' starting='' %s
                ess_of com.victronenergy.grid.p1_ttyUSB0
                echo "starting: $starting${slow:+ slow: $slow}${well:+ well: $well}${careful:+ careful: $careful}"
                """.formatted(LIBRARY, answers, finding);
        Ended ended = Ended.of(new ProcessBuilder("sh", "-c", script));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    @Test
    void aVerdictThatIsNotKnownYetIsAStart() throws Exception {
        assertThat(verdict("State*) echo unknown ;; Text*) echo unknown ;; Wrong*) echo 0 ;;")).isEqualTo("ESS: unknown\nstarting: yes\n");
    }

    @Test
    void aVerdictThatChangesBetweenTwoQuestionsIsAskedForAgain() throws Exception {
        assertThat(verdict("State[12]) echo unknown ;; Text[12]) echo unknown ;; State*) echo not_chosen ;; Text*) echo another meter ;;"
                + " Remedy*) echo unplug it ;; Wrong*) echo 1 ;;"))
                .isEqualTo("ESS: another meter\nwrong: another meter. unplug it\nstarting: \n");
    }

    @Test
    void aVerdictThatChangesWithEachQuestionEndsTheQuestions() throws Exception {
        assertThat(verdict("State*) wc -l <\"$asked\" ;; Text*) echo text ;; Wrong*) echo 0 ;;")).isEqualTo("ESS: text\nstarting: \n");
    }

    /** The line alone calls a meter of 10 s too slow; what the driver does between its telegrams is known to the verdict. */
    @Test
    void aSlowMeterIsToldTheNextStepUntilTheInverterIsFollowed() throws Exception {
        String slow = "slow='too seldom'";
        assertThat(verdict("State*) echo slow ;; Text*) echo uses it ;; Remedy*) echo switch it on ;; Wrong*) echo 1 ;;", slow))
                .endsWith("slow: uses it. switch it on\n");
        assertThat(verdict("State*) echo followed ;; Text*) echo well ;; Remedy*) ;; Wrong*) echo 0 ;;", slow))
                .endsWith("starting:  well: telegrams come seldom, and between them the driver follows the inverter; \n");
        assertThat(verdict("State*) echo slow_not_used ;; Text*) echo as it is right ;; Remedy*) ;; Wrong*) echo 0 ;;", slow))
                .endsWith("starting:  careful: as it is right\n");
        assertThat(verdict("State*) echo reserve ;; Text*) echo in reserve ;; Remedy*) echo remove the other ;; Wrong*) echo 0 ;;"))
                .endsWith("starting:  careful: in reserve. remove the other\n");
    }
}
