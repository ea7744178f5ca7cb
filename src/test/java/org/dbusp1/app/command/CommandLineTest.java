package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Captured;
import org.dbusp1.Main;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Tests what the command line answers: data on stdout, one line on stderr for a mistake, and the status. */
class CommandLineTest {
    @RegisterExtension
    private final Captured captured = new Captured();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --serial                 | 64 | Missing required parameter for option '--serial' (DEVICE); see dbus-p1 run --help
            --srial=/dev/ttyUSB0     | 64 | there is no option --srial; the nearest is --serial; see dbus-p1 run --help
            run word                 | 64 | unexpected argument: word; see dbus-p1 run --help
            run /dev/ttyUSB0         | 64 | unexpected argument: /dev/ttyUSB0; a port is given with --serial /dev/ttyUSB0; see dbus-p1 run --help
            p1.log                   | 64 | there is no command p1.log; a raw log is read with: dbus-p1 check --replay p1.log; see dbus-p1 --help
            check nosuch.log         | 64 | nosuch.log is not the path of a serial port, such as /dev/ttyUSB0; a raw log is read with --replay nosuch.log
            check pom.xml            | 64 | pom.xml is not the path of a serial port, such as /dev/ttyUSB0; a raw log is read with --replay pom.xml
            check --wait             | 64 | there is no option --wait; see dbus-p1 check --help
            decode --frobnicate      | 64 | there is no option --frobnicate; see dbus-p1 decode --help
            history backup --frobnicate | 64 | there is no option --frobnicate; see dbus-p1 history backup --help
            --wait --nosuch          | 64 | there is no option --nosuch; see dbus-p1 run --help
            --wait nosuch            | 64 | unexpected argument: nosuch; see dbus-p1 run --help
            /dev/ttyUSB0             | 64 | there is no command /dev/ttyUSB0; a port is given with --serial /dev/ttyUSB0; see dbus-p1 --help
            --wait --wait            | 64 | --wait is given twice; see dbus-p1 run --help
            --serial=/dev/a --replay=b | 64 | --serial and --replay cannot be given together
            --serial=/a --serial.port=/b | 64 | --serial and --serial.port mean the same; give one of them
            --replay=a --loop --exit | 64 | --loop and --exit cannot be given together
            --serial=/dev/a --loop   | 64 | --loop is for a replay; give --replay too
            --replay=a --speed=0     | 64 | --speed: "0" is not a number above 0, such as 1 (the meter's own pace) or 60, or max (without pause)
            --probe=1000000          | 64 | --probe: "1000000" is not a whole number of seconds from 1 to 999999
            --probe=+5               | 64 | --probe: "+5" is not a whole number of seconds from 1 to 999999
            --probe=٥                | 64 | --probe: "٥" is not a whole number of seconds from 1 to 999999
            --venus.position=+1      | 64 | option --venus.position=+1 is not allowed; it is a whole number from 0 to 2, or nothing
            --connect=p1:+2001       | 64 | --connect: "p1:+2001" is not HOST:PORT, such as 192.168.1.20:2001
            --http.allow=10.0.0.0/+8 | 64 | option --http.allow=10.0.0.0/+8 is not allowed; it is a network such as 192.168.0.0/16 or fd00::/8, or an address, several with commas between them, or * for all
            --config=                | 64 | --config: "" is not the path of a file
            --serial=                | 64 | --serial: "" is not the path of a serial port
            --probe=                 | 64 | --probe: "" is not a whole number of seconds from 1 to 999999
            check --replay=          | 64 | --replay: a value is missing; see dbus-p1 check --help
            history export --from=   | 64 | --from: a value is missing; see dbus-p1 history export --help
            --probe=soon             | 64 | --probe: "soon" is not a whole number of seconds from 1 to 999999
            --serial=/dev/a --speed=2 | 64 | --speed is for a replay; give --replay too
            --simulate=dsmr6         | 64 | --simulate: there is no simulated meter dsmr6; dbus-p1 simulate --list shows all
            --simulate=dsmr05        | 64 | --simulate: there is no simulated meter dsmr05; the nearest is dsmr50; dbus-p1 simulate --list shows all
            --source=tibber://c/0    | 64 | option --source=tibber://c/0 is not allowed; it is serial, tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, file:PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            --source=tcp://[::1      | 64 | option --source=tcp://[::1 is not allowed; it is serial, tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, file:PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            --source=http://         | 64 | option --source=http:// is not allowed; it is serial, tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, file:PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            --source=simulate:dsmr6  | 64 | option --source=simulate:dsmr6 is not allowed; it is serial, tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, file:PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            --connect=192.168.1.20   | 64 | --connect: "192.168.1.20" is not HOST:PORT, such as 192.168.1.20:2001
            --venus.rol=grid         | 64 | there is no option --venus.rol; the nearest is --venus.role; see dbus-p1 run --help
            --venus.position=3       | 64 | option --venus.position=3 is not allowed; it is a whole number from 0 to 2, or nothing
            --history.url=oracle:x   | 64 | option --history.url=oracle:x is not allowed; it is one of sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME, or nothing
            --mqtt.enabled=true      | 64 | there is no option --mqtt.enabled; write mqtt.url; see dbus-p1 run --help
            --venus.enabled=false --simulate=dsmr50 --mqtt.user=p1 | 64 | option --mqtt.user=p1 needs a broker: set mqtt.url too
            collect --name a         | 78 | collect needs the database of the fleet: set history.url to its URL, or give it with --url
            collect --url sqlite:x.db | 78 | collect needs the broker of the fleet: set mqtt.url to its address
            --homewizard=            | 64 | --homewizard: "" is not HOST, such as 192.168.1.30
            --replay=                | 64 | --replay: "" is not the name of a file
            --serial=ttyUSB0         | 64 | option --serial=ttyUSB0 is not allowed; it is the path of a serial port, such as /dev/ttyUSB0
            --config=/no/such        | 78 | /no/such: there is no such file
            --config=/               | 78 | /: it is a directory, not a file
            --config=/etc/hostname/x | 78 | /etc/hostname/x: a part of its path is a file, not a directory
            --xyzzy                  | 64 | there is no option --xyzzy; see dbus-p1 run --help
            frobnicate               | 64 | there is no command frobnicate; see dbus-p1 --help
            frobnicate --help        | 64 | there is no command frobnicate; see dbus-p1 --help
            check --frobnicate --help | 64 | there is no option --frobnicate; see dbus-p1 check --help
            history frobnicate --help | 64 | there is no command frobnicate; see dbus-p1 history --help
            chekc                    | 64 | there is no command chekc; the nearest is check; see dbus-p1 --help
            history                  | 64 | a command is missing: export or backup; see dbus-p1 history --help
            history frobnicate       | 64 | there is no command frobnicate; see dbus-p1 history --help
            --serial=/etc/hostname   | 64 | /etc/hostname is a file, not a serial port; a raw log is read with --replay /etc/hostname
            check /etc/hostname      | 64 | /etc/hostname is a file, not a serial port; a raw log is read with --replay /etc/hostname
            check --replay=/         | 66 | /: is a directory; name a file in it
            check --replay=/ --connect=192.168.1.20:2001 | 64 | --connect and --replay cannot be given together
            check /dev/ttyP1 --replay=/ | 64 | --serial and --replay cannot be given together
            check /dev/ttyP1 --serial=/dev/ttyP1 | 64 | DEVICE and --serial mean the same; give one of them
            check --serial=/dev/no-such-port | 66 | /dev/no-such-port is not there: plug in the P1 cable, or name the port where it is; there is no USB serial port
            check /dev/a --connect b:1 | 64 | --serial and --connect cannot be given together
            check --replay=pom.xml --seconds=5 | 64 | a log is read to its end: leave out --seconds
            --simulate=dsmr50 --venus.enabled=false --http.enabled=true --http.bind=0.0.0.0 | 64 | there is no option --http.bind; write http.allow; see dbus-p1 run --help
            check --replay=/no/file  | 66 | /no/file: there is no such file
            check a b                | 64 | unexpected argument: b; see dbus-p1 check --help
            convert / --stats        | 66 | /: is a directory; name a file in it
            convert /no/such.log --stats | 66 | /no/such.log: there is no such file
            convert p1.log           | 64 | give --out DIR for the CSV files, or --stats for only the figures
            convert p1.log --stats --decimal ab | 64 | --decimal: "ab" is not a dot or a comma
            convert p1.log --stats --decimal ; | 64 | --decimal: ";" is not a dot or a comma
            convert p1.log --stats --time local | 64 | --time: "local" is not one of raw, iso, epoch
            convert p1.log --stats --period 0 | 64 | --period: "0" is not auto, or a whole number from 1 to 3600
            convert p1.log --stats --volt-limit high | 64 | --volt-limit: "high" is not a number such as 240 or 11.5
            convert a/p1.log b/p1.log --out out | 64 | two logs are called p1.log: convert them to different directories
            decode /no/such.log      | 66 | /no/such.log: there is no such file
            decode /                 | 66 | /: is a directory; name a file in it
            decode --zone Helsinki pom.xml | 64 | --zone: "Helsinki" is not a time zone such as Europe/Helsinki
            decode --key-file=/ pom.xml | 78 | --key-file: /: it is a directory, not a file
            decode --key-file=pom.xml p1.log | 78 | --key-file: pom.xml: it is larger than 10 kB; a password, token or key is shorter
            """)
    void aMistakeIsOneLineThatShowsWhatToDo(String line, int status, String message) {
        assertThat(run(line.split(" "))).isEqualTo(status);
        assertThat(captured.err()).isEqualTo("dbus-p1: " + message + "\n");
        assertThat(captured.out()).isEmpty();
    }

    /** Picocli would say "is not a long"; a {@link ValueType} says what is allowed. */
    @Test
    void noOptionHasANumberThatPicocliReads() {
        assertThat(all(Commands.commandLine(Commands.names()))).hasSizeGreaterThan(5).flatExtracting(line -> line.getCommandSpec().args())
                .hasSizeGreaterThan(50).extracting(ArgSpec::auxiliaryTypes).allSatisfy(types -> assertThat(types)
                        .isSubsetOf(String.class, boolean.class, Boolean.class, Path.class));
    }

    private static List<CommandLine> all(CommandLine line) {
        return Stream.concat(Stream.of(line), line.getSubcommands().values().stream().flatMap(below -> all(below).stream())).toList();
    }

    @Test
    void aMistakeHasOneLineAndAFaultItsStackToo() {
        assertThat(run("--wait", "--probe=soon")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err().lines()).hasSize(1);

        assertThat(Main.failed(new IllegalStateException("x"))).isEqualTo(ExitStatus.FAULT.code());
        assertThat(captured.err()).contains("please report it with the lines below\n", "\tat " + getClass().getName());
    }

    @Test
    void helpOfRunNamesEveryOptionWithItsDefault() {
        run("run", "--help");

        String help = joined(captured.out());
        assertThat(RunCommand.allOptions()).allSatisfy(option -> {
            assertThat(help).contains(option.option());
            assertThat(help).contains(joined(option.description()
                    + (option.defaultValue().isEmpty() ? "" : " (" + option.defaultValue() + ")")));
        });
    }

    /** The text of a command's help without blanks and line ends. */
    private static String joined(String text) {
        return text.replaceAll("\\s", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "check", "decode", "convert", "simulate", "history", "history export", "history backup"})
    void helpIsDataWithExamplesAtMostEightyColumnsWide(String name) {
        List<String> words = Stream.of(name.split(" ")).filter(word -> !word.isEmpty()).toList();
        assertThat(run(Stream.concat(words.stream(), Stream.of("--help")).toArray(String[]::new))).isZero();
        assertThat(captured.out()).startsWith("Usage: dbus-p1").contains("Examples:");
        assertThat(captured.err()).isEmpty();
        assertThat(captured.out().lines()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
        assertThat(captured.out()).as("names that go on in the next line").doesNotContainPattern("[a-z]\\.\n {14,}[a-z]|:\n +//|=\\S*:\n");
    }

    @Test
    void helpOfRunNamesTheAllowedValues() {
        run("run", "--help");
        String help = joined(captured.out());
        assertThat(help).contains(joined("Allowed: auto, or one of austria, belgium, d0, dsmr2, dsmr4, dsmr5,"))
                .contains(joined("Allowed: one of native, p1meter2mqtt, raw, several with commas"))
                .contains("--venus.role=grid|pvinverter|genset|acload");
        OutputRegistry.keys().stream().filter(key -> !key.type().label().equals("FILE")).forEach(key -> assertThat(help).satisfiesAnyOf(
                text -> assertThat(text).contains(joined(key.option() + "=" + key.type().label()))
                        .matches(name -> key.type().label().contains("|")),
                text -> assertThat(text).contains(joined("Allowed: " + key.type().constraint()))));
    }

    private static int run(String... arguments) {
        return Main.run(List.of(arguments));
    }
}
