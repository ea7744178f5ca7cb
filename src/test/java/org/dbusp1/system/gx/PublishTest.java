package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests venus/publish in a small checkout: git pushes for real, to bare repositories that it takes for GitHub's; gh and Maven are
 * doubles that write down how they were called.
 */
@Tag("papers")
class PublishTest {
    /** Of a process besides those that each has. */
    private final Map<String, String> variables = new HashMap<>();

    @TempDir
    private Path home;
    private Path checkout;

    @BeforeEach
    void releaseIsMade() throws Exception {
        checkout = home.resolve("checkout");
        for (String file : List.of("publish", "build/setup.sh", "build/compare_sbom.py")) {
            Path copy = checkout.resolve("venus").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(VenusPackage.SCRIPTS.resolve(file), copy);
        }
        program(home.resolve("bin/mvn"), "mkdir -p target/site && echo manual >target/site/index.html");
        program(home.resolve("bin/gh"), "[ \"$2\" != view ] || exec cat \"$SENT/../assets\"; "
                + "[ \"$2\" != list ] || exec cat \"$SENT/../releases\"; "
                + "[ \"$2\" != download ] || exec cp \"$SENT/../$3\"/*.sbom.json \"${9}\"; printf '%s\\n' \"$*\" >>\"$CALLS\"; "
                + "for file; do [ ! -f \"$file\" ] || cp \"$file\" \"$SENT\"; done");
        Files.createDirectory(home.resolve("sent"));
        Files.createFile(home.resolve("releases"));
        VenusRoot.write(checkout.resolve(".gitignore"), "/target/\n");
        git(checkout, "init", "-q");
        git(checkout, "remote", "add", "origin", "https://github.com/jan/dbus-p1.git");
        git(checkout, "add", "-A");
        git(checkout, "-c", "user.name=Jan", "-c", "user.email=jan@example.org", "commit", "-qm", "all");
        git(home, "init", "-q", "--bare", "github/jan/dbus-p1.git");
        make("0.2.0");
    }

    /** Nobody noticed that the file behind a version was exchanged: the one before has told what it was. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.1 | 00aa | 65
            5.1 | 00ff | 0
            5.0 | 00aa | 0
            """)
    void aLibraryWithAnotherHashOfTheSameVersionStopsTheRelease(String version, String hash, int status) throws Exception {
        Files.writeString(home.resolve("releases"), "v0.2.0\nv0.1.1\nv0.1.0\n");
        VenusRoot.write(home.resolve("v0.1.1/dbus-p1-0.1.1-armv7.sbom.json"), sbom(version, hash));
        VenusRoot.write(checkout.resolve("target/release/dbus-p1-0.2.0-armv7.sbom.json"), sbom("5.1", "00ff"));

        Ended ended = publish("0.2.0");

        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
        assertThat(home.resolve("calls").toFile().exists()).isEqualTo(status == 0);
        assertThat(ended.output().contains("publish: other files than in v0.1.1, of the same version:\n"
                + "pkg:maven/com.example/meter@5.1: 00ff, before 00aa\n")).isEqualTo(status != 0);
    }

    /** With a smaller file in the package than its maker has published, as each package has it. */
    private static String sbom(String version, String hash) {
        return """
                {"components": [{"purl": "pkg:maven/com.example/meter@%s", "hashes": [{"alg": "SHA-256", "content": "%s"}],
                  "externalReferences": [{"type": "distribution", "hashes": [{"alg": "SHA-256", "content": "%s"}]}]}]}
                """.formatted(version, version + hash, hash);
    }

