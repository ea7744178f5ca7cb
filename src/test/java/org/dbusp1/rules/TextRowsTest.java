package org.dbusp1.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dbusp1.Complaints;
import org.dbusp1.TextTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text for owners is in each language, with the same places, and not in English. Those of the scripts: ScriptTextsTest. */
class TextRowsTest {
    @ParameterizedTest
    @ValueSource(strings = {"src/main/resources/org/dbusp1/base/problem", "src/main/resources/org/dbusp1/app/report",
        "src/main/resources/org/dbusp1/output/http", "src/main/qml"})
    void eachLanguageHasEachRow(Path folder) throws IOException {
        Map<String, String> english = TextTable.rows(folder.resolve("texts_en.properties"));
        List<String> lacking = new ArrayList<>();
        for (String language : List.of("nl", "de", "fr")) {
            lacking.addAll(TextTable.complaints(folder.resolve("texts_" + language + ".properties"), english, language));
        }
        Complaints.none(lacking);
    }
}
