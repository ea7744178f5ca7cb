package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares what the manual has of the program with the program; writes it where {@code -Dreference=write} is given. */
class ReferenceTest {
    @Test
    void theChapterIsThatOfTheProgram() throws IOException {
        expect(Reference.FILE, Reference.made());
    }

    @Test
    void theAnswersAreThoseOfTheProgram() throws IOException {
        for (Map.Entry<Path, String> chapter : Answers.made().entrySet()) {
            expect(chapter.getKey(), chapter.getValue());
        }
    }

    private static void expect(Path file, String made) throws IOException {
        if (System.getProperty("reference", "").equals("write")) {
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file)).as("%s is old: run venus/check", file).isEqualTo(made);
    }
}
