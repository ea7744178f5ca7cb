package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.dbusp1.Ended;
import org.dbusp1.TextTable;
import org.dbusp1.TranslatedTexts;
import org.dbusp1.TranslatedTexts.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each text for owners is in each language, with the same places, and not in English, unless it waits for a translator. Records which
 * texts have changed where {@code -Dreference=write} is given.
 */
class TextRowsTest {
    private static List<String> complaints(TranslatedTexts texts) throws IOException {
        List<String> lines = new ArrayList<>(texts.changed());
        for (Table table : texts.tables()) {
            for (String language : TranslatedTexts.LANGUAGES) {
                lines.addAll(TextTable.complaints(table, language, texts.rows(table, language), texts.waiting(table, language)));
            }
        }
        return lines;
    }

    @Test
    void eachLanguageHasEachRow() throws IOException {
        TranslatedTexts texts = new TranslatedTexts(Path.of(""));
        if (System.getProperty("reference", "").equals("write")) {
            texts.write();
        }
        Complaints.none(complaints(texts));
    }

    /** Copies the files of the texts, their record, and the program that marks what was looked at. */
    private static void copyTexts(Path root) throws IOException {
        try (Stream<Path> files = Stream.of("src/main", "src/site/translated_texts.txt", "venus/gx", "serial-starter/driver",
                "venus/build/translated").flatMap(TextRowsTest::filesBelow)) {
            for (Path file : files.filter(path -> !path.toString().endsWith(".java")).toList()) {
                Files.createDirectories(root.resolve(file).getParent());
                Files.copy(file, root.resolve(file));
            }
        }
    }

    private static Stream<Path> filesBelow(String name) {
        try {
            return Files.walk(Path.of(name)).filter(Files::isRegularFile);
        } catch (IOException e) {
            throw new AssertionError(name + " cannot be read", e);
        }
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static String marked(Path root, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(root.resolve("venus/build/translated").toString()));
        command.addAll(List.of(words));
        return Ended.of(new ProcessBuilder(command)).well();
    }

    /** Adds a row that has been translated into each language. @return the German row */
    private static String addTranslated(String key, Table table, TranslatedTexts texts, Path root) throws Exception {
        Files.writeString(root.resolve(table.file("en")), key + "=A sentence\n", StandardOpenOption.APPEND);
        texts.write();
        for (String language : TranslatedTexts.LANGUAGES) {
            change(root.resolve(table.file(language)), key + "=A sentence", key + "=" + language + " for it");
            marked(root, "--done", language, key);
        }
        return key + "=de for it";
    }

    /** A translation of an old sentence would go on to say something else. */
    @Test
    void aTextWhoseEnglishHasChangedIsEnglishUntilItWasLookedAt(@TempDir Path root) throws Exception {
        copyTexts(root);
        TranslatedTexts texts = new TranslatedTexts(root);
        // What the sources lack is not what this test changes.
        texts.write();
        Table table = texts.tables().stream().filter(of -> of.files().contains("/qml/")).findFirst().orElseThrow();
        String key = "tested";
        String old = addTranslated(key, table, texts, root);
        Path german = root.resolve(table.file("de"));
        Set<String> earlier = Set.copyOf(marked(root, "--waiting").lines().toList());
        change(root.resolve(table.file("en")), key + "=A sentence", key + "=Another sentence\nnew=A new sentence");
        assertThat(complaints(texts)).contains(table.file("en")
                + ": the English was changed; venus/check shows it in the other languages too: " + key);

        texts.write();
        assertThat(complaints(texts)).isEmpty();
        assertThat(Files.readString(german)).contains("# was: " + old + "\n" + key + "=Another sentence\n", "\nnew=A new sentence\n");
        assertThat(waitingSince(earlier, root)).hasSize(6).contains(table.file("de") + ": " + key);

        change(german, key + "=Another sentence", key + "=Ein anderer Satz");
        assertThat(complaints(texts)).containsExactly(table.file("de") + ": translated, and not marked: venus/build/translated --done de " + key);
        marked(root, "--done", "de", key);
        assertThat(complaints(texts)).isEmpty();
        assertThat(Files.readString(german)).contains("\n" + key + "=Ein anderer Satz\n").doesNotContain("# was: " + old);
        assertThat(waitingSince(earlier, root)).hasSize(5).doesNotContain(table.file("de") + ": " + key);
    }

    private static List<String> waitingSince(Set<String> earlier, Path root) throws Exception {
        return marked(root, "--waiting").lines().filter(line -> !earlier.contains(line)).toList();
    }
}
