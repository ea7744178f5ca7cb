package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import org.dbusp1.SimulatedLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of the decoder in Chromium; that it decodes as the driver does is shown by {@link CompiledDecoderTest}. */
@Tag("slow")
@Timeout(300)
class DecoderPageTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Path DECODER = Path.of("target/page/decoder.js");

    @RegisterExtension
    static final PageRig RIG = new PageRig();

    @BeforeAll
    static void needsTheCompiledDecoder() {
        assumeTrue(Files.exists(DECODER), "src/page/build did not run: a test that is named alone compiles no decoder for the browser");
    }

    @Test
    void thePageShowsWhatAMeterSentAndWhatToRemove() throws Exception {
        open();
        type(new String(SimulatedLog.of("dsmr50", START, 2), StandardCharsets.ISO_8859_1).replace("\r", ""));
        RIG.awaitShown("result");
        assertThat(text("summary")).startsWith("2 good telegrams and 0 rejected in ");
        assertThat(text("meter")).contains("DSMR 5");
        assertThat(text("frames")).contains("power_import_w", "1-0:1.7.0");
        RIG.click("#copy");
        assertThat(RIG.value("document.getElementById('copy').href").asText()).startsWith("blob:");
        String copy = RIG.value("redacted(document.getElementById('text').value.replace(/\\n/g, '\\r\\n'))").asText();
        assertThat(copy).startsWith("\n# dbus-p1 redacted copy").contains("1-0:1.8.1(").doesNotContain("/Ene5");
        Files.write(Path.of("target/page/decoder.png"), RIG.browser().picture());
    }

    @Test
    void hexDigitsAreBytesAndADamagedTelegramShowsItsCause() throws Exception {
        open();
        byte[] telegram = SimulatedLog.of("dsmr50", START, 1);
        telegram[100] ^= 1;
        type(HexFormat.ofDelimiter(" ").formatHex(telegram));
        RIG.awaitShown("result");
        assertThat(text("summary")).startsWith("0 good telegrams and 1 rejected");
        assertThat(text("frames")).contains("its checksum does not match");
    }

    @Test
    void aKeyThatIsNoneIsNamed() throws Exception {
        open();
        RIG.value("document.getElementById('key').value = '1234'");
        type("/ABC5 \r\n\r\n!\r\n");
        RIG.awaitShown("error");
        assertThat(text("error")).isEqualTo("the key has 4 characters; a key has 32 hex digits");
    }

    /** Of 31 MB the page decodes the first part and says so; it never stands still for a minute. */
    @Test
    void ofALargeLogTheFirstPartIsDecoded() throws Exception {
        open();
        byte[] log = SimulatedLog.of("dsmr50", START, 100);
        RIG.value("(() => { const files = new DataTransfer();"
                + "files.items.add(new File(["
                + Web.JSON.writeValueAsString(new String(log, StandardCharsets.ISO_8859_1)) + ".repeat(400)], 'p1.log'));"
                + "const input = document.getElementById('file'); input.files = files.files;"
                + "input.dispatchEvent(new Event('change', {bubbles: true})); })()");
        RIG.awaitShown("result");
        assertThat(text("part")).isEqualTo("Only the first 1000000 of " + 400 * log.length
                + " bytes were decoded. The command dbus-p1 decode reads a log of any size.");
        assertThat(text("summary")).endsWith("in 1000000 bytes");
        assertThat(RIG.value("document.getElementById('busy').hidden").asBoolean()).isTrue();
    }

    @Test
    void aFaultOfTheDecoderIsShown() throws Exception {
        open();
        RIG.value("(() => { window.decode = () => { throw new Error('too much'); }; })()");
        type("/ABC5 \r\n\r\n!\r\n");
        RIG.awaitShown("error");
        assertThat(text("error")).isEqualTo("This cannot be decoded: too much");
    }

    private static void open() throws Exception {
        Web web = RIG.web(null);
        RIG.browser().open("http://127.0.0.1:" + web.port() + "/decoder/", PageRig.DESKTOP, 900, false);
        RIG.await("typeof decode === 'function'");
    }

    private static void type(String sent) throws Exception {
        RIG.value("(() => { document.getElementById('text').value = " + Web.JSON.writeValueAsString(sent)
                + "; document.getElementById('form').requestSubmit(); })()");
    }

    private static String text(String id) throws Exception {
        return RIG.value("document.getElementById('" + id + "').textContent").asText();
    }
}
