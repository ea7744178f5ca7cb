package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests against captures are left out where there are none, and fail where captures are promised and absent. */
class CorpusTest {
    @TempDir
    private Path directory;

    @Test
    void capturesArePromisedByTheirVariableOrByTheirFolderBesideTheProject() throws IOException {
        assertThat(Corpus.arePromised(null, directory)).as("a clone without captures").isFalse();
        assertThat(Corpus.arePromised("", directory)).isFalse();
        assertThat(Corpus.arePromised(null, directory.resolve("absent"))).isFalse();
        assertThat(Corpus.arePromised("/nowhere", directory)).as("a folder that is not there").isTrue();
        Files.createDirectory(directory.resolve("telegrams"));
        assertThat(Corpus.arePromised(null, directory)).isTrue();
    }

    /** As this one: it would not run where .ci/run has captures. */
    @Test
    void aClassOfTestsWithoutTheTagMayNotAskForThem() {
        assertThatIllegalStateException().isThrownBy(() -> Corpus.folder("telegrams")).withMessageContaining("@Tag(Beside.TAG)");
        assertThatIllegalStateException().isThrownBy(() -> Corpus.names("telegrams")).withMessageContaining("@Tag(Beside.TAG)");
        assertThatIllegalStateException().isThrownBy(() -> Corpus.bytes("telegrams/a.txt")).withMessageContaining("@Tag(Beside.TAG)");
        assertThatIllegalStateException().isThrownBy(Beside::peers).withMessageContaining("@Tag(Beside.TAG)");
    }

    @Test
    void absentCapturesFailWhereTheyAreRequired() {
        assertThatIllegalStateException().isThrownBy(() -> Corpus.names(directory.resolve("telegrams"), name -> true, true))
                .withMessageContaining("no captures");
        assertThat(Corpus.names(directory.resolve("telegrams"), name -> true, false)).isEmpty();
    }

    /** A test with one run for each capture passes without any run where there is none. */
    @Test
    void aFolderWithoutAWantedCaptureFailsTooWhereTheyAreRequired() throws IOException {
        assertThatIllegalStateException().isThrownBy(() -> Corpus.names(directory, name -> true, true));
        Files.createFile(directory.resolve("noise.json"));
        assertThat(Corpus.names(directory, name -> true, true)).containsExactly("noise");
        assertThatIllegalStateException().isThrownBy(() -> Corpus.names(directory, name -> name.startsWith("parity"), true));
    }
}
