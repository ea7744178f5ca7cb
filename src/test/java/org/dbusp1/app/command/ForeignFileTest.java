package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
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
@Tag(Beside.TAG)
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
    void aCompressedLogIsNamedWithWhatUnpacksIt(String program, String content) throws IOException {
        Path log = Files.write(directory.resolve("p1.log.packed"), HexFormat.of().parseHex(content));
        for (List<String> command : List.of(List.of("check"), List.of("decode"), List.of("convert", "--stats"))) {
            int before = captured.err().length();
            List<String> words = new ArrayList<>(command);
            words.add(log.toString());
            assertThat(Main.run(words)).as("%s", command).isEqualTo(ExitStatus.NO_DATA.code());
            assertThat(captured.err().substring(before))
                    .isEqualTo("dbus-p1: " + log + ": it is compressed; write " + program + " " + log + " | dbus-p1 COMMAND -\n");
        }
    }

    @Test
    void aLogWithRejectedTelegramsOnlyIsALog() throws IOException {
        Path log = Files.writeString(directory.resolve("p1.log"), TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)").replace("866", "867"));
        assertThat(Main.run(List.of("decode", log.toString()))).isZero();
        assertThat(Main.run(List.of("convert", log.toString(), "--stats"))).isZero();
        assertThat(captured.err()).isEmpty();
    }
}
