package org.dbusp1.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AesKeyTest {
    private static final String DIGITS = "36c66639E48A8CA4D6BC8B282A793BBB";

    @TempDir
    Path folder;

    /** The text of a file, with DIGITS for those of the key and a number of blanks behind them. */
    @ParameterizedTest
    @CsvSource({"DIGITS, 1", "'DIGITS\r\n', 0", "'\uFEFFDIGITS\r\n', 0", "36c66639 E48A8CA4 D6BC8B28 2A793BBB, 1",
        "36:c6-66:39-E48A8CA4D6BC8B282A793BBB, 0", "DIGITS, 224"})
    void readsAKey(String text, int blanks) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), text.replace("DIGITS", DIGITS) + " ".repeat(blanks));
        assertThat(AesKey.read(file).bytes()).isEqualTo(AesKey.of(DIGITS, "key").bytes());
    }

    @Test
    void reportsWhichFileIsMissing() {
        assertThatThrownBy(() -> AesKey.read(folder.resolve("absent"))).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageContaining("absent does not exist");
    }

    /** The text of a file, and what is wrong with it: too short, other characters, another file. */
    @ParameterizedTest
    @CsvSource({"6c66639E48A8CA4D6BC8B282A793BBB, 0, 31 characters", "X6c66639E48A8CA4D6BC8B282A793BBB, 0, hex digits",
        "36c66639E48A8CA4D6BC8B282A793BBB, 225, too large"})
    void reportsWhatIsWrongWithAKeyWithoutShowingIt(String text, int blanks, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), text + " ".repeat(blanks));
        assertThatThrownBy(() -> AesKey.read(file)).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageContaining(message).hasMessageNotContaining("66639").hasNoCause();
    }

    @Test
    void reportsWhichFileCannotBeRead() throws IOException {
        Path below = Files.writeString(folder.resolve("file"), "").resolve("key");

        assertThatThrownBy(() -> AesKey.read(below)).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageStartingWith(below + " cannot be read");
    }

    @Test
    void neverPrintsAKey() throws Exception {
        assertThat(AesKey.of(DIGITS, "key").toString()).isNotEmpty().doesNotContainIgnoringCase("36c6");
    }
}
