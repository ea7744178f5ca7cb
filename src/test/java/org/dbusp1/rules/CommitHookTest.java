package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.Ended;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hook that a contributor can switch on: the subject of a commit can be read in a list of them. */
class CommitHookTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "guard: a clock that jumps begins a new stretch | 0",
        "guard: a clock that jumps begins a new stretch\\n\\nWhat lies across it is unknown. | 0",
        "guard: a clock that jumps begins a new stretch\\nWhat lies across it is unknown. | 1",
        "guard: the clock of a meter that jumps by more than a minute begins a ne | 0",
        "guard: the clock of a meter that jumps by more than a minute begins a new | 1",
        "Merge branch 'the-clock-of-a-meter-that-jumps-by-more-than-a-minute-begins-a-new-one' | 0",
        "# what git writes below the message | 1"})
    void aSubjectHas72CharactersAtMost(String message, int status) throws Exception {
        Path file = Files.writeString(directory.resolve("message"), message.replace("\\n", "\n") + "\n# Please enter the message\n");
        assertThat(Ended.of(new ProcessBuilder("venus/hooks/commit-msg", file.toString())).status()).isEqualTo(status);
    }
}
