package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Captured;
import org.dbusp1.Ended;
import org.dbusp1.JavaCommand;
import org.dbusp1.Main;
import org.dbusp1.OwnPlace;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.NearestWord;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
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
            --probe                  | 64 | --probe: a value is missing; see dbus-p1 run --help
            --config                 | 64 | --config: a value is missing; see dbus-p1 run --help
            convert                  | 64 | FILE is missing; see dbus-p1 convert --help
            --serial=/dev/ttyUSB0    | 64 | there is no option --serial; write the path of the port alone, such as /dev/ttyUSB0; see dbus-p1 run --help
            check --serial /dev/a    | 64 | there is no option --serial; write the path of the port alone, such as /dev/ttyUSB0; see dbus-p1 check --help
            --connect=p1:2001        | 64 | there is no option --connect; write tcp://HOST:PORT; see dbus-p1 run --help
            --homewizard p1          | 64 | there is no option --homewizard; write homewizard://HOST; see dbus-p1 run --help
            run --replay p1.log --speed 2 | 64 | there is no option --replay; write the path of the log alone; see dbus-p1 run --help
            check --replay=p1.log    | 64 | there is no option --replay; write the path of the log alone; see dbus-p1 check --help
            --simulate=dsmr50        | 64 | there is no option --simulate; write simulate:NAME; see dbus-p1 run --help
            --serial.port=/dev/a     | 64 | there is no option --serial.port; write --source; see dbus-p1 run --help
            --prob=1                 | 64 | there is no option --prob; the nearest is --probe; see dbus-p1 run --help
            --hlep                   | 64 | there is no option --hlep; the nearest is --help; see dbus-p1 --help
            --verison                | 64 | there is no option --verison; the nearest is --version; see dbus-p1 --help
            run --hlep               | 64 | there is no option --hlep; the nearest is --help; see dbus-p1 run --help
            check --hlep             | 64 | there is no option --hlep; the nearest is --help; see dbus-p1 check --help
            - --prob=1               | 64 | there is no option --prob; the nearest is --probe; see dbus-p1 run --help
            run a b                  | 64 | unexpected argument: b; see dbus-p1 run --help
            run /dev/a --source=/dev/b | 64 | SOURCE and --source mean the same; give one of them
            check /dev/a --source=/dev/b | 64 | SOURCE and --source mean the same; give one of them
            p1.log                   | 64 | there is no command p1.log; write dbus-p1 run p1.log, or check; see dbus-p1 --help
            run nosuch.log           | 66 | nosuch.log: there is no such file
            check nosuch.log         | 66 | nosuch.log: there is no such file
            check --wait             | 64 | there is no option --wait; see dbus-p1 check --help
            decode --frobnicate      | 64 | there is no option --frobnicate; see dbus-p1 decode --help
            history backup --frobnicate | 64 | there is no option --frobnicate; see dbus-p1 history backup --help
            --wait --nosuch          | 64 | there is no option --nosuch; see dbus-p1 run --help
            /dev/ttyUSB0             | 64 | there is no command /dev/ttyUSB0; write dbus-p1 run /dev/ttyUSB0, or check; see dbus-p1 --help
            tcp://p1:2001            | 64 | there is no command tcp://p1:2001; write dbus-p1 run tcp://p1:2001, or check; see dbus-p1 --help
            --wait --wait            | 64 | --wait is given twice; see dbus-p1 run --help
            run a --speed=0          | 64 | --speed: "0" is not a number above 0, such as 1 (the meter's own pace) or 60, or max (without pause)
            --probe=1000000          | 64 | --probe: "1000000" is not a whole number of seconds from 1 to 999999
            --probe=+5               | 64 | --probe: "+5" is not a whole number of seconds from 1 to 999999
            --probe=٥                | 64 | --probe: "٥" is not a whole number of seconds from 1 to 999999
            --venus.position=+1      | 64 | option --venus.position=+1 is not allowed; write a whole number from 0 to 2, or nothing
            --http.allow=10.0.0.0/+8 | 64 | option --http.allow=10.0.0.0/+8 is not allowed; write a network such as 192.168.0.0/16 or fd00::/8, or an address, several with commas between them, or * for all
            --config=                | 64 | --config: "" is not the path of a file
            --probe=                 | 64 | --probe: "" is not a whole number of seconds from 1 to 999999
            history export --from=   | 64 | --from: a value is missing; see dbus-p1 history export --help
            --probe=soon             | 64 | --probe: "soon" is not a whole number of seconds from 1 to 999999
            --venus.rol=grid         | 64 | there is no option --venus.rol; the nearest is --venus.role; see dbus-p1 run --help
            --venus.position=3       | 64 | option --venus.position=3 is not allowed; write a whole number from 0 to 2, or nothing
            --history.url=oracle:x   | 64 | option --history.url=oracle:x is not allowed; write one of sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME, or nothing
            --csv.dir=csv            | 64 | option --csv.dir=csv is not allowed; write the whole path of a directory, which begins with /; <key> in it is the meter's key, or nothing
            --csv.dir=~/csv          | 64 | option --csv.dir=~/csv is not allowed; write the whole path of a directory, which begins with /; <key> in it is the meter's key, or nothing
            --mqtt.enabled=true      | 64 | there is no option --mqtt.enabled; write --mqtt.url; see dbus-p1 run --help
            run simulate:dsmr50 --venus.enabled=false --mqtt.user=p1 | 64 | option --mqtt.user=p1 needs a broker: set mqtt.url too
            collect --name a         | 78 | collect needs the database of the fleet: set history.url to its URL, or give it with --url
            collect --url sqlite:x.db | 78 | collect needs the broker of the fleet: set mqtt.url to its address
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
            run tcp://p1:+2001       | 64 | argument tcp://p1:+2001 is not allowed; write the path of a serial port, such as /dev/ttyUSB0, or of a raw log, - (standard input), tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            run homewizard://        | 64 | argument homewizard:// is not allowed; it looks like a HomeWizard dongle: write homewizard
            --source=tibber://c/0    | 64 | option --source=tibber://c/0 is not allowed; write the path of a serial port, such as /dev/ttyUSB0, or of a raw log, - (standard input), tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            check tcp://[::1         | 64 | argument tcp://[::1 is not allowed; write the path of a serial port, such as /dev/ttyUSB0, or of a raw log, - (standard input), tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            run http://              | 64 | argument http:// is not allowed; write the path of a serial port, such as /dev/ttyUSB0, or of a raw log, - (standard input), tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            run mqtt://p1            | 64 | argument mqtt://p1 is not allowed; write the path of a serial port, such as /dev/ttyUSB0, or of a raw log, - (standard input), tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            --source=                | 64 | option --source= is not allowed; write the path of a serial port, such as /dev/ttyUSB0, or of a raw log, - (standard input), tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, or simulate:NAME with a name of dbus-p1 simulate --list
            run simulate:dsmr6       | 64 | argument simulate:dsmr6 is not allowed; there is no simulated meter dsmr6; dbus-p1 simulate --list shows all
            check simulate:dsmr05    | 64 | argument simulate:dsmr05 is not allowed; there is no simulated meter dsmr05; the nearest is dsmr50; dbus-p1 simulate --list shows all
            run dsmr50               | 64 | argument dsmr50 is not allowed; it looks like a simulated meter: write simulate:dsmr50
            -http.enabled=true       | 64 | there is no option -http.enabled; the nearest is --http.enabled; see dbus-p1 run --help
            decode -Vzone=UTC p1.log | 64 | there is no option -Vzone; the nearest is --zone; see dbus-p1 decode --help
            check COM3               | 64 | argument COM3 is not allowed; it looks like a serial port of Windows: write /dev/ttyUSB0, or what dbus-p1 probe names
            run ttyUSB0              | 64 | argument ttyUSB0 is not allowed; it looks like a serial port: write /dev/ttyUSB0
            run serial               | 64 | argument serial is not allowed; it looks like a serial port: write /dev/ttyUSB0
            check 192.168.1.20:2001  | 64 | argument 192.168.1.20:2001 is not allowed; it looks like an address: write tcp://192.168.1.20:2001
            run tcp:p1:2001          | 64 | argument tcp:p1:2001 is not allowed; it looks like an address: write tcp://p1:2001
            run 192.168.1.20         | 64 | argument 192.168.1.20 is not allowed; it looks like an address: write tcp://192.168.1.20:PORT, homewizard://192.168.1.20 or tibber://192.168.1.20
            --source=file:p1.log     | 64 | option --source=file:p1.log is not allowed; it looks like a log: write p1.log
            run / --check-config     | 64 | argument /: it is a directory; write the path of a port in it, or of a log
            check /dev               | 64 | argument /dev: it is a directory; write the path of a port in it, or of a log
            run /dev/a --speed=2     | 64 | --speed is for a log or a simulated meter; SOURCE is neither
            check /dev/no-such-port  | 66 | /dev/no-such-port is not there: plug in the P1 cable, or name the port where it is; there is no USB serial port
            check pom.xml --seconds=5 | 64 | a log is read to its end: leave out --seconds
            check a b                | 64 | unexpected argument: b; see dbus-p1 check --help
            convert / --stats        | 66 | /: is a directory; name a file in it
            convert /no/such.log --stats | 66 | /no/such.log: there is no such file
            convert p1.log           | 64 | give --out DIR for the CSV files, or --stats for only the figures
            convert p1.log --stats --decimal ab | 64 | --decimal: "ab" is not a dot or a comma
            convert p1.log --stats --decimal ; | 64 | --decimal: ";" is not a dot or a comma
            convert a/p1.log b/p1.log --out out | 64 | two logs are called p1.log: convert them to different directories
            decode /no/such.log      | 66 | /no/such.log: there is no such file
            decode /                 | 66 | /: is a directory; name a file in it
            decode --zone Helsinki pom.xml | 64 | --zone: "Helsinki" is not a time zone such as Europe/Helsinki
            decode --key-file=a p1.log | 64 | there is no option --key-file; write --decryption.key.file; see dbus-p1 decode --help
            convert --authentication-key-file=a p1.log | 64 | there is no option --authentication-key-file; write --decryption.authentication-key.file; see dbus-p1 convert --help
            decode --decryption.key.file=/ pom.xml | 78 | --decryption.key.file: /: it is a directory, not a file
            decode --decryption.key.file=pom.xml p1.log | 78 | --decryption.key.file: pom.xml: it is larger than 10 kB; a password, token or key is shorter
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

    /** What others may read is said where the driver starts, and not beside what keeps it from starting. */
    @Test
    void aSecretThatIsWrongAndThatOthersMayReadIsOneMistake(@TempDir Path directory) throws Exception {
        Path key = Files.writeString(directory.resolve("meter.key"), "zz");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Path config = Files.createFile(directory.resolve("empty.properties"));
        assertThat(run("run", "--config=" + config, "--decryption.key.file=" + key)).isEqualTo(78);
        assertThat(captured.err()).isEqualTo("dbus-p1: option --decryption.key.file=" + key + " has 2 characters; a key has 32 hex digits\n");
    }

    /** The driver starts, and the output waits: no mistake, but what the owner wants to know. */
    @Test
    void aFolderThatAnOutputWaitsForIsNamed(@TempDir Path directory) throws Exception {
        Path config = Files.createFile(directory.resolve("empty.properties"));
        assertThat(run("run", "--check-config", "--config=" + config, "--history.enabled=true", "--history.url=sqlite:/wrong/folder/x.db",
                "--csv.enabled=true", "--csv.dir=/wrong/csv")).isZero();
        assertThat(captured.err().lines()).hasSize(2).anyMatch(line -> line.contains("history.url=sqlite:/wrong/folder/x.db: there is no directory /wrong;"))
                .anyMatch(line -> line.contains("csv.dir=/wrong/csv: there is no directory /wrong;"));
    }

    @ParameterizedTest
    @CsvSource({
        "p1.log,          --speed=max,          true",
        "simulate:dsmr50, --speed=max,          true",
        "p1.log,          --csv.enabled=true,   false",
        "p1.log,          --venus.enabled=true, false",
        "/dev/ttyUSB0,    --wait,               false",
    })
    void aLogThatReachesNobodyIsNamedWithWhatToAdd(String source, String option, boolean isNamed, @TempDir Path directory) throws Exception {
        Path config = Files.createFile(directory.resolve("empty.properties"));
        // A process of its own: which lines this one logs depends on the tests before.
        List<String> words = new ArrayList<>(JavaCommand.with());
        words.addAll(List.of(Main.class.getName(), "run", source, option, "--check-config", "--config=" + config));
        assertThat(Ended.of(OwnPlace.program(directory, words))).isEqualTo(new Ended(0, !isNamed ? "" : "WARN no output is on, so nobody"
                + " receives the readings; add --csv.enabled=true --csv.dir=" + Path.of("csv").toAbsolutePath() + " for CSV files, or --http.enabled=true"
                + " for a page\n"));
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

    /** Else a line that begins with the option would not be one of run. */
    @Test
    void noOptionOfRunLooksLikeHelp() {
        assertThat(RunCommand.allOptions()).hasSizeGreaterThan(50).extracting(Key::option)
                .noneMatch(option -> NearestWord.nearest(option, List.of("-h", "--help", "-V", "--version")).isPresent());
    }

    @Test
    void aKeyThatTakesOnlyAWholePathSaysHowItBegins() {
        assertThat(OutputRegistry.keys()).filteredOn(key -> key.read("/srv/p1").isPresent() && key.read("srv/p1").isEmpty())
                .isNotEmpty().allSatisfy(key -> assertThat(key.type().constraint()).as(key.name()).contains("which begins with /"));
    }

    private static int run(String... arguments) {
        return Main.run(List.of(arguments));
    }
}
