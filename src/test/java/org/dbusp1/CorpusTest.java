package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests against captures may be left out on a developer's machine, but not in continuous integration. */
class CorpusTest {
    @TempDir
    private Path directory;

    @Test
    void absentCapturesFailWhereTheyAreRequired() {
        assertThatIllegalStateException().isThrownBy(() -> Corpus.names(directory.resolve("telegrams"), true))
                .withMessageContaining("no captures");
        assertThat(Corpus.names(directory.resolve("telegrams"), false)).isEmpty();
    }
}
