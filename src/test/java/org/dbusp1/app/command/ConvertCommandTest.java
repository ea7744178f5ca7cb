package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Captured;
import org.dbusp1.Corpus;
import org.dbusp1.Main;
import org.dbusp1.TestTelegram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvertCommandTest {
    private static final String GOOD = telegram("250611120000S", "005012.100", "00.900");
    private static final String NEXT = telegram("250611120010S", "005012.103", "00.940");

    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    @Test
    void makesAFileOfALog() throws IOException {
        assertThat(convert(file("p1.log", GOOD + NEXT.replace("00.940", "00.941") + "\16" + NEXT.substring(1)))).isZero();

        assertThat(lines("p1.log.Records.csv")).hasSize(3).first().asString().startsWith("\"timeString\";\"kWhIn\";\"kWhOut\";");
        assertThat(lines("p1.log.Records.csv").subList(1, 3)).satisfiesExactly(
                line -> assertThat(line).startsWith("\"250611120000S\";\"5012.1\";"),
                line -> assertThat(line).startsWith("\"250611120010S\";\"5012.103\";"));
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertThat(files).containsExactly(directory.resolve("out/p1.log.Records.csv"));
        }
        assertThat(captured.out()).contains("  Telegrams: 3\n  Damaged: 2 (66.67 %), of which 1 repaired\n  Rejected: 1 (33.33 %)\n");
    }

    @Test
    void printsWhatTheLogShowsAboutTheLine() throws IOException {
        String log = file("p1.log", GOOD + NEXT + NEXT.replace("00.940", "00.941"));
        assertThat(run("convert", log, "--stats")).isZero();
        assertThat(captured.out()).isEqualTo(log + """

                  Telegrams: 3
                  Damaged: 1 (33.33 %), of which 0 repaired
                  Rejected: 1 (33.33 %)
                  Highest voltage: 241.2 V on L1, 2025-06-11 12:00
                  Highest current: 3 A on L1, 2025-06-11 12:00
                """);
        assertThat(directory).isDirectoryNotContaining("glob:**.csv");
    }

    @Test
    void manyLogsEachBeginAnew() throws IOException {
        String first = file("a.log", GOOD);
        String second = file("b.log", NEXT + "\16" + NEXT.substring(1));
        assertThat(convert(first, second)).isZero();
        assertThat(lines("a.log.Records.csv")).hasSize(2);
        assertThat(lines("b.log.Records.csv")).hasSize(3);
        assertThat(captured.out()).contains(first + ", written to " + directory.resolve("out/a.log.Records.csv") + "\n",
                second + ", written to " + directory.resolve("out/b.log.Records.csv") + "\n");
    }

    @Tag(Beside.TAG)
    @Test
    void metersWithoutAClockAndBinaryOnesAreConvertedToo() throws IOException {
        String dsmr2 = "/ISk5\\2MT382-1000\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n1-0:1.8.2(00000.322*kWh)\r\n1-0:1.7.0(0000.98*kW)\r\n!\r\n";
        assertThat(convert(file("p1.log", dsmr2))).isZero();
        assertThat(lines("p1.log.Records.csv").get(1)).isEqualTo(";\"12346\";;;;;;;;\"0.98\";;;;\"\";\"\";");

        byte[] list = java.util.HexFormat.of().parseHex(
                new String(Corpus.bytes("han/aidon-no-list2.hex"), StandardCharsets.US_ASCII).replaceAll("\\s|#.*", ""));
        Files.write(directory.resolve("han.bin"), list);
        assertThat(convert(directory.resolve("han.bin").toString())).isZero();
        assertThat(lines("han.bin.Records.csv")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "p1.log | file | 74 | DIR/file: it is a file, not a directory; give another --out",
        "absent | made | 66 | DIR/absent: there is no such file",
        "absent --redact | made | 66 | DIR/absent: there is no such file",
        "list --redact | made | 65 | DIR/list: no telegram, so this is no raw log, and nothing was copied. See what it holds with"
                + " dbus-p1 check DIR/list"})
    void aConversionThatCannotBeginIsOneLineAndLeavesNoFile(String words, String out, int status, String message) throws IOException {
        file("p1.log", GOOD);
        file("file", "");
        file("list", "milk\nbread\n");
        assertThat(run(("convert " + directory + "/" + words + " --out " + directory.resolve(out)).split(" "))).isEqualTo(status);
        assertThat(captured.err()).isEqualTo("dbus-p1: " + message.replace("DIR", directory.toString()) + "\n");
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactlyInAnyOrder(directory.resolve("p1.log"),
                    directory.resolve("file"), directory.resolve("list"));
        }
    }

    @Test
    void aDirectoryThatMayNotBeWrittenToIsDistinguished() throws IOException {
        assertThat(run("convert", file("p1.log", GOOD), "--out", "/proc/1/task")).isNotZero();
        assertThat(captured.err()).contains("/proc/1/task: ").hasLineCount(1).doesNotContain("disk is full", "Exception");
    }

    @Test
    void theStatisticsOfALineWithoutDamageAreAnswersToo() throws IOException {
        assertThat(run("convert", file("p1.log", GOOD + NEXT), "--stats")).isZero();
        assertThat(captured.out()).contains("  Telegrams: 2\n  Damaged: 0 (0.00 %), of which 0 repaired\n  Rejected: 0 (0.00 %)\n");
    }

    private int convert(String... words) {
        return run(Stream.of(new String[] {"convert"}, words, new String[] {"--out", directory.resolve("out").toString()})
                .flatMap(Arrays::stream).toArray(String[]::new));
    }

    private List<String> lines(String name) throws IOException {
        String text = Files.readString(directory.resolve("out").resolve(name));
        assertThat(text).endsWith("\r\n");
        return List.of(text.split("\r\n"));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content, StandardCharsets.ISO_8859_1).toString();
    }

    private static int run(String... arguments) {
        return Main.run(List.of(arguments));
    }

    private static String telegram(String clock, String energy, String power) {
        return TestTelegram.sealed("/AUX5990123\r\n\r\n0-0:1.0.0(" + clock + ")\r\n0-0:42.0.0(AUX)\r\n1-0:1.8.0(" + energy
                + "*kWh)\r\n1-0:2.8.0(000040.250*kWh)\r\n1-0:32.7.0(241.2*V)\r\n1-0:52.7.0(238.0*V)\r\n1-0:72.7.0(239.5*V)\r\n"
                + "1-0:31.7.0(003*A)\r\n1-0:51.7.0(000*A)\r\n1-0:71.7.0(001*A)\r\n1-0:1.7.0(" + power
                + "*kW)\r\n1-0:2.7.0(00.000*kW)\r\n!");
    }
}
