package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dbusp1.Beside;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of a stick in the language that the owner has chosen for the screen. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class StickLanguageIT {
    private static final String SETTINGS = """
            <?xml version='1.0' encoding='UTF-8'?>
            <Settings>
              <Gui2>
                <Language type="s" min="0" max="0" default="">fi</Language>
              </Gui2>
              <Gui>
                <AutoBrightness type="i" min="0" max="1" default="1">1</AutoBrightness>
                <Language type="s" min="0" max="0" default="en" silent="False">%s</Language>
              </Gui>
            </Settings>
            """;

    private final VenusRoot venus;
    private final Path stick;

    StickLanguageIT(@TempDir Path directory) throws IOException {
        venus = new VenusRoot(directory);
        stick = venus.stick("1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nl | gevonden   venus-data-dbus-p1-1-test.tgz | gedaan     dbus-p1 1-b1 is geïnstalleerd | Laat de stick vier minuten zitten: "
            + "dbus-p1 wacht op telegrammen van de meter. Is dit de laatste regel als u hem op een computer leest, doe dan dit: "
            + "steek de stick erin en herstart opnieuw.",
        "de | gefunden   venus-data-dbus-p1-1-test.tgz | erledigt   dbus-p1 1-b1 ist installiert | Lassen Sie den Stick vier Minuten "
            + "stecken: dbus-p1 wartet auf Telegramme des Zählers. Wenn dies die letzte Zeile ist, die Sie an einem Computer lesen: "
            + "stecken Sie den Stick ein und starten Sie noch einmal neu.",
        "fr | trouvé     venus-data-dbus-p1-1-test.tgz | fait       dbus-p1 1-b1 est installé | Laissez la clé branchée quatre minutes : "
            + "dbus-p1 attend des télégrammes du compteur. Si cette ligne est la dernière que vous lisez sur un ordinateur : "
            + "branchez la clé et redémarrez encore une fois.",
        "fi | found      venus-data-dbus-p1-1-test.tgz | done       dbus-p1 1-b1 is installed | Leave the stick in for four minutes: "
            + "dbus-p1 waits for telegrams of the meter. If this is the last line when you read it on a computer, put the stick in and "
            + "restart again."})
    void theReportIsInTheLanguageOfTheScreen(String language, String found, String done, String last) throws Exception {
        settings(SETTINGS.formatted(language));

        assertThat(report()).startsWith(found + "\n").contains("\n" + done + "\n").endsWith("\n" + last + "\n");
    }

    /** Power that fails while the settings are written, and a setting that no one has made; the last one is whole. */
    @Test
    void withoutAKnownLanguageATextIsInEnglish() throws Exception {
        List<String> settings = List.of("", "<Settings><Gui><Language type=\"s\">n", "\0\0\0\0", "<Gui>\n<Language type=\"s\"></Language>\n</Gui>",
                "<Gui>\n<Language type=\"s\">../../../data/conf/nl</Language>\n</Gui>", "<Settings>\n</Settings>\n", SETTINGS.formatted("nl"));
        for (int i = 0; i < settings.size(); i++) {
            VenusRoot.write(venus.data("settings/" + i), settings.get(i));
        }
        venus.unpack("1");

        assertThat(venus.succeeds("""
                package=/data/package-1
                . $package/venus/texts.sh
                for each in /data/settings/*; do
                    cp $each /data/conf/settings.xml
                    say none none
                done
                """).output().lines()).containsExactly("none", "none", "none", "none", "none", "none", "geen");
    }

    /** Each row: what is on the stick. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "truncate -s -500 *.tgz", "echo wrong >dbus-p1.cable; echo cable=A7 >dbus-p1.cable.txt",
        ": >dbus-p1.disable", ": >dbus-p1.uninstall", "cp *.tgz 'venus-data-dbus-p1-2-test (1).tgz'",
        "echo P1_Converter_Cable >$flash/etc/udev/rules.d/p1.rules", "echo log.level=warn >dbus-p1.properties"})
    void noLineOfAReportStaysEnglish(String files) throws Exception {
        venus.shell(stick, files);

        // Each text is there in all languages, by TextRowsTest: a line that stays English is no text.
        settings(SETTINGS.formatted("nl"));
        assertThat(report().lines())
                .noneMatch(line -> line.matches("^(found|left|done|refused|next) .*|.*\\b(the|and|which|it|needs)\\b.*"));
    }

    private void settings(String xml) throws IOException {
        VenusRoot.write(venus.data("conf/settings.xml"), xml);
    }

    /** Returns what is reported after a boot, without the line with the time. */
    private String report() throws Exception {
        venus.succeeds(VenusRoot.unpackSticks());
        return Files.readString(stick.resolve("dbus-p1.result.txt")).replaceFirst("=== .*\n", "");
    }
}
