package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.dbusp1.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit in the package for Debian, as systemd judges it. */
class ServiceUnitIT {
    private static final Path UNIT = Path.of("venus/debian/dbus-p1@.service");
    private static final Path LAUNCHER = Path.of("venus/dbus-p1").toAbsolutePath();
    /** In tenths of systemd's score, where 0 can do nothing and 100 everything. What is left it needs: a port, the network. */
    private static final String EXPOSURE = "15";

    @TempDir
    private Path directory;
    private Path unit;

    @BeforeEach
    void ofOneCable() throws IOException {
        String text = Files.readString(UNIT);
        assertThat(text).contains("ExecStart=/usr/bin/dbus-p1 ");
        unit = Files.writeString(directory.resolve("dbus-p1@ttyUSB0.service"), text.replace("/usr/bin/dbus-p1", LAUNCHER.toString()));
    }

    @Test
    void isUnderstoodWithoutAWarning() throws Exception {
        assertThat(analyze("verify", "--man=no", unit.toString())).isEqualTo(new Ended(0, ""));
    }

    @Test
    void letsTheDriverDoWhatItNeedsAndLittleMore() throws Exception {
        Ended judged = analyze("security", "--offline=true", "--threshold=" + EXPOSURE, unit.toString());

        assertThat(judged.well()).contains("Overall exposure level for dbus-p1@ttyUSB0.service");
    }

    /** Made anew by each installation, and only root's; what it holds stays. */
    @Test
    void theInstallationMakesTheFolderOfTheSecrets() throws Exception {
        Path etc = directory.resolve("etc");
        Path postinst = Files.writeString(directory.resolve("postinst"), Files.readString(Path.of("venus/debian/postinst"))
                .replace("/etc/dbus-p1/secrets", etc + "/secrets").replace("/run/", directory + "/none/"));
        for (int i = 0; i < 2; i++) {
            assertThat(Ended.of(new ProcessBuilder("sh", postinst.toString(), "configure", "0.0.9")).status()).isZero();
            assertThat(Files.getPosixFilePermissions(etc.resolve("secrets"))).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            Files.writeString(etc.resolve("secrets/mqtt.password"), "s3cret");
        }
        assertThat(etc.resolve("secrets/mqtt.password")).hasContent("s3cret");
        assertThat(Files.readString(UNIT)).contains("\nLoadCredential=secret:/etc/dbus-p1/secrets\n");
    }

    private static Ended analyze(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("systemd-analyze", "--no-pager");
        builder.command().addAll(List.of(words));
        return Ended.of(builder);
    }
}
