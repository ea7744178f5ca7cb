package org.dbusp1.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AesKeyTest {
    private static final String DIGITS = "36c66639E48A8CA4D6BC8B282A793BBB";

    @TempDir
    Path folder;

    @Test
    void readsAKeyWithItsLineEndAndBlanks() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "36c66639 E48A8CA4 D6BC8B28 2A793BBB\r\n");

        assertThat(AesKey.read(file).bytes()).isEqualTo(AesKey.of(DIGITS, "key").bytes());
    }

    @Test
    void readsAKeyThatAnEditorOfWindowsSaved() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "\uFEFF" + DIGITS + "\r\n");

        assertThat(AesKey.read(file).bytes()).isEqualTo(AesKey.of(DIGITS, "key").bytes());
    }

    @Test
    void reportsWhichFileIsMissing() {
        assertThatThrownBy(() -> AesKey.read(folder.resolve("absent"))).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageContaining("absent does not exist");
    }

    @Test
    void reportsThatAKeyIsTooShortWithoutShowingIt() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), DIGITS.substring(1));

        assertThatThrownBy(() -> AesKey.read(file)).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageContaining("31 characters").hasMessageNotContaining("66639");
    }

    @Test
    void reportsThatAKeyHoldsOtherCharactersWithoutShowingThem() {
        assertThatThrownBy(() -> AesKey.of("X" + DIGITS.substring(1), "key")).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageContaining("hex digits").hasNoCause();
    }

    @Test
    void readsNoFileThatIsMuchTooLarge() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "0".repeat(10_000));

        assertThatThrownBy(() -> AesKey.read(file)).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void readsAFileOfAFewLines() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), DIGITS + " ".repeat(256 - 32));
        assertThat(AesKey.read(file).bytes()).hasSize(16);

        Files.writeString(file, DIGITS + " ".repeat(257 - 32));
        assertThatThrownBy(() -> AesKey.read(file)).isInstanceOf(AesKey.BadKeyException.class).hasMessageContaining("too large");
    }

    @Test
    void reportsWhichFileCannotBeRead() throws IOException {
        Path below = Files.writeString(folder.resolve("file"), "").resolve("key");

        assertThatThrownBy(() -> AesKey.read(below)).isInstanceOf(AesKey.BadKeyException.class)
                .hasMessageStartingWith(below + " cannot be read");
    }

    @Test
    void aKeyMayBeGroupedByColonsOrDashes() throws Exception {
        assertThat(AesKey.of("36:c6-66:39-E48A8CA4D6BC8B282A793BBB", "key").bytes()).isEqualTo(AesKey.of(DIGITS, "key").bytes());
    }

    @Test
    void neverPrintsAKey() throws Exception {
        assertThat(AesKey.of(DIGITS, "key").toString()).isNotEmpty().doesNotContainIgnoringCase("36c6");
    }
}
