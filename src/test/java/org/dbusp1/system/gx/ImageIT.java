package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The driver in a root file system in the place of Victron's: Debian's for aarch64, with Victron's open programs out of $PEERS. Each test
 * leaves the machine as it was.
 */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("long")
class ImageIT {
    private static final Path IMAGE = Path.of("venus/image").toAbsolutePath();
    @TempDir
    private static Path made;
    private String before = "";

    @BeforeAll
    static void make() throws Exception {
        assumeTrue(Beside.peers("velib_python", "localsettings", "dbus-systemcalc-py").isPresent(), "no clones in $PEERS");
        assumeTrue(shell("[ $(id -u) = 0 ] && unshare --mount --pid --fork true").status() == 0, "only root may mount an image");
        assumeTrue(shell("unshare --mount sh -c 'mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc; "
                + "test -w /proc/sys/fs/binfmt_misc/register'").status() == 0, "this kernel has no binfmt_misc");
        Ended ended = Ended.of(new ProcessBuilder("src/test/sh/made-image", made.resolve("root").toString(), "aarch64"));
        assertThat(ended.status()).as(ended.output()).isZero();
    }

    private static Ended shell(String script) throws IOException, InterruptedException {
        return Ended.of(new ProcessBuilder("sh", "-c", script));
    }

    /** What an image could leave behind: mounts, processes, loop devices, entries of binfmt_misc, folders. */
    private static String state() throws IOException, InterruptedException {
        return shell("grep dbus-p1-image /proc/mounts; pgrep -f 'venus/[i]mage|image_[h]ouse|qemu-[a]' | wc -l; losetup -a; "
                + "unshare --mount sh -c 'mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc 2>/dev/null; ls /proc/sys/fs/binfmt_misc'; "
                + "ls -d ${TMPDIR:-/var/tmp}/dbus-p1-image.* 2>/dev/null").output();
    }

    @BeforeEach
    void note() throws Exception {
        before = state();
    }

    @AfterEach
    void theMachineIsAsItWas() {
        Await.await("nothing is left", () -> state().equals(before));
    }

    private static Ended image(String... words) throws IOException, InterruptedException {
        return Ended.of(new ProcessBuilder(Stream.concat(Stream.of(IMAGE.toString()), Stream.of(words)).toList()));
    }

