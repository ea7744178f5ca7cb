package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares the tables of meters with their data; writes them where {@code -Dreference=write} is given. */
class MeterTablesTest {
    @Test
    void theTablesOfMetersAreThoseOfTheData() throws IOException {
        for (Map.Entry<Path, String> made : MeterTables.made().entrySet()) {
            if (System.getProperty("reference", "").equals("write")) {
                Files.writeString(made.getKey(), made.getValue());
            }
            assertThat(Files.readString(made.getKey())).as("%s is old: run venus/check", made.getKey())
                    .isEqualTo(made.getValue());
        }
    }
}
