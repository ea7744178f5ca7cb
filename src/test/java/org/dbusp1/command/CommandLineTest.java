package org.dbusp1.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dbusp1.Captured;
import org.dbusp1.Main;
import org.dbusp1.config.RunOptions;
import org.dbusp1.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line answers: data on stdout, one line on stderr for a mistake, and the status. */
class CommandLineTest {
    @RegisterExtension
    private final Captured captured = new Captured();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --serial                 | 64 | Missing required parameter for option '--serial' (DEVICE); see dbus-p1 run --help
            --srial=/dev/ttyUSB0     | 64 | there is no option --srial; the nearest is --serial; see dbus-p1 run --help
            run word                 | 64 | one word too many: word; see dbus-p1 run --help
            rum                      | 64 | there is no command rum; the nearest is run; see dbus-p1 --help
            --wait --wait            | 64 | --wait is given twice; see dbus-p1 run --help
            --serial=/dev/a --replay=b | 64 | --serial and --replay exclude one another
            --serial=/a --serial.port=/b | 64 | --serial and --serial.port say the same; give one
            --replay=a --loop --exit | 64 | --loop and --exit exclude one another
            --serial=/dev/a --loop   | 64 | --loop is for a replay; give --replay too
            --replay=a --speed=0     | 64 | --speed: "0" is no speed: give a number above 0, such as 1 (the meter's own pace) or 60, or max (without pause)
            --probe=soon             | 64 | --probe: "soon" is not a whole number of seconds above 0
            --serial=/dev/a --speed=2 | 64 | --speed is for a replay; give --replay too
            --simulate=dsmr6         | 78 | option --simulate: source=simulate:dsmr6 is not allowed; it is serial, tcp://HOST:PORT, homewizard://HOST, file:PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            --venus.rol=grid         | 78 | there is no option --venus.rol; the nearest is --venus.role; see dbus-p1 run --help
            --venus.position=3       | 78 | option --venus.position: venus.position=3 is not allowed; it is a whole number from 0 to 2, or nothing
            --serial=ttyUSB0         | 78 | option --serial: serial.port=ttyUSB0 is not allowed; it is the path of a serial port, such as /dev/ttyUSB0
            --config=/no/such        | 78 | /no/such: there is no such file
            """)
    void aMistakeIsOneLineThatSaysWhatToDo(String line, int status, String message) {
        assertThat(run(line.split(" "))).isEqualTo(status);
        assertThat(captured.err()).isEqualTo("dbus-p1: " + message + "\n");
        assertThat(captured.out()).isEmpty();
    }

    @Test
    void theStackOfAMistakeIsThereOnlyForThoseWhoAsk() {
        assertThat(run("--verbose", "--probe=soon")).isEqualTo(ExitStatus.USAGE.code());

        assertThat(captured.err()).contains("at org.dbusp1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help"})
    void helpIsDataAndHasExamples(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(captured.out()).contains("Usage: dbus-p1").contains("Examples:");
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void helpOfRunNamesEveryOptionWithItsDefault() {
        run("run", "--help");

        String help = captured.out().replaceAll("\\s+", " ");
        assertThat(RunOptions.all()).allSatisfy(option -> {
            assertThat(help).contains(option.name());
            assertThat(help).contains(option.meaning()
                    + (option.standard().isEmpty() ? "" : " (" + option.standard() + ")"));
        });
    }

    private static int run(String... arguments) {
        return Main.run(List.of(arguments));
    }
}