    @Test
    void theDriverIsInstalledStartedChosenAndSteeredBy() throws Exception {
        Ended ended = image("--minutes", "2", made.resolve("root").toString());

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output().lines().map(line -> line.replaceAll("  +", " | "))).anySatisfy(line ->
                assertThat(line).startsWith("driver installed | the image's update-data.sh | dbus-p1 "))
                .anySatisfy(line -> assertThat(line).startsWith("driver started by serial-starter | the image | yes, after "))
                .anySatisfy(line -> assertThat(line).startsWith("meter chosen by systemcalc | the image | yes"))
                .anySatisfy(line -> assertThat(line).startsWith("1 s | yes, "))
                .anySatisfy(line -> assertThat(line).startsWith("10 s, followed | yes, "))
                .contains("gui | nobody | it is not in this image")
                .anySatisfy(line -> assertThat(line).startsWith("meter, house, inverter on VE.Bus | a double | "));
    }

    /** Each row: how the image is made in the folder $1 out of the root file system $2, its name, the status, and the last line. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " | ", value = {
        "mkdir empty | empty | 65 | empty: it has no /opt/victronenergy: it is no root file system of Venus OS",
        "mkdir -p bare/opt/victronenergy | bare | 65 | bare: there are no programs in it: it is half a root file system",
        "true | absent.ext4 | 65 | absent.ext4: there is no such file or folder",
        ": >none.ext4 | none.ext4 | 65 | none.ext4: no file system is in it",
        "head -c 1000000 /dev/urandom >noise.wic | noise.wic | 65 | noise.wic: no file system in it is a root file system of Venus OS",
        "head -c 3000000 /dev/urandom|gzip|head -c 1000000 >half.wic.gz | half.wic.gz | 65 | half.wic.gz: it is damaged, or only a half: ",
        "touch other; echo other|cpio -o -H newc >other.swu 2>/dev/null | other.swu | 65 | other.swu: ",
        "mkdir -p x/opt/victronenergy x/bin; cp /bin/busybox x/bin/; mke2fs -q -t ext4 -d x pc.ext4 8M | pc.ext4 | 65"
            + " | pc.ext4: its programs are not for armv7 or aarch64",
        "mkdir -p x/opt/victronenergy x/bin; cp /bin/busybox x/bin/; mke2fs -q -t ext4 -d x part 8M; (head -c 1048576 /dev/zero; cat part) >pc.wic;"
            + " printf '\\0\\0\\0\\0\\203\\0\\0\\0\\0\\010\\0\\0\\0\\100\\0\\0'|dd of=pc.wic bs=1 seek=446 conv=notrunc status=none;"
            + " printf '\\125\\252'|dd of=pc.wic bs=1 seek=510 conv=notrunc status=none; gzip pc.wic | pc.wic.gz | 65 | pc.wic.gz: its programs are not for armv7 or aarch64",
        "mkdir -p x/opt/victronenergy x/bin; cp /bin/busybox x/bin/; mke2fs -q -t ext4 -d x root.ext4 8M; gzip root.ext4;"
            + " echo root.ext4.gz|cpio -o -H newc >pc.swu 2>/dev/null | pc.swu | 65 | pc.swu: its programs are not for armv7 or aarch64"})
    void whatIsNoImageIsNamed(String making, String name, int status, String last, @TempDir Path folder) throws Exception {
        Ended done = shell("PATH=$PATH:/sbin; cd " + folder + " && { " + making + "; }");
        assertThat(done.status()).as(done.output()).isZero();

        Ended ended = Ended.of(new ProcessBuilder(IMAGE.toString(), name).directory(folder.toFile()));

        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
        assertThat(ended.output().strip().lines().reduce((first, second) -> second)).get().asString().startsWith("image: " + last);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | image: which IMAGE? See venus/image --help",
        "--al x | image: unknown option '--al'; see venus/image --help",
        "a b | image: one IMAGE, not 'a' and 'b'",
        "--minutes none x | image: --minutes needs a number of minutes, 1 or more; see venus/image --help",
        "--minutes 0 x | image: --minutes needs a number of minutes, 1 or more; see venus/image --help"})
    void aWrongWordIsNamed(String words, String line) throws Exception {
        Ended ended = image(Stream.of(words.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new));

        assertThat(ended.status()).isEqualTo(64);
        assertThat(ended.output().strip()).isEqualTo(line);
    }

    @Test
    void nobodyButRootStartsIt() throws Exception {
        Ended ended = Ended.of(new ProcessBuilder("setpriv", "--reuid=65534", "--clear-groups", IMAGE.toString(), "/"));

        assertThat(ended.status()).isEqualTo(69);
        assertThat(ended.output().strip()).isEqualTo("image: only root may mount an image: run it as root");
    }

    @Test
    void aFullDiskIsNamed(@TempDir Path folder) throws Exception {
        String disk = folder.resolve("disk").toString();
        Ended ended = shell("mkdir " + disk + " && head -c 3000000 /dev/urandom | gzip >" + folder + "/large.wic.gz && unshare --mount sh -c '"
                + "mount -t tmpfs -o size=1m tmpfs " + disk + " && TMPDIR=" + disk + " " + IMAGE + " " + folder + "/large.wic.gz'");

        assertThat(ended.status()).as(ended.output()).isEqualTo(69);
        assertThat(ended.output().strip()).contains("image: there is no space left in ").hasLineCount(1);
    }

    /** Each row: what it says last before it is interrupted, as Ctrl-C does, and the signal. */
    @ParameterizedTest
    @ValueSource(strings = {"dbus-daemon: INT", "driver installed: TERM", "serial-starter: INT", "driver started by serial-starter: HUP"})
    void anInterruptionLeavesNothing(String when, @TempDir Path folder) throws Exception {
        List<String> words = List.of(when.substring(0, when.lastIndexOf(' ')), when.substring(when.lastIndexOf(' ') + 1));
        Path said = folder.resolve("said");
        // A group of its own, as a terminal gives to a program.
        Process process = new ProcessBuilder("env", "--default-signal=INT,HUP", "setsid", IMAGE.toString(), made.resolve("root").toString())
                .redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            Await.await(words.get(0), Duration.ofMinutes(15), () -> Files.readString(said).contains("image: " + words.get(0)));
            assertThat(shell("kill -s " + words.get(1) + " -- -" + process.pid()).status()).isZero();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isNotZero();
        } finally {
            // Nothing if it has ended; else its own end, which leaves nothing.
            process.destroy();
            process.waitFor(60, TimeUnit.SECONDS);
        }
    }

    /** Neither its mounts nor its processes outlive it. Its folder and its entry of binfmt_misc do; each next run looks for them. */
    @Test
    void whatAKilledRunLeavesGoesWithTheNext(@TempDir Path folder) throws Exception {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(IMAGE.toString(), made.resolve("root").toString())
                .redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            Await.await("dbus-daemon", Duration.ofMinutes(15), () -> Files.readString(said).contains("image: dbus-daemon"));
            assertThat(shell("kill -KILL " + process.pid()).status()).isZero();
        } finally {
            process.destroy();
        }
        process.waitFor();
        assertThat(state()).isNotEqualTo(before);

        Await.await("the next run removes what is left", () -> image(folder.toString()).status() == 65 && state().equals(before));
    }
}
