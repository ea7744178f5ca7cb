package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.problem.TextsTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
    /** The page takes the row of the case, else that of the state, and a role by its name (now.js), as the driver does. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void thePageHasTheTextsOfEachStateOfEss(String language) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        new StaticFiles().answer(new Request("GET", "/texts/" + language + ".properties", Map.of(), Map.of(), true,
                InetAddress.getLoopbackAddress())).body().writeTo(file);
        Properties rows = new Properties();
        rows.load(new StringReader(file.toString(StandardCharsets.UTF_8)));
        Texts texts = Texts.in(language);
        assertThat(TextsTest.verdicts()).isNotEmpty().allSatisfy(verdict -> {
            String state = verdict.state().id();
            Map<String, String> facts = Map.of("detail", rows.getProperty("role." + verdict.detail(), verdict.detail()));
            String text = rows.getProperty(state + "." + verdict.detail(), rows.getProperty(state));
            String remedy = rows.getProperty(state + "." + verdict.detail() + ".remedy", rows.getProperty(state + ".remedy", ""));
            assertThat(texts.text(text, facts)).isEqualTo(texts.text(verdict.state(), verdict.detail()));
            assertThat(texts.text(remedy, facts)).isEqualTo(texts.remedy(verdict.state(), verdict.detail()));
        });
    }
}
