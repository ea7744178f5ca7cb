package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Captured;
import org.dbusp1.Corpus;
import org.dbusp1.Main;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no raw log of a meter end decode and convert with one line that explains. */
class ForeignFileTest {
    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    private Path out() {
        return directory.resolve("out");
    }

    private void isNoLog(byte[] content, String words) throws IOException {
        Path file = Files.write(directory.resolve("file"), content);
        for (List<String> command : List.of(List.of("decode", file.toString()),
                List.of("convert", file.toString(), "--stats"), List.of("convert", file.toString(), "--out", out().toString()))) {
            int before = captured.err().length();
            assertThat(Main.run(command)).as("%s", command).isEqualTo(ExitStatus.NO_DATA.code());
            assertThat(captured.err().substring(before)).startsWith("dbus-p1: " + file + ": ").contains(words)
                    .hasLineCount(1).doesNotContain("key");
        }
        assertThat(out()).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noiseIsNoTelegram(long seed) throws IOException {
        byte[] noise = new byte[200_000];
        new Random(seed).nextBytes(noise);
        isNoLog(noise, "no telegram in 200000 bytes");
    }

    @Tag(Beside.TAG)
    @ParameterizedTest
    @ValueSource(strings = {"random", "inverted-line", "wrong-speed"})
    void aLineThatCannotBeReadIsNoTelegram(String stream) throws IOException {
        isNoLog(Corpus.bytes("streams/" + stream + ".bin"), "no telegram in ");
    }

    @Test
    void anEmptyFileIsReportedAsEmpty() throws IOException {
        isNoLog(new byte[0], "the file is empty");
    }

    @Test
    void textIsNoTelegram() throws IOException {
        isNoLog("{\"power\": 1}\n/etc/passwd!\n".repeat(500).getBytes(StandardCharsets.UTF_8), "dbus-p1 check ");
    }

    /** Each as gzip, bzip2, xz and zip make it of one character. */
    @ParameterizedTest
    @CsvSource({
        "zcat,     1f8b0800000000000003ab00008316dc8c01000000",
        "bzcat,    425a6839314159265359774bb01400000000800040200021184682ee48a70a120ee9760280",
        "xzcat,    fd377a585a000004e6d6b4460200210116000000742fe5a3010000780000000045aeef83f8ee160a00011901a52c81cc1fb6f37d010000000004595a",
        "unzip -p, 504b03040a00000000002a327e5d8316dc8c010000000100000001000000787850",
    })
    void aCompressedLogIsNamedWithTheLineThatReadsIt(String program, String content) throws IOException {
        Path log = Files.write(directory.resolve("p1 log.packed"), HexFormat.of().parseHex(content));
        for (String command : List.of("check FILE", "check --source=FILE", "decode --registers FILE other.log", "convert --stats FILE",
                "convert FILE --out FOLDER")) {
            int before = captured.err().length();
            List<String> words = Stream.of(command.split(" "))
                    .map(word -> word.replace("FILE", log.toString()).replace("FOLDER", out().toString())).toList();
            assertThat(Main.run(words)).as("%s", command).isEqualTo(ExitStatus.NO_DATA.code());
            assertThat(captured.err().substring(before)).isEqualTo("dbus-p1: " + log + ": it is compressed; write " + program + " '" + log
                    + "' | dbus-p1 " + command.replace("FILE", "-").replace("FOLDER", out().toString()) + "\n");
        }
    }

    /** The rest comes when the first two bytes were read, by which no format is known. */
    @Test
    void aCompressedLogWhoseBytesComeLateIsNamedToo() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        byte[] log = Arrays.copyOf(HexFormat.of().parseHex("1f8b0800000000000003"), 1_000);
        try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw"); FileInputStream unread = new FileInputStream(writer.getFD())) {
            writer.write(log, 0, 2);
            CompletableFuture<Void> rest = CompletableFuture.runAsync(() -> Await.await("the first bytes to be read", () -> {
                if (unread.available() > 0) {
                    return false;
                }
                writer.write(log, 2, log.length - 2);
                return true;
            }));
            assertThat(Main.run(List.of("decode", pipe.toString()))).isEqualTo(ExitStatus.NO_DATA.code());
            rest.get(60, TimeUnit.SECONDS);
        }
        assertThat(captured.err()).isEqualTo("dbus-p1: " + pipe + ": it is compressed; write zcat FILE | dbus-p1 decode -\n");
    }

    @Test
    void aNameWithBlanksIsQuotedInTheLineToWrite() throws IOException {
        Path file = Files.writeString(directory.resolve("my p1.log"), "no telegram");
        for (List<String> command : List.of(List.of("decode", file.toString()), List.of("convert", file.toString(), "--stats"),
                List.of("convert", file.toString(), "--out", out().toString(), "--redact"))) {
            int before = captured.err().length();
            assertThat(Main.run(command)).as("%s", command).isEqualTo(ExitStatus.NO_DATA.code());
            assertThat(captured.err().substring(before)).endsWith("dbus-p1 check '" + file + "'\n");
        }
        assertThat(Main.run(List.of(file.toString()))).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err()).contains("; write dbus-p1 run '" + file + "', or check;");
    }

    @Test
    void aLogWithRejectedTelegramsOnlyIsALog() throws IOException {
        Path log = Files.writeString(directory.resolve("p1.log"), TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)").replace("866", "867"));
        assertThat(Main.run(List.of("decode", log.toString()))).isZero();
        assertThat(Main.run(List.of("convert", log.toString(), "--stats"))).isZero();
        assertThat(captured.err()).isEmpty();
    }
}