    @Test
    void aReleaseGoesToItsThreePlaces() throws Exception {
        git(home, "init", "-q", "--bare", "github/jan/DbusP1Setup.git");
        variables.put("SETUP_TOKEN", "hidden-too");

        assertThat(publish("0.2.0").well()).contains("publish: published: https://github.com/jan/dbus-p1/releases/tag/v0.2.0\n");

        assertThat(Files.readString(home.resolve("calls")).replace(checkout.toRealPath().toString(), "CHECKOUT")
                .replaceAll("target/publish\\.\\w+", "target/publish"))
                .isEqualTo("release create v0.2.0 --repo https://github.com/jan/dbus-p1 --title dbus-p1 0.2.0 --notes-file "
                        + "CHECKOUT/target/publish/RELEASE-NOTES.md CHECKOUT/target/release/DbusP1Setup-0.2.0.tar.gz "
                        + "CHECKOUT/target/release/SHA256SUMS CHECKOUT/target/release/dbus-p1-0.2.0-sources.tar.gz\n");
        assertThat(git(home, "-C", "github/jan/dbus-p1.git", "show", "gh-pages:index.html")).isEqualTo("manual\n");
        assertThat(git(home, "-C", "github/jan/DbusP1Setup.git", "show", "latest:version")).isEqualTo("v0.2.0\n");
        assertThat(git(home, "-C", "github/jan/DbusP1Setup.git", "tag")).isEqualTo("v0.2.0\n");
        assertThat(checkout.resolve("target").toFile().list()).containsExactlyInAnyOrder("release", "site");
    }

    /** What a run that failed has left is replaced; its signature is not that of this list. */
    @Test
    void aReleaseThatIsThereGetsTheseFilesAndNotes() throws Exception {
        Files.writeString(home.resolve("assets"), "SHA256SUMS\nSHA256SUMS.sig\nallowed_signers\n");

        publish("0.2.0").well();

        assertThat(Files.readAllLines(home.resolve("calls"))).extracting(call -> call.replaceAll("(\\S+ \\S+ \\S+).*", "$1"))
                .containsExactly("release upload v0.2.0", "release edit v0.2.0", "release delete-asset v0.2.0",
                        "release delete-asset v0.2.0");
    }

    @Test
    void theNoteNamesFlakyTestsAndTakesNothingElseOfTheirFile() throws Exception {
        VenusRoot.write(checkout.resolve("target/ci/flaky"), "org.dbusp1.system.DriverLifeIT#stoppedItLeavesInOrder\n[here](https://example.org)\n");

        publish("0.2.0").well();

        assertThat(home.resolve("sent/RELEASE-NOTES.md")).content()
                .endsWith("ran once more:\n\n- org.dbusp1.system.DriverLifeIT#stoppedItLeavesInOrder\n");
    }

    /** A workflow's own token is for its own repository. */
    @Test
    void withoutATokenForSetupHelperTheRestIsPublished() throws Exception {
        git(home, "init", "-q", "--bare", "github/jan/DbusP1Setup.git");

        assertThat(publish("0.2.0").well()).endsWith("publish: the package for SetupHelper stays as it is: there is no SETUP_TOKEN, which "
                + "may write to https://github.com/jan/DbusP1Setup.git\n").contains("publish: published: ");

        assertThat(git(home, "-C", "github/jan/dbus-p1.git", "show", "gh-pages:index.html")).isEqualTo("manual\n");
        assertThat(git(home, "-C", "github/jan/DbusP1Setup.git", "branch")).isEmpty();
    }

    /** The release does not wait for what may fail behind it. */
    @Test
    void aSiteThatCannotBeMadeFollowsTheRelease() throws Exception {
        program(home.resolve("bin/mvn"), "exit 1");

        Ended ended = publish("0.2.0");

        assertThat(ended.output()).contains("publish: published: ").endsWith("publish: the site could not be made\n");
        assertThat(ended.status()).isEqualTo(69);
    }

    /** As a workflow has it: another job, without rights, has made it. */
    @Test
    void aSiteThatIsMadeIsPublishedAsItIs() throws Exception {
        program(home.resolve("bin/mvn"), "exit 1");
        VenusRoot.write(checkout.resolve("target/made/index.html"), "made elsewhere\n");

        publish("--site", checkout.resolve("target/made").toString(), "0.2.0").well();

        assertThat(git(home, "-C", "github/jan/dbus-p1.git", "show", "gh-pages:index.html")).isEqualTo("made elsewhere\n");
    }

