package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The search of the manual's site in headless Chromium, in files without a server. */
@Tag("slow")
@Timeout(120)
class SiteSearchTest {
    @TempDir
    Path site;

    @BeforeEach
    void makeTheSite() throws Exception {
        Files.copy(Path.of("src/site/resources/search.js"), site.resolve("search.js"));
        page("use.html", "<a id=\"Use\"></a><h1>Use</h1><p>Is all well?</p>"
                + "<a id=\"Phases\"></a><h2>Order of phases</h2><p>Turn <code>L1</code>.</p>");
        page("linux.html", "<h1>Linux</h1><table><tr><td>phases</td><td>on &lt;Debian&gt;</td></tr></table>");
        page("fr/use.html", "<h1>Utiliser</h1><p>Le t\u00e9l\u00e9gramme de la cl\u00e9</p>");
        page("nl/use.html", "<h1>Gebruiken</h1><p>phases</p>");
        assertThat(Ended.of(new ProcessBuilder("venus/build/finish_site.py", site.toString(), "address=")).well()).isEmpty();
    }

    private void page(String name, String text) throws Exception {
        Path file = site.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"UTF-8\"></head>"
                + "<body><div id=\"breadcrumbs\"></div><main>" + text + "</main></body></html>");
    }

    @Test
    void findsEachSectionWithAllWordsInTheOwnLanguageFirst() throws Exception {
        try (Browser browser = new Browser()) {
            assertThat(searched(browser, "use.html", "PHASES").toString()).isEqualTo(
                    "[\"en Use \u203a Order of phases use.html#Phases\",\"en Linux linux.html#\"]");
            assertThat(searched(browser, "use.html", "phases debian").toString()).isEqualTo("[\"en Linux linux.html#\"]");
            assertThat(searched(browser, "nl/use.html", "phases").get(0).asText()).isEqualTo("nl Gebruiken nl/use.html#");
            assertThat(searched(browser, "fr/use.html", "telegramme cle").toString()).isEqualTo("[\"fr Utiliser fr/use.html#\"]");
            assertThat(browser.value("document.querySelector('#search mark').textContent").asText()).isEqualTo("t\u00e9l\u00e9gramme");
            assertThat(searched(browser, "fr/use.html", "Debian").toString()).isEqualTo("[\"en Linux linux.html#\"]");
            assertThat(browser.value("document.querySelector('#search p').textContent").asText()).isEqualTo("phases on <Debian>");
            assertThat(searched(browser, "fr/use.html", "gebruiken")).isEmpty();
            assertThat(browser.value("document.querySelector('#search ol').textContent").asText()).isEqualTo("Rien trouv\u00e9");
        }
    }

    /** Language, title and address of each section that is found. */
    private JsonNode searched(Browser browser, String page, String words) throws Exception {
        browser.open(site.resolve(page).toUri().toString(), PageRig.DESKTOP, 900, false);
        browser.type("#search input", words);
        // A page without an index yet has no row.
        while (browser.value("document.querySelectorAll('#search ol:not([hidden]) li').length").asInt() == 0) {
            Thread.sleep(20);
        }
        return browser.value("[...document.querySelectorAll('#search a')].map(a => a.parentElement.lang + ' ' + a.textContent + ' '"
                + " + a.href.replace('" + site.toUri() + "', ''))");
    }
}
