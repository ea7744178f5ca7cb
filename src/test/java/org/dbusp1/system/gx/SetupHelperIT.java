package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dbusp1.Beside;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package for SetupHelper on an imitated GX device, with SetupHelper's own scripts where $PEERS has them. The address of the releases
 * is a server of this machine. SetupHelper's program "patch" is one for ARM, and replaced; its PackageManager, a service with the screen of
 * before gui-v2, is not run.
 */
@Tag(Beside.TAG)
@NeedsNamespaces
class SetupHelperIT {
    private static final Path SOURCES = Path.of("venus/setuphelper").toAbsolutePath();
    private static final String PACKAGE = "DbusP1Setup";
    private static final String SETUP = "/data/" + PACKAGE + "/setup %s runFromPm\n";
    /** Until the second process has ended. */
    private static final String FETCHED = "while [ -e /run/" + PACKAGE + "/pid ] || [ ! -e /run/" + PACKAGE
            + "/result ]; do sleep 0.1; done; cat /run/" + PACKAGE + "/result\n";
    private static final String VERSION = "readlink /data/dbus-p1/dbus-p1\n";

    @TempDir
    private Path directory;

    private HttpServer server;
    private VenusRoot venus;
    private byte[] served = {};

    @BeforeEach
    void aDevice() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> {
            boolean known = request.getRequestURI().getPath().matches("/dbus-p1/releases/download/v([0-9rc.-]+)/dbus-p1-\\1-armv7.tar.gz");
            request.sendResponseHeaders(known && served.length > 0 ? 200 : 404, known && served.length > 0 ? served.length : -1);
            if (known) {
                request.getResponseBody().write(served);
            }
            request.close();
        });
        server.start();
        venus = new VenusRoot(Files.createDirectory(directory.resolve("venus")));
        processor("armv7l");
        // That of Debian's busybox, which is static, cannot resolve names outside of its own system.
        Files.deleteIfExists(venus.flash("bin/wget"));
        Files.deleteIfExists(venus.flash("usr/bin/wget"));
        Files.copy(Path.of("/usr/bin/wget"), venus.flash("bin/wget"));
        VenusRoot.write(venus.flash("etc/venus/machine"), "einstein\n");
        venus.program("opt/victronenergy/swupdate-scripts/resize2fs.sh", "#!/bin/sh\nmount -o remount,bind,rw /\n");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void setupHelperInstallsUpdatesAndRemovesTheDriver() throws Exception {
        setupHelper();
        release("0.1.0");
        String installed = venus.succeeds(SETUP.formatted("install") + FETCHED + VERSION
                + "cat /etc/venus/installedVersion-" + PACKAGE).output();
        assertThat(installed).contains("dbus-p1 v0.1.0 is being fetched and installed").contains("dbus-p1 0.1.0-b1 is installed\n")
                .contains("versions/0.1.0-b1/venus/dbus-p1\n").endsWith("v0.1.0\n");
        // PackageManager takes a folder of /data with these files for a package, and replaces it as a whole.
        assertThat(venus.data("dbus-p1/version")).doesNotExist();
        assertThat(venus.data("dbus-p1/setup")).doesNotExist();
        assertThat(venus.data("." + PACKAGE)).doesNotExist();

        // After an update of the firmware PackageManager installs all packages again.
        assertThat(venus.succeeds(SETUP.formatted("install")).output()).contains("dbus-p1 v0.1.0 is installed: nothing is fetched");

        release("0.2.0-rc1");
        assertThat(venus.succeeds(SETUP.formatted("install") + FETCHED + VERSION).output())
                .contains("versions/0.2.0-rc1-b1/venus/dbus-p1\n");
        release("0.2.0");
        VenusRoot.write(venus.data("dbus-p1/energy"), "kept");
        assertThat(venus.succeeds(SETUP.formatted("install") + FETCHED + VERSION).output()).contains("versions/0.2.0-b1/venus/dbus-p1\n");

        // A stick may have brought a newer one.
        release("0.1.1");
        assertThat(venus.succeeds(SETUP.formatted("install") + VERSION).output())
                .contains("dbus-p1 v0.2.0 is installed: nothing is fetched").endsWith("versions/0.2.0-b1/venus/dbus-p1\n");

        String removed = venus.succeeds(SETUP.formatted("uninstall") + "[ ! -e /etc/venus/installedVersion-" + PACKAGE + " ]").output();
        assertThat(removed).contains("removed: dbus-p1 0.2.0-b1").contains("kept: /data/dbus-p1");
        assertThat(venus.data("dbus-p1/dbus-p1")).doesNotExist();
        assertThat(venus.data("dbus-p1/energy")).hasContent("kept");
    }

    @Test
    void whatCannotBeFetchedIsShownAsNotInstalled() throws Exception {
        setupHelper();
        release("0.1.0");
        served = new byte[0];

        String said = venus.succeeds("export PAUSES='0 0'\n" + SETUP.formatted("install") + FETCHED).output();

        assertThat(said).contains("/releases/download/v0.1.0/dbus-p1-0.1.0-armv7.tar.gz cannot be downloaded; nothing was changed\n");
        assertThat(venus.flash("etc/venus/installedVersion-" + PACKAGE)).doesNotExist();
        assertThat(venus.data("setupOptions/" + PACKAGE + "/DO_NOT_AUTO_INSTALL")).exists();
        assertThat(venus.data("dbus-p1")).doesNotExist();
    }

    @Test
    void whatFailsAtOnceIsShownAsNotInstalledToo() throws Exception {
        setupHelper();
        release("0.1.0");
        processor("mips");
        // The last part of setup is slow.
        Files.delete(venus.flash("bin/touch"));
        venus.program("bin/touch", "#!/bin/sh\nsleep 2\nexec busybox touch \"$@\"\n");

        String said = venus.succeeds(SETUP.formatted("install") + FETCHED).output();

        assertThat(said).endsWith("there is no dbus-p1 for this processor, mips\n");
        assertThat(venus.flash("etc/venus/installedVersion-" + PACKAGE)).doesNotExist();
        assertThat(venus.data("setupOptions/" + PACKAGE + "/DO_NOT_AUTO_INSTALL")).exists();
    }

    /** At boot PackageManager installs a package without a note of its version, unless DO_NOT_AUTO_INSTALL is there. */
    @Test
    void afterARestartInBetweenTheReleaseIsFetchedAgain() throws Exception {
        setupHelper();
        Path note = venus.flash("etc/venus/installedVersion-" + PACKAGE);
        release("0.1.0");
        venus.succeeds(SETUP.formatted("install") + FETCHED);
        assertThat(note).isRegularFile();

        release("0.2.0");
        byte[] release = served;
        served = new byte[0];
        String shown = venus.succeeds("export PAUSES='0 600'\n" + SETUP.formatted("install")
                + "until [ -e /data/." + PACKAGE + " ]; do sleep 0.1; done; cat /etc/venus/installedVersion-" + PACKAGE).output();
        assertThat(shown).endsWith("v0.2.0\n");
        // A link into what was memory.
        assertThat(Files.exists(note)).isFalse();
        assertThat(venus.data("setupOptions/" + PACKAGE + "/DO_NOT_AUTO_INSTALL")).doesNotExist();

        served = release;
        assertThat(venus.succeeds(SETUP.formatted("install") + FETCHED + VERSION).output()).contains("versions/0.2.0-b1/venus/dbus-p1\n");
        assertThat(note).isRegularFile().hasContent("v0.2.0");
        assertThat(venus.data("." + PACKAGE)).doesNotExist();
    }

    /** The version that is there needs no download. */
    @Test
    void anInstallationThatWasCutIsCompleted() throws Exception {
        setupHelper();
        release("0.1.0");
        venus.succeeds(SETUP.formatted("install") + FETCHED + "rm /data/rcS.local /data/dbus-p1/mode /data/dbus-p1/status");
        served = new byte[0];

        venus.succeeds(SETUP.formatted("install") + "[ -e /data/dbus-p1/status ]; grep -q ' # dbus-p1' /data/rcS.local");
        venus.succeeds("/data/dbus-p1/disable\n" + SETUP.formatted("install") + "[ ! -e /data/rcS.local ]");
    }

    @Test
    void aFileWithAnotherChecksumIsNotInstalled() throws Exception {
        release("0.1.0");
        served[served.length / 2] ^= 1;

        assertThat(fetch()).contains("is not the file of the release: its checksum is wrong; nothing was changed\n");
        assertThat(venus.data("dbus-p1")).doesNotExist();
        assertThat(venus.data("." + PACKAGE)).doesNotExist();
    }

    @Test
    void anotherProcessorIsNamed() throws Exception {
        release("0.1.0");
        processor("mips");

        assertThat(fetch()).isEqualTo("there is no dbus-p1 for this processor, mips\n");
    }

    @Test
    void nothingIsFetchedForAColorControlGx() throws Exception {
        release("0.1.0");
        VenusRoot.write(venus.flash("etc/venus/machine"), "ccgx\n");

        assertThat(fetch()).isEqualTo("the Color Control GX is not supported: its memory is too small\n");
        assertThat(venus.data("dbus-p1")).doesNotExist();
    }

    @Test
    void withoutSetupHelperTheReleaseIsFetchedAndInstalledToo() throws Exception {
        release("0.1.0");

        assertThat(fetch()).contains("dbus-p1 0.1.0-b1 is installed\n");
        assertThat(venus.data("dbus-p1/version")).doesNotExist();
        assertThat(venus.data("dbus-p1/setup")).doesNotExist();
    }

    private void processor(String name) throws IOException {
        // A link to busybox.
        Files.deleteIfExists(venus.flash("bin/uname"));
        venus.program("bin/uname", "#!/bin/sh\necho " + name + "\n");
    }

    /** Runs only the second process, as setup does. */
    private String fetch() throws Exception {
        return venus.boot("mkdir /run/" + PACKAGE + "; cp /data/" + PACKAGE + "/* /run/" + PACKAGE + "\nPAUSES='0 0' sh /run/" + PACKAGE
                + "/fetch " + PACKAGE + " || true\n" + FETCHED).output();
    }

    private void setupHelper() throws Exception {
        Optional<Path> peers = Beside.peers("SetupHelper");
        assumeTrue(peers.isPresent(), "PEERS has no clone of SetupHelper");
        venus.shell(peers.get().resolve("SetupHelper"), "mkdir $data/SetupHelper; cp -R HelperResources version $data/SetupHelper/");
        VenusRoot.writeProgram(venus.data("SetupHelper/patch"), "#!/bin/sh\n");
    }

    /** A release on the server, and the package of SetupHelper for it in /data. */
    private void release(String version) throws Exception {
        Path made = Files.createDirectories(directory.resolve("made-" + version));
        VenusPackage.make(made.resolve("dbus-p1"), version);
        Path manifest = made.resolve("dbus-p1/MANIFEST");
        Files.writeString(manifest, Files.readString(manifest).replaceAll("machine=.*", "machine=armv7l"));
        VenusPackage.sums(made.resolve("dbus-p1"));
        String name = "dbus-p1-" + version + "-armv7.tar.gz";
        VenusRoot.output("tar", "-czf", made.resolve(name).toString(), "-C", made.toString(), "dbus-p1");
        served = Files.readAllBytes(made.resolve(name));

        for (String file : List.of("setup", "fetch")) {
            VenusRoot.writeProgram(venus.data(PACKAGE).resolve(file), Files.readString(SOURCES.resolve(file)));
        }
        VenusRoot.write(venus.data(PACKAGE + "/address"), "http://127.0.0.1:" + server.getAddress().getPort() + "/dbus-p1\n");
        VenusRoot.write(venus.data(PACKAGE + "/SHA256SUMS"), VenusPackage.sha256(made.resolve(name)) + "  " + name + "\n");
        VenusRoot.write(venus.data(PACKAGE + "/version"), "v" + version.replace("-rc", "~") + "\n");
        VenusRoot.write(venus.data(PACKAGE + "/gitHubInfo"), "jan:latest\n");
    }
}
