package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests venus/release in a small checkout, whose venus/package makes one package of an SBOM and the stamp in pom.xml. What the real
 * packages hold is tested by venus/test full, which makes a release and builds its sources a second time.
 */
@Tag("papers")
class ReleaseTest {
    private static final String PACKAGE = """
            #!/bin/bash
            set -eu
            cd "$(dirname "$0")/.."
            [[ ! -e fails ]] || exit 69
            version=$(sed -n '0,/<version>/s:.*<version>\\(.*\\)</version>.*:\\1:p' pom.xml)
            mkdir -p target/dist dbus-p1
            sed -n 's:.*<project.build.outputTimestamp>\\(.*\\)</.*:{"stamp"\\: "\\1", "arguments"\\: "'"$*"'"}:p' pom.xml >dbus-p1/sbom.json
            tar --mtime=2026-01-01 --owner=0 --group=0 -cf - dbus-p1 | gzip -n >"target/dist/dbus-p1-$version-armv7.tar.gz"
            echo old >target/dist/SHA256SUMS
            """;

    @TempDir
    private Path checkout;

    @BeforeEach
    void commit() throws Exception {
        for (String file : List.of("release", "build/setup.sh", "build/check_sbom.py", "build/translated", "setuphelper/setup", "setuphelper/fetch")) {
            Path copy = checkout.resolve("venus").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(VenusPackage.SCRIPTS.resolve(file), copy);
        }
        VenusRoot.writeProgram(checkout.resolve("venus/package"), PACKAGE);
        VenusRoot.write(checkout.resolve("pom.xml"), "<project>\n  <version>0.1.0</version>\n  <parent><version>9</version></parent>\n"
                + "  <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>\n</project>\n");
        VenusRoot.write(checkout.resolve("CHANGELOG.md"),
                "# Changelog\n\n## 0.2.0 (not released)\n\n- New.\n\n## 0.1.0 (2026-02-01)\n\n- Old.\n");
        VenusRoot.write(checkout.resolve("src/site/translated_texts.txt"), "[src/texts_LANGUAGE.properties]\nnow | nl -, de -, fr - | Now\n");
        VenusRoot.write(checkout.resolve(".gitignore"), "/target/\n/dbus-p1/\n");
        git("init", "-q");
        git("add", "-A");
        commit("all");
    }

    @Test
    void aReleaseIsWhatItsListNames() throws Exception {
        Ended ended = release("0.2.0", "--date", "2026-11-23", "armv7");

        assertThat(ended.well()).contains("release: next: git commit -m 'dbus-p1 0.2.0' pom.xml CHANGELOG.md && git tag -s v0.2.0\n")
                .contains("no package for SetupHelper: this is no checkout of a repository on GitHub\n");
        Path made = checkout.resolve("target/release");
        assertThat(names(made)).containsExactly("RELEASE-NOTES.md", "SHA256SUMS", "dbus-p1-0.2.0-armv7.sbom.json",
                "dbus-p1-0.2.0-armv7.tar.gz", "dbus-p1-0.2.0-sources.tar.gz");
        assertThat(run(made, "sha256sum", "--strict", "-c", "SHA256SUMS")).hasLineCount(3).doesNotContain("FAILED");
        assertThat(made.resolve("dbus-p1-0.2.0-armv7.sbom.json")).content().contains("2026-11-23T00:00:00Z").contains("armv7");
        assertThat(made.resolve("RELEASE-NOTES.md")).content().startsWith("# dbus-p1 0.2.0, 2026-11-23\n\n- New.\n\n## Verify\n")
                .contains("sha256sum --ignore-missing -c SHA256SUMS").doesNotContain("attestation").doesNotContain("Old");
        assertThat(run(made, "tar", "-xzOf", "dbus-p1-0.2.0-sources.tar.gz", "dbus-p1-0.2.0/CHANGELOG.md"))
                .isEqualTo(Files.readString(checkout.resolve("CHANGELOG.md"))).contains("## 0.2.0 (2026-11-23)\n");
        assertThat(checkout.resolve("pom.xml")).content().contains("  <version>0.2.0</version>\n  <parent><version>9</version>")
                .contains(">2026-11-23T00:00:00Z<");
        assertThat(names(checkout.resolve("target"))).containsExactly("debian", "release");
    }

