package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.Archive;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in the browser's languages: no word of another language is left, and nothing is wider than a small phone. */
@Tag("slow")
@Timeout(180)
class PageLanguagesTest {
    private static final int SMALLEST_PHONE = 320;
    private static final Pattern WORD = Pattern.compile("\\p{L}{3,}");
    /** Units, and names that are the same in all languages. */
    private static final Set<String> NAMES = Set.of("kwh", "dbus", "uplot", "mit", "mucs", "dsmr", "api", "min");

    @RegisterExtension
    static final PageRig PAGE = new PageRig();

    @ParameterizedTest
    @CsvSource({"en-GB,Now", "nl-BE,Nu", "de-AT,Jetzt", "fr-CH,Maintenant", "fr,Maintenant", "'es-ES,de',Jetzt", "es-ES,Now"})
    void theFirstLanguageOfTheBrowserThatThePageHas(String languages, String now) throws Exception {
        Web web = PAGE.web(null);
        PAGE.browser().languages(languages);
        PAGE.view(web, PageRig.DESKTOP, false);

        assertThat(PAGE.text("now-title")).isEqualTo(now);
        assertThat(PAGE.value("document.documentElement.lang").asText()).matches("(en|nl|de|fr)(-[A-Z]+)?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void aFullPageHasNoWordOfAnotherLanguageAndFitsASmallPhone(String language) throws Exception {
        PAGE.browser().languages(language);
        Web web = belgianHouse(new SampleArchive(Instant.now(), true));
        web.output.rejected(new RejectedFrame(new byte[1], 0, Instant.now(), RejectCause.NO_CRC));
        for (String span : new String[] {"day", "week", "month", "year"}) {
            for (int width : new int[] {SMALLEST_PHONE, PageRig.DESKTOP}) {
                PAGE.view(web, "?period=" + span + "&date=2025-07-09", width, false);
                PAGE.awaitHistory();
                PAGE.awaitShown("today-part");
                PAGE.openDetails();
                assertFits(span + " at " + width + " in " + language);
                assertWordsOf(language);
            }
        }
        PAGE.view(web, PageRig.PHONE, false);
        PAGE.awaitHistory();
        assertWordsOf(language);
        assertFits("today in " + language);
        PAGE.picture("language-390-" + language);
        PAGE.view(web, PageRig.DESKTOP, true);
        PAGE.awaitHistory();
        PAGE.picture("language-1280-" + language);
        web.output.offline();
        PAGE.await("document.getElementById('status').dataset.state === 'silent'");
        assertWordsOf(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void anEmptyPageHasNoWordOfAnotherLanguageAndFitsASmallPhone(String language) throws Exception {
        PAGE.browser().languages(language);
        Web waiting = PAGE.web(null);
        PAGE.view(waiting, SMALLEST_PHONE, false);
        assertWordsOf(language);
        assertFits("waiting in " + language);
        PAGE.picture("waiting-320-" + language);

        Web web = belgianHouse(new SampleArchive(Instant.EPOCH, true));
        PAGE.view(web, SMALLEST_PHONE, true);
        PAGE.awaitHistory();
        assertWordsOf(language);
        assertFits("without record in " + language);
        web.close();
        PAGE.awaitShown("notice");
        assertWordsOf(language);
        assertFits("without driver in " + language);
        PAGE.picture("unreachable-320-" + language);
    }

    /** What to do now, and nothing about a cable. */
    @ParameterizedTest
    @CsvSource({"en,Press the button of the dongle now.", "nl,Druk nu op de knop van de dongle.",
        "de,Drücken Sie jetzt die Taste des Dongles.", "fr,Appuyez maintenant sur le bouton du dongle."})
    void theNoticeNamesTheButtonForWhichADongleWaits(String language, String text) throws Exception {
        PAGE.browser().languages(language);
        Web web = PAGE.web(null);
        web.driver.board().found(Finding.of(Condition.LINE_UNPAIRED, ""));
        PAGE.view(web, SMALLEST_PHONE, false);

        PAGE.await("document.getElementById('notice').innerText.endsWith('" + text + "')");
        assertThat(PAGE.shown("troubles")).isFalse();
        assertFits("unpaired in " + language);
        PAGE.picture("unpaired-320-" + language);
        web.driver.board().nothing(Condition.Subject.LINE);
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.ONE_PHASE));
        PAGE.await("document.getElementById('notice').offsetParent === null");
    }

    /** Of an output that has not been tried yet, and of the page itself, nothing is said; while the meter is silent, only what fails. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | Since .* readings do not go to MQTT .and 1 more.: “Readings also go” below says why | Readings also go not to MQTT, the raw port
            nl | Sinds .* gaan metingen niet naar MQTT .en nog 1.: bij „Metingen gaan ook” onderaan staat waarom | Metingen gaan ook niet naar MQTT, de ruwe poort
            de | Seit .* gehen Messwerte nicht an MQTT .und noch 1.: unten bei „Messwerte gehen auch“ steht, warum | Messwerte gehen auch nicht an MQTT, den Rohdaten-Port
            fr | Depuis .*, les mesures ne vont pas vers MQTT .et 1 de plus. : la raison est en bas, à « Les mesures vont aussi » | Les mesures vont aussi pas vers MQTT, le port brut
            """)
    void aFaultOfAnOutputIsANoticeAlsoWhileTheMeterIsSilent(String language, String notice, String card) throws Exception {
        PAGE.browser().languages(language);
        Instant since = Instant.now();
        Health page = new Health("http", false, since, 0, "the port is in use");
        AtomicReference<List<Health>> outputs = new AtomicReference<>(List.of(page, new Health("mqtt", true, since, 0, null)));
        Web web = PAGE.web(null);
        web.driver.outputs(outputs::get);
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.ONE_PHASE));
        PAGE.view(web, PageRig.PHONE, false);
        PAGE.await("document.getElementById('line-facts').innerText.includes('MQTT')");
        assertThat(PAGE.shown("troubles")).isFalse();

        outputs.set(List.of(page, new Health("csv", true, since, 0, null), new Health("mqtt", false, since, 0, "no program listens"),
                new Health("tcp", false, since, 0, "in use")));
        PageRig.hold(web.output, PageRig.meter("dsmr50", Wiring.ONE_PHASE).next());
        PAGE.awaitShown("troubles");
        assertThat(PAGE.text("troubles")).containsPattern(notice).doesNotContain("in use");
        assertThat(PAGE.text("line-facts")).contains("CSV");
        PAGE.picture("output-390-" + language);

        web.output.offline();
        PAGE.await("document.getElementById('status').dataset.state === 'silent'");
        assertThat(PAGE.text("troubles")).containsPattern(notice);
        assertThat(PAGE.text("line-facts").replace('\n', ' ')).contains(card).doesNotContain("CSV");

        outputs.set(List.of(page, new Health("mqtt", true, since, 0, "no program listens")));
        web.output.offline();
        PAGE.await("document.getElementById('troubles').offsetParent === null");
    }

    @ParameterizedTest
    @CsvSource({"en-GB,','", "nl-BE,;", "de-AT,;", "fr-BE,;"})
    void theFilesForASpreadsheetHaveTheFormOfTheLanguage(String language, String separator) throws Exception {
        PAGE.browser().languages(language);
        Web web = belgianHouse(new SampleArchive(Instant.now(), true));
        PAGE.view(web, "?period=day&date=2025-07-09", PageRig.DESKTOP, false);
        PAGE.awaitHistory();

        JsonNode addresses = PAGE.value("[...document.querySelectorAll('#downloads a')].map(a => a.href)");
        assertThat(addresses).hasSize(5);
        for (JsonNode address : addresses) {
            URI link = URI.create(address.asText());
            String file = web.get(link.getRawPath() + "?" + link.getRawQuery()).body();
            assertThat(file.lines().findFirst().orElseThrow()).matches("\"ts\"(" + separator + "\"[a-z0-9_]+\")+");
            assertThat(file).as("decimals").doesNotContainPattern(separator.equals(",") ? "[0-9],[0-9]\"" : "[0-9]\\.[0-9]");
        }
    }

    private static Web belgianHouse(Archive archive) {
        Web web = PAGE.web(archive);
        PAGE.play(web, PageRig.meter("emucs17", Wiring.THREE_PHASES, SimulatedMedium.GAS, SimulatedMedium.WATER));
        return web;
    }

    private static void assertFits(String what) throws Exception {
        JsonNode wide = PAGE.value(PageRig.script("overflow.js"));
        assertThat(wide).as(what).isEmpty();
        assertThat(PAGE.value("document.documentElement.scrollWidth <= innerWidth").asBoolean()).as(what).isTrue();
    }

    /** All that is shown or read aloud comes from the table of the language, from the browser's calendar, or is a name. */
    private static void assertWordsOf(String language) throws Exception {
        Set<String> known = words(Web.file("texts_" + language + ".properties"));
        known.addAll(words(Files.readString(Path.of("src/main/resources/org/dbusp1/base/problem/texts_" + language + ".properties"))));
        known.addAll(words(PAGE.value(PageRig.script("calendar.js")).asText()));
        known.addAll(NAMES);
        String shown = PAGE.value("""
                [document.title, document.body.innerText,
                  ...[...document.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'))].join(' | ')""").asText();
        assertThat(shown).doesNotContain("undefined", "NaN", "{", "}");
        Set<String> unknown = words(shown);
        unknown.removeAll(known);
        assertThat(unknown).as(language).isEmpty();
    }

    private static Set<String> words(String text) {
        Set<String> words = new TreeSet<>();
        WORD.matcher(text).results().forEach(word -> words.add(word.group().toLowerCase(Locale.ROOT)));
        return words;
    }
}