    /** The job that made it has no token: what it leaves runs nothing in the job that has. */
    @ParameterizedTest
    @ValueSource(strings = {".git/hooks/pre-commit", "manual/.GIT/config", "link"})
    void aSiteWithARepositoryOrALinkIsRefusedBeforeAnythingIsPublished(String foreign) throws Exception {
        Path site = checkout.resolve("target/made");
        VenusRoot.write(site.resolve("index.html"), "made elsewhere\n");
        run(site, "git", "init", "-q", ".");
        if (foreign.equals("link")) {
            run(site, "rm", "-rf", ".git");
            Files.createSymbolicLink(site.resolve("link"), Path.of("/etc/hostname"));
        } else if (foreign.startsWith("manual")) {
            run(site, "sh", "-c", "mkdir manual && mv .git manual/.GIT");
        } else {
            program(site.resolve(foreign), "env >'" + home.resolve("seen") + "'");
        }

        Ended ended = publish("--site", site.toString(), "0.2.0");

        assertThat(home.resolve("seen")).as("the variables that a hook saw").doesNotExist();
        assertThat(ended.output()).contains("is a link, or of a repository: it is not published");
        assertThat(ended.status()).isEqualTo(65);
        assertThat(home.resolve("calls")).doesNotExist();
    }

    @Test
    void aPackageWithARepositoryIsRefusedBeforeAnythingIsPublished() throws Exception {
        git(home, "init", "-q", "--bare", "github/jan/DbusP1Setup.git");
        variables.put("SETUP_TOKEN", "hidden-too");
        Path made = checkout.resolve("target/release");
        run(made, "sh", "-c", "tar -xzf DbusP1Setup-0.2.0.tar.gz && git -C DbusP1Setup init -q");
        program(made.resolve("DbusP1Setup/.git/hooks/pre-commit"), "env >'" + home.resolve("seen") + "'");
        run(made, "sh", "-c", "tar -czf DbusP1Setup-0.2.0.tar.gz DbusP1Setup && rm -r DbusP1Setup && sha256sum *.gz >SHA256SUMS");

        Ended ended = publish("0.2.0");

        assertThat(home.resolve("seen")).as("the variables that a hook saw").doesNotExist();
        assertThat(ended.output()).contains("is a link, or of a repository: it is not published");
        assertThat(ended.status()).isEqualTo(65);
        assertThat(home.resolve("calls")).doesNotExist();
    }

    @Test
    void aFileThatTheListDoesNotNameIsNotPublished() throws Exception {
        VenusRoot.write(checkout.resolve("target/release/left.sh"), "nobody has tested this\n");

        publish("0.2.0").well();

        assertThat(home.resolve("calls")).content().contains("SHA256SUMS").doesNotContain("left.sh");
        assertThat(home.resolve("sent").toFile().list()).doesNotContain("left.sh");
    }

    @Test
    void aListOfFilesElsewhereIsRefused() throws Exception {
        Path made = checkout.resolve("target/release");
        run(made, "sh", "-c", "echo secret >../secret && sha256sum ../secret >>SHA256SUMS");

        assertThat(publish("0.2.0")).isEqualTo(new Ended(65,
                "publish: target/release/SHA256SUMS names a file in another folder, or is none\n"));
    }

