package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.TextTable;
import org.dbusp1.TranslatedTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of the scripts for a GX device: each in English in a script, and by its id in the tables of the other languages. */
class ScriptTextsTest {
    private static final Path GX = VenusPackage.SCRIPTS.resolve("gx");
    private static final TranslatedTexts TEXTS = new TranslatedTexts(Path.of(""));

    @ParameterizedTest
    @ValueSource(strings = {"nl", "de", "fr"})
    void aLabelHasItsPlace(String language) throws IOException {
        assertThat(TEXTS.ofScripts()).hasSizeGreaterThan(90);
        assertThat(TextTable.rows(GX.resolve("lib/texts_" + language + ".properties"))).allSatisfy((id, text) -> {
            if (id.startsWith("label.")) {
                assertThat(text.length()).as(id).isLessThanOrEqualTo(10);
            }
        });
    }

    /** What to send is the same list in "status" and in "check". */
    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void whatToSendIsOneList(String language) throws IOException {
        Map<String, String> ours = language.equals("en") ? TEXTS.ofScripts()
                : TextTable.rows(GX.resolve("lib/texts_" + language + ".properties"));
        Map<String, String> drivers = TextTable.rows(Path.of("src/main/resources/org/dbusp1/app/report/texts_" + language + ".properties"));
        List<String> things = drivers.keySet().stream().filter(id -> id.startsWith("send.")).toList();

        assertThat(things).hasSize(7).allSatisfy(id ->
                assertThat(ours.get(id)).startsWith(drivers.get(id).replaceFirst("\\{where}.*", "").replace('\u00a0', ' ')));
    }

    private static String said(Path texts, String... words) throws Exception {
        Ended ended = Ended.of(new ProcessBuilder(Stream.concat(Stream.of("sh", "-euc", "texts=$0; . \"$1\"; language() { echo nl; }; "
                + "shift; say \"$@\"", texts.toString(), GX.resolve("lib/texts.sh").toString()), Stream.of(words)).toList()));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    /** Also where the table is gone with the rest of a damaged version; a fact may hold what the shell or awk would read. */
    @Test
    void aTextIsFilledAndEnglishWithoutATable() throws Exception {
        assertThat(said(GX.resolve("lib"), "stopped", "is stopped")).isEqualTo("dbus-p1 is stilgezet, nu en bij het opstarten\n");
        assertThat(said(Path.of("/nowhere"), "file_damaged", "{file} is damaged", "file=a\\nb & {file} $x=1"))
                .isEqualTo("a\\nb & {file} $x=1 is damaged\n");
        assertThat(said(GX.resolve("lib"), "no_row", "{a} and {b} and {a}", "a=1", "b=")).isEqualTo("1 and  and 1\n");
    }
}
