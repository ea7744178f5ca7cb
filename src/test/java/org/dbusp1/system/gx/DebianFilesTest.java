package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the Debian package that udev, systemd and dpkg read fit together. */
class DebianFilesTest {
    private static final Path FILES = Path.of("venus/debian");

    /** The rules of udev that read the name of a USB device for its port: 60-serial.rules of udev 252 and 257. */
    private static final String READS_THE_NAME = "60-serial.rules";

    @Test
    void theRuleIsReadWhenTheNameOfTheCableIsKnown() throws IOException {
        List<Path> rules = files("*.rules");

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(Files.readString(rule)).contains("ENV{ID_MODEL}==");
            assertThat(rule.getFileName().toString()).isGreaterThan(READS_THE_NAME).isLessThan("99-systemd.rules");
            assertThat(Files.readString(Path.of("venus/package"))).contains("venus/debian/" + rule.getFileName() + "\"");
        });
    }

    @Test
    void purgeRemovesTheStateOfEachService() throws IOException {
        String script = Files.readString(FILES.resolve("postrm"));
        Pattern state = Pattern.compile("(?m)^StateDirectory=(.*)$");

        for (Path unit : files("*.service")) {
            Matcher directory = state.matcher(Files.readString(unit));
            assertThat(directory.find()).as(unit.toString()).isTrue();
            assertThat(script).containsPattern("rm -rf .*/var/lib/" + directory.group(1) + "( |\n)")
                    .containsPattern("rm -rf .*/var/lib/private/" + directory.group(1) + "( |\n)");
        }
    }

    private static List<Path> files(String pattern) throws IOException {
        try (Stream<Path> all = Files.list(FILES)) {
            return all.filter(file -> FILES.getFileSystem().getPathMatcher("glob:" + pattern).matches(file.getFileName())).toList();
        }
    }
}
