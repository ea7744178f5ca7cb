package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dbusp1.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests venus/build/debian.sh: a mirror that fails, and the name of the maintainer; apt-get is a double that counts its updates. */
@Execution(ExecutionMode.CONCURRENT)
class DebianPackagesIT {
    /** Fails the first $FAILURES updates, and each update of a security suite if there is a file no-security. */
    private static final String APT_GET = """
            #!/bin/sh
            for word; do
                case $word in
                Dir::Etc::sourcelist=*) list=${word#*=} ;;
                indextargets) echo 'http://mirror/debian bookworm'; echo 'http://mirror/debian-security bookworm-security' ;;
                update)
                    echo >>"$HOME/updates"
                    if [ "$(wc -l <"$HOME/updates")" -le "$FAILURES" ] || { [ -e "$HOME/no-security" ] && grep -q security "$list"; }; then
                        echo 'W: Failed to fetch http://mirror/InRelease'
                    fi
                    ;;
                download) cp "$HOME/thing.deb" . ;;
                esac
            done
            """;

    @TempDir
    private Path home;

    @BeforeEach
    void aMirror() throws Exception {
        VenusRoot.writeProgram(home.resolve("bin/apt-get"), APT_GET);
        VenusRoot.write(home.resolve("deb/DEBIAN/control"),
                "Package: thing\nVersion: 1.2\nArchitecture: amd64\nMaintainer: nobody <nobody@localhost>\nDescription: thing\n");
        VenusRoot.output("dpkg-deb", "--build", home.resolve("deb").toString(), home.resolve("thing.deb").toString());
    }

    @Test
    void triesAgainAfterAnErrorOfTheMirror() throws Exception {
        assertThat(download(1, "").well()).contains("W: Failed to fetch http://mirror/InRelease; trying again\n");
        assertThat(home.resolve("to/.packages")).content().startsWith("thing 1.2 amd64 ");
    }

    @Test
    void endsWith69WhereTheErrorStays() throws Exception {
        Ended ended = download(99, "");

        assertThat(ended.output()).endsWith("could not download thing for amd64: W: Failed to fetch http://mirror/InRelease. "
                + "Try again later; --allow-older takes bookworm without its security updates\n");
        assertThat(ended.status()).isEqualTo(69);
        assertThat(Files.readAllLines(home.resolve("updates"))).hasSize(2);
        assertThat(home.resolve("to/.complete")).doesNotExist();
    }

    @Test
    void takesThePackagesOfTheReleaseOnlyIfThatIsAllowed() throws Exception {
        Files.createFile(home.resolve("no-security"));

        assertThat(download(0, "").status()).isEqualTo(69);
        assertThat(download(0, "yes").well()).contains("bookworm-security: W: Failed to fetch http://mirror/InRelease; "
                + "taking bookworm without its security updates\n");
    }

    @Test
    void theMaintainerIsWhoeverBuilds() throws Exception {
        assertThat(maintainer(Map.of())).isEqualTo(new Ended(0, "unknown\n"));
        assertThat(maintainer(Map.of("DEBFULLNAME", "Zo\u00eb de Vries", "DEBEMAIL", "zoe@example.org")))
                .isEqualTo(new Ended(0, "Zo\u00eb de Vries <zoe@example.org>\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zoe", "zoe@", "zoe @example.org", "Zoe <zoe@example.org>", "zoe@example.org\nDepends: x"})
    void anAddressThatIsNoneEndsTheBuild(String address) throws Exception {
        assertThat(maintainer(Map.of("DEBEMAIL", address)).status()).isEqualTo(64);
        assertThat(maintainer(Map.of("DEBFULLNAME", "x <" + address)).status()).isEqualTo(64);
    }

    private Ended download(int failures, String allowOlder) throws IOException, InterruptedException {
        return run("tries=2; debian_packages \"$HOME/to\" bookworm amd64 thing",
                Map.of("FAILURES", Integer.toString(failures), "allow_older", allowOlder));
    }

    private Ended maintainer(Map<String, String> variables) throws IOException, InterruptedException {
        return run("debian_maintainer", variables);
    }

    private Ended run(String command, Map<String, String> variables) throws IOException, InterruptedException {
        String script = ". venus/build/setup.sh; . venus/build/debian.sh; " + command;
        ProcessBuilder builder = new ProcessBuilder("bash", "-euc", script);
        builder.environment().keySet().removeAll(List.of("DEBFULLNAME", "DEBEMAIL"));
        builder.environment().putAll(variables);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
        return Ended.of(builder);
    }
}
