package org.dbusp1.gx.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoicesTest {
    private static final String XML = """
            <?xml version='1.0' encoding='UTF-8'?>
            <Settings>
              <Gui2>
                <Language type="s" min="0" max="0" default="">fi</Language>
              </Gui2>
              <Gui>
                <Language type="s" min="0" max="0" default="en" silent="False">%s</Language>
              </Gui>
              <System>
                <TimeZone type="s" min="0" max="0" default="/UTC">%s</TimeZone>
              </System>
            </Settings>
            """;

    private final Path file;

    DeviceChoicesTest(@TempDir Path directory) {
        file = directory.resolve("settings.xml");
    }

    private DeviceChoices of(String xml) throws IOException {
        Files.writeString(file, xml);
        return DeviceChoices.NONE.refreshed(file);
    }

    @Test
    void theLanguageOfTheScreenAndTheTimeZone() throws IOException {
        DeviceChoices choices = of(XML.formatted("nl", "Europe/Brussels"));

        assertThat(choices.language()).isEqualTo("nl");
        assertThat(choices.zone()).isEqualTo("Europe/Brussels");
        assertThat(of(XML.formatted("pt_BR", "/UTC")).language()).isEqualTo("pt");
    }

    /** Power that fails while the settings are written, and a setting that no one has made. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<Settings><Gui><Language type=\"s\">n", "\0\0\0\0", "<Gui>\n<Language type=\"s\"></Language>\n</Gui>",
        "<Settings>\n</Settings>\n", "<Gui></Gui><Gui2><Language>nl</Language></Gui2>", "<Gui><Language"})
    void anythingElseIsEnglish(String xml) throws IOException {
        assertThat(of(xml).language()).isEqualTo("en");
        assertThat(of(xml).zone()).isNull();
    }

    @Test
    void whatHasNotChangedIsNotReadAgain() throws IOException {
        DeviceChoices choices = of(XML.formatted("de", "Europe/Berlin"));
        Files.writeString(file, XML.formatted("fr", "Europe/Paris"));
        Files.setLastModifiedTime(file, choices.modified());
        assertThat(choices.refreshed(file)).isSameAs(choices);

        Files.setLastModifiedTime(file, FileTime.fromMillis(choices.modified().toMillis() + 1_000));
        assertThat(choices.refreshed(file).language()).isEqualTo("fr");
        Files.delete(file);
        assertThat(choices.refreshed(file)).isEqualTo(DeviceChoices.NONE);
    }

    /** UTC is what localsettings has before the owner chooses a zone; a name that Java does not know is no zone. */
    @ParameterizedTest
    @CsvSource({"Europe/Helsinki, Europe/Helsinki", "UTC, ", "Mars/Phobos, ", ", "})
    void theZoneOfTheScreenOrThatOfLinux(@Nullable String chosen, @Nullable String expected) {
        assertThat(new DeviceChoices("nl", chosen, FileTime.fromMillis(0)).timeZone())
                .isEqualTo(expected == null ? ZoneId.systemDefault() : ZoneId.of(expected));
    }

    /** A zone of Linux has no name where only its file was copied: the same bytes are those of several countries. */
    @ParameterizedTest
    @CsvSource({"Europe/Brussels, Europe/Oslo, Europe/Vienna, Europe/Brussels", "UTC, Europe/Oslo, Europe/Vienna, Europe/Oslo",
        ", :Europe/Oslo, Europe/Vienna, Europe/Oslo", ", /usr/share/zoneinfo/Europe/Oslo, , Europe/Oslo", ", '', Europe/Vienna, Europe/Vienna",
        ", , Europe/Vienna, Europe/Vienna", ", CET-1CEST, Europe/Vienna, CET-1CEST", ", , , "})
    void theNameOfTheZoneIsThatOfTheScreenOfTheVariableOrOfTheLink(@Nullable String chosen, @Nullable String variable,
            @Nullable String linked, @Nullable String expected) throws IOException {
        Path localtime = file.resolveSibling("localtime");
        if (linked == null) {
            Files.copy(Path.of("/usr/share/zoneinfo/Europe/Vienna").toRealPath(), localtime);
        } else {
            Path zones = Files.createDirectories(file.resolveSibling("zoneinfo/Europe"));
            // As where several names are one zone: the name is that of the first link.
            Files.createSymbolicLink(zones.resolve("Vienna"), Path.of("Berlin"));
            Files.createSymbolicLink(localtime, zones.resolve("Vienna"));
        }
        assertThat(new DeviceChoices("nl", chosen, FileTime.fromMillis(0)).zoneName(variable, localtime)).isEqualTo(expected);
    }
}
