package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The subjects of commits that venus/check names. */
class LongSubjectsTest {
    private static final Path SCRIPT = Path.of("venus/build/long_subjects").toAbsolutePath();

    @TempDir
    private Path checkout;

    private String git(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("git", "-c", "user.name=Jan", "-c", "user.email=jan@example.com"));
        words.addAll(List.of(arguments));
        return Ended.of(new ProcessBuilder(words).directory(checkout.toFile()).redirectErrorStream(true)).well();
    }

    private void commit(String subject, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("commit", "-q", "--allow-empty", "-m", subject));
        words.addAll(List.of(more));
        git(words.toArray(String[]::new));
    }

    private String named(String... left) throws Exception {
        List<String> words = new ArrayList<>(List.of(SCRIPT.toString()));
        words.addAll(List.of(left));
        return Ended.of(new ProcessBuilder(words).directory(checkout.toFile()).redirectErrorStream(true)).well();
    }

    /** A character is one, however many bytes it has. */
    @ParameterizedTest
    @CsvSource({"72, x, false", "73, x, true", "72, é, false", "73, é, true"})
    void aSubjectOfMoreThan72CharactersIsNamed(int length, String character, boolean isNamed) throws Exception {
        git("init", "-q");
        commit(character.repeat(length), "-m", "x".repeat(100));

        assertThat(named()).matches(isNamed ? "[0-9a-f]+: a subject of 73 characters, at most 72: " + character + "{73}\n" : "");
    }

    @Test
    void ofTheLastDayTenAreNamedAndTheOthersCounted() throws Exception {
        git("init", "-q");
        VenusRoot.write(checkout.resolve("older"), "tree %s%nauthor J <j@x> 1600000000 +0000%ncommitter J <j@x> 1600000000 +0000%n%n%s%n"
                .formatted(git("write-tree").strip(), "older ".repeat(20)));
        git("reset", "-q", git("hash-object", "-t", "commit", "-w", "older").strip());
        for (int i = 0; i < 12; i++) {
            commit(i + "x".repeat(80));
        }
        assertThat(named().lines()).hasSize(11).last().isEqualTo("and 2 more commits with such a subject");
    }

    @Test
    void whatTheUpstreamBranchHasIsNotNamed() throws Exception {
        git("init", "-q", "-b", "main");
        commit("theirs ".repeat(20));
        git("checkout", "-q", "-b", "mine", "--track", "main");
        commit("mine ".repeat(20));

        assertThat(named().lines()).singleElement().asString().contains("mine mine").doesNotContain("theirs");
    }

    /** On main itself nothing tells whose the commits of the last day are. */
    @Test
    void withoutAnUpstreamWhatMainHasIsNotNamed() throws Exception {
        git("init", "-q", "-b", "main");
        commit("theirs ".repeat(20));
        String left = git("rev-parse", "HEAD").strip();
        assertThat(named(left)).contains("theirs theirs");
        git("checkout", "-q", "-b", "mine");
        assertThat(named(left)).isEmpty();
        commit("mine ".repeat(20));
        assertThat(named(left).lines()).singleElement().asString().contains("mine mine");
    }
}