    @Test
    void theTaggedCommitMakesTheSameFilesOnALaterDay() throws Exception {
        release("0.2.0", "--date", "2026-11-23");
        Map<String, String> first = sums();
        commit("dbus-p1 0.2.0");

        git("tag", "v0.2.0");

        assertThat(release("0.2.0").output()).contains("release: next: git tag -s v0.2.0\n");
        assertThat(sums()).isEqualTo(first).hasSize(5);
        assertThat(release("0.2.0", "--date", "2026-11-24").output()).isEqualTo("release: CHANGELOG.md says that 0.2.0 is of 2026-11-23\n");
    }

    @Test
    void aTagWithOtherSourcesIsRefused() throws Exception {
        git("tag", "v0.2.0");

        Ended ended = release("0.2.0", "--date", "2026-11-23");

        assertThat(ended.output()).isEqualTo("release: the tag v0.2.0 has other sources than this release would be built from:\n"
                + "CHANGELOG.md\npom.xml\n");
        assertThat(ended.status()).isEqualTo(65);
        assertThat(run(checkout, "git", "status", "--porcelain")).isEmpty();
    }

    /** What PackageManager of SetupHelper takes from a repository or a stick; a release candidate is older than its release. */
    @ParameterizedTest
    @CsvSource({"0.2.0, v0.2.0, https://github.com/jan/dbus-p1", "0.3.0-rc1, v0.3.0~1, git@github.com:jan/dbus-p1.git"})
    void thePackageForSetupHelperNamesTheSumsOfWhatItFetches(String version, String written, String origin) throws Exception {
        git("remote", "add", "origin", origin);
        VenusRoot.write(checkout.resolve("CHANGELOG.md"), "## " + version + " (not released)\n\n- The last line.\n");
        commit("changes");

        assertThat(release(version).status()).isZero();

        Path made = checkout.resolve("target/release");
        assertThat(made.resolve("RELEASE-NOTES.md")).content().contains("\n\n- The last line.\n\n## Verify\n")
                .contains("\ngh attestation verify FILE --repo jan/dbus-p1\n");
        run(made, "tar", "-xzf", "DbusP1Setup-" + version + ".tar.gz", "-C", checkout.resolve("target").toString());
        Path setup = checkout.resolve("target/DbusP1Setup");
        assertThat(names(setup)).containsExactly("SHA256SUMS", "address", "fetch", "gitHubInfo", "setup", "version");
        assertThat(setup.resolve("version")).hasContent(written);
        assertThat(setup.resolve("address")).hasContent("https://github.com/jan/dbus-p1");
        assertThat(setup.resolve("gitHubInfo")).hasContent("jan:latest");
        assertThat(setup.resolve("SHA256SUMS")).hasContent(VenusPackage.sha256(made.resolve("dbus-p1-" + version + "-armv7.tar.gz"))
                + "  dbus-p1-" + version + "-armv7.tar.gz");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.3.0                        | 65 | CHANGELOG.md has no section ## 0.3.0 (not released)
            0.1.0 --date 2026-11-23      | 65 | CHANGELOG.md says that 0.1.0 is of 2026-02-01
            ''                           | 64 | a version is missing; see venus/release --help
            v0.2.0                       | 64 | VERSION is like 0.2.0 or 0.2.0-rc1, not 'v0.2.0'; see venus/release --help
            0.2.0 0.3.0                  | 64 | unknown argument '0.3.0'; see venus/release --help
            0.2.0 --sign                 | 64 | unknown argument '--sign'; see venus/release --help
            0.2.0 --date                 | 64 | --date needs a value; see venus/release --help
            0.2.0 --date 2026-02-30      | 64 | DATE is a day such as 2026-11-23, not '2026-02-30'; see venus/release --help
            """)
    void aMistakeIsOneLineAndChangesNothing(String arguments, int status, String line) throws Exception {
        Ended ended = release(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(ended.output()).isEqualTo("release: " + line + "\n");
        assertThat(ended.status()).isEqualTo(status);
        assertThat(run(checkout, "git", "status", "--porcelain")).isEmpty();
        assertThat(checkout.resolve("target/release")).doesNotExist();
    }

    @Test
    void aPageWithoutTheAddressOfTheRepositoryIsRefused() throws Exception {
        Files.writeString(checkout.resolve("README.md"), "git clone https://github.com/OWNER/dbus-p1\n");
        git("add", "README.md");
        commit("a page");

        Ended ended = release("0.2.0");

        assertThat(ended.output()).isEqualTo("release: these pages have OWNER in the address of the repository; write its owner there:\n"
                + "README.md\n");
        assertThat(ended.status()).isEqualTo(65);
    }

    @Test
    void aTextThatWaitsForATranslatorIsRefused() throws Exception {
        Files.writeString(checkout.resolve("src/site/translated_texts.txt"), "late | nl -, fr - | Too late\n", StandardOpenOption.APPEND);
        commit("a text");

        Ended ended = release("0.2.0");

        assertThat(ended.output()).isEqualTo("release: these texts wait for a translator; see venus/build/translated --help:\n"
                + "src/texts_de.properties: late\n");
        assertThat(ended.status()).isEqualTo(65);
    }

    @Test
    void aCheckoutWithChangesIsRefused() throws Exception {
        VenusRoot.write(checkout.resolve("forgotten.java"), "");

        Ended ended = release("0.2.0");

        assertThat(ended.output()).isEqualTo("release: the checkout has changes; commit or undo them first:\n?? forgotten.java\n");
        assertThat(ended.status()).isEqualTo(65);
    }

    @Test
    void aBuildThatFailsLeavesTheCheckoutAsItWas() throws Exception {
        VenusRoot.write(checkout.resolve("fails"), "");
        git("add", "-A");
        commit("fails");

        Ended ended = release("0.2.0");

        assertThat(ended.output()).isEqualTo("release: the packages could not be made\n");
        assertThat(ended.status()).isEqualTo(69);
        assertThat(run(checkout, "git", "status", "--porcelain")).isEmpty();
        assertThat(names(checkout.resolve("target"))).containsExactly("debian");
    }

    /** A container has 64 MB there; a package needs more. */
    @Test
    @NeedsNamespaces
    void aPackageWithoutRoomInMemoryEndsWithASentence() throws Exception {
        Ended ended = Ended.of(new ProcessBuilder("unshare", "--mount", "--map-root-user", "sh", "-c",
                "mount -t tmpfs -o size=64m none /dev/shm && exec venus/package amd64"));

        assertThat(ended.output()).isEqualTo("package: /dev/shm has room for 64 MB, and a package needs 300 MB: as root, "
                + "mount -o remount,size=1g /dev/shm; in a container, docker run --shm-size=1g\n");
        assertThat(ended.status()).isEqualTo(69);
    }

    private Ended release(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(checkout.resolve("venus/release").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
        // Of the machine that runs the test, a workflow's may be set.
        builder.environment().keySet().removeAll(List.of("GITHUB_REPOSITORY", "GITHUB_SERVER_URL"));
        return Ended.of(builder);
    }

    private void commit(String message) throws Exception {
        git("-c", "user.name=Jan", "-c", "user.email=jan@example.org", "-c", "commit.gpgsign=false", "commit", "-qam", message);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        run(checkout, command.toArray(String[]::new));
    }

    private static String run(Path folder, String... command) throws Exception {
        Ended ended = Ended.of(new ProcessBuilder(command).directory(folder.toFile()));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    private Map<String, String> sums() throws IOException {
        Map<String, String> sums = new TreeMap<>();
        for (String name : names(checkout.resolve("target/release"))) {
            sums.put(name, VenusPackage.sha256(checkout.resolve("target/release").resolve(name)));
        }
        return sums;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