    /** The key is a file, or, as a workflow has it, a variable. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeySignsTheList(boolean variable) throws Exception {
        Path key = checkout.resolve("target/key");
        run(home, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key.toString());
        if (variable) {
            variables.put("SIGNING_KEY", Files.readString(key).strip());
            publish("0.2.0").well();
        } else {
            publish("--key", key.toString(), "0.2.0").well();
        }

        Path sent = home.resolve("sent");
        String command = "ssh-keygen -Y verify -f allowed_signers -I dbus-p1 -n file -s SHA256SUMS.sig <SHA256SUMS";
        assertThat(sent.resolve("RELEASE-NOTES.md")).content().startsWith("# dbus-p1\n").contains("\n" + command + "\n");
        assertThat(run(sent, "sh", "-c", command)).startsWith("Good \"file\" signature for dbus-p1 ");
    }

    @Test
    void withoutARepositoryForSetupHelperTheRestIsPublished() throws Exception {
        assertThat(publish("0.2.0").well()).contains("publish: no package for SetupHelper: there is no repository "
                + "https://github.com/jan/DbusP1Setup.git\n").contains("publish: published: ");
    }

    @Test
    void aDryRunSendsNothing() throws Exception {
        assertThat(publish("--dry-run", "0.2.0").well()).contains("publish: would run: git -C WORK/site ")
                .contains("publish: would run: gh release create v0.2.0 ").contains("publish: not published: ")
                .doesNotContain("hidden-token");

        assertThat(home.resolve("calls")).doesNotExist();
        assertThat(git(home, "-C", "github/jan/dbus-p1.git", "branch")).isEmpty();
    }

    @Test
    void aCandidateIsAPreRelease() throws Exception {
        make("0.3.0-rc1");

        publish("0.3.0-rc1").well();

        assertThat(home.resolve("calls")).content().contains(" --prerelease ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.3.0   | 65 | this commit has no tag v0.3.0
            ''      | 64 | a version is missing; see venus/publish --help
            v0.2.0  | 64 | VERSION is like 0.2.0 or 0.2.0-rc1, not 'v0.2.0'; see venus/publish --help
            --force | 64 | VERSION is like 0.2.0 or 0.2.0-rc1, not '--force'; see venus/publish --help
            """)
    void aMistakeIsOneLine(String argument, int status, String line) throws Exception {
        assertThat(publish(argument.isEmpty() ? new String[0] : new String[] {argument}))
                .isEqualTo(new Ended(status, "publish: " + line + "\n"));
        assertThat(home.resolve("calls")).doesNotExist();
    }

    @Test
    void aChangedFileIsNotPublished() throws Exception {
        VenusRoot.write(checkout.resolve("target/release/dbus-p1-0.2.0-sources.tar.gz"), "other");

        Ended ended = publish("0.2.0");

        assertThat(ended.output()).endsWith("publish: a file of target/release is not the one that SHA256SUMS names: "
                + "run venus/release 0.2.0 again\n");
        assertThat(ended.status()).isEqualTo(65);
    }

    @Test
    void aCheckoutOfNoRepositoryOnGitHubIsRefused() throws Exception {
        git(checkout, "remote", "remove", "origin");

        assertThat(publish("0.2.0")).isEqualTo(new Ended(65, "publish: this is no checkout of a repository on GitHub\n"));
    }

    /** What venus/release leaves, with two small files. */
    private void make(String version) throws Exception {
        Path made = checkout.resolve("target/release");
        run(home, "rm", "-rf", made.toString());
        Files.createDirectories(made.resolve("DbusP1Setup"));
        VenusRoot.write(made.resolve("DbusP1Setup/version"), "v" + version.replace("-rc", "~") + "\n");
        VenusRoot.write(made.resolve("dbus-p1-" + version + "-sources.tar.gz"), "sources");
        VenusRoot.write(made.resolve("RELEASE-NOTES.md"), "# dbus-p1\n");
        run(made, "sh", "-c", "tar -czf DbusP1Setup-" + version + ".tar.gz DbusP1Setup && rm -r DbusP1Setup && sha256sum *.gz >../sums"
                + " && mv ../sums SHA256SUMS");
        git(checkout, "tag", "v" + version);
    }

    private Ended publish(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(checkout.resolve("venus/publish").toString()));
        command.addAll(List.of(arguments));
        return Ended.of(here(checkout, command));
    }

    private String git(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(folder, command.toArray(String[]::new));
    }

    private String run(Path folder, String... command) throws Exception {
        Ended ended = Ended.of(here(folder, List.of(command)));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    /** A process that takes the bare repositories for GitHub. */
    private ProcessBuilder here(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "SETUP_TOKEN", "SIGNING_KEY"));
        builder.environment().putAll(variables);
        builder.environment().putAll(Map.of("PATH", home.resolve("bin") + ":" + System.getenv("PATH"),
                "CALLS", home.resolve("calls").toString(), "SENT", home.resolve("sent").toString(), "GH_TOKEN", "hidden-token",
                "GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "url." + home.resolve("github").toUri() + ".insteadOf",
                "GIT_CONFIG_VALUE_0", "https://github.com/"));
        return builder;
    }

    private static void program(Path file, String script) throws Exception {
        VenusRoot.writeProgram(file, "#!/bin/sh\n" + script + "\n");
    }
}
