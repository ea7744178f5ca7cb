package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a configuration that belong together, as the driver itself judges them. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class ConfigureIT {
    private static final String KEY = "00112233445566778899AABBCCDDEEFF";

    private final LiveVenus venus;

    ConfigureIT(@TempDir Path directory) throws IOException {
        venus = new LiveVenus(directory);
    }

    /** The main file is checked for the first cable, whose file is read with it; it may be on the device already. */
    @ParameterizedTest
    @CsvSource({
        "(echo history.enabled=true; echo mqtt.url=tcp://nas) >/run/stick/dbus-p1.properties, history.publish=true, dbus-p1.ttyUSB1.properties,"
            + "dbus-p1.properties dbus-p1.ttyUSB1.properties",
        "(echo history.enabled=true; echo mqtt.url=tcp://nas) >/data/conf/dbus-p1.properties, history.publish=true, dbus-p1.E0034007410.properties,"
            + "dbus-p1.E0034007410.properties",
        "echo log.level=warn >/run/stick/dbus-p1.properties; echo " + KEY + " >/run/stick/dbus-p1.key,"
            + "decryption.key.file=/data/conf/dbus-p1.key, dbus-p1.ttyUSB0.properties,"
            + "dbus-p1.key dbus-p1.properties dbus-p1.ttyUSB0.properties"})
    void aFileOfOneCableMayNeedAnother(String needed, String line, String ofCable, String copied) throws Exception {
        Ended ended = configure(needed + "\necho " + line + " >/run/stick/" + ofCable + "\n");

        assertThat(ended.output()).isEqualTo("the configuration is copied to /data/conf: " + copied + "\n");
    }

    /** The file of the key is enough, with a configuration on the stick or on the device, and without one. */
    @Test
    void aKeyNeedsNoLineThatNamesIt() throws Exception {
        String again = "/data/package-1/venus/configure /run/stick\n";
        Ended ended = configure("echo %s >/run/stick/meter.key\n".formatted(KEY) + again
                + "grep . /data/conf/dbus-p1.properties; stat -c %a /data/conf/meter.key\n"
                + "echo 'history.enabled=true' >/run/stick/dbus-p1.properties\n" + again
                + "grep . /data/conf/dbus-p1.properties; rm /run/stick/dbus-p1.properties\n");

        assertThat(ended.output()).isEqualTo("""
                the configuration is copied to /data/conf: dbus-p1.properties meter.key
                decryption.key.file=/data/conf/meter.key
                600
                the configuration is copied to /data/conf: dbus-p1.properties meter.key
                history.enabled=true
                decryption.key.file=/data/conf/meter.key
                the configuration in /data/conf is the same already
                """);
    }

    @Test
    void aKeyThatIsNoneOrHasAnotherNameIsReported() throws Exception {
        Ended none = configure("echo 'my key' >/run/stick/meter.key\n");
        Ended named = configure("rm -f /run/stick/*; echo %s >/run/stick/meter.key.txt\n".formatted(KEY));

        assertThat(none.status()).isEqualTo(78);
        assertThat(none.output()).contains("a key has 32 hex digits").doesNotContain("my key");
        assertThat(named.status()).isEqualTo(78);
        assertThat(named.output()).startsWith("configure: meter.key is there as meter.key.txt: rename it to meter.key");
    }

    @Test
    void eachMistakeNamesTheFileOfTheOwner() throws Exception {
        Ended ended = configure("""
                printf 'log.level=warn\\nlog.level=info\\n' >/data/conf/dbus-p1.properties
                printf 'log.level=warn\\nlog.level=info\\ndecryption.key.file=/data/conf/dbus-p1.none\\n' >/run/stick/dbus-p1.ttyUSB1.properties
                """);
        Ended own = configure("""
                rm /data/conf/*.properties
                printf 'log.level=warn\\nlog.level=info\\n' >/run/stick/dbus-p1.ttyUSB1.properties
                """);

        assertThat(ended.output()).isEqualTo("configure: /data/conf/dbus-p1.properties line 2: log.level is set in "
                + "/data/conf/dbus-p1.properties line 1 already; keep one of them\n");
        assertThat(own.output()).isEqualTo("configure: dbus-p1.ttyUSB1.properties line 2: log.level is set in "
                + "dbus-p1.ttyUSB1.properties line 1 already; keep one of them\n");
    }

    @Test
    void aNewMainFileIsCheckedWithTheFilesOfCablesOnTheDevice() throws Exception {
        Ended ended = configure("""
                printf 'history.publish=true\\n' >/data/conf/dbus-p1.ttyUSB1.properties
                echo 'history.enabled=true' >/data/conf/dbus-p1.properties
                echo 'history.enabled=false' >/run/stick/dbus-p1.properties
                """);

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.output()).startsWith("configure: /data/conf/dbus-p1.ttyUSB1.properties line 1: ");
    }

    private Ended configure(String files) throws Exception {
        return venus.boot("mkdir -p /run/stick\n" + files + "/data/package-1/venus/configure /run/stick");
    }
}
