package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Compares the chapter Reference with what the program knows; writes it where {@code -Dreference=write} is given. */
class ReferenceTest {
    @Test
    void theChapterIsThatOfTheProgram() throws IOException {
        String made = Reference.made();
        if (System.getProperty("reference", "").equals("write")) {
            Files.writeString(Reference.FILE, made);
        }
        assertThat(Files.readString(Reference.FILE)).as("%s is old: run venus/check", Reference.FILE).isEqualTo(made);
    }
}
