package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.Corpus;
import org.dbusp1.SimulatedLog;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.check.DecodedFrames;
import org.dbusp1.check.LogReader;
import org.dbusp1.cipher.AesKey;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The decoder compiled for a browser decodes as the driver does: in Node with all captures, in Chromium as a page. */
@Timeout(300)
class DecoderPageTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Path DECODER = Path.of("target/page/decoder.js");

    @RegisterExtension
    static final PageRig RIG = new PageRig();

    @TempDir
    private Path directory;

    /** A file with bytes of a line, and its keys. */
    private record Sent(Path file, String key, String authentication) {
    }

    @BeforeAll
    static void needsTheCompiledDecoder() {
        assumeTrue(Files.exists(DECODER), "src/page/build did not run: a test that is named alone compiles no decoder for the browser");
    }

    @Test
    void eachCaptureIsDecodedAsByTheDriver() throws Exception {
        List<Sent> captures = new ArrayList<>();
        for (String folder : List.of("telegrams", "streams", "han", "eu/d0", "eu/p1", "eu/sml", "eu/tic")) {
            for (String name : Corpus.each(folder)) {
                Path truth = Corpus.file(folder + "/" + name + ".json");
                JsonNode keys = Web.JSON.readTree(truth.toFile()).path("encryption");
                try (Stream<Path> files = Files.list(truth.getParent())) {
                    files.filter(file -> file.getFileName().toString().matches("\\Q" + name + "\\E\\.(txt|bin|hex)"))
                            .map(file -> new Sent(file, keys.path("key").asText(), keys.path("authentication_key").asText()))
                            .forEach(captures::add);
                }
            }
        }
        assertThat(captures).hasSizeGreaterThan(150);
        decodesAsTheDriver(captures);
    }

    @Test
    void telegramsOfTheSimulatorAreDecodedAsByTheDriver() throws Exception {
        List<Sent> logs = new ArrayList<>();
        for (SimulatedDialect dialect : Dialects.all()) {
            Path log = directory.resolve(dialect.name() + ".log");
            Files.write(log, SimulatedLog.of(dialect.name(), START, 5));
            logs.add(new Sent(log, "", ""));
        }
        decodesAsTheDriver(logs);
    }

    private static void decodesAsTheDriver(List<Sent> files) throws Exception {
        Path script = Files.createTempFile("decode_files", ".js");
        Files.writeString(script, PageRig.script("decode_files.js"));
        StringBuilder expected = new StringBuilder();
        StringBuilder asked = new StringBuilder();
        for (Sent sent : files) {
            expected.append(sent.file).append('\n').append(decoded(sent));
            asked.append(sent.file).append('\t').append(sent.key).append('\t').append(sent.authentication).append('\n');
        }
        Path input = Files.createTempFile("files", ".txt");
        Files.writeString(input, asked);
        Process node = new ProcessBuilder("node", script.toString(), DECODER.toAbsolutePath().toString())
                .redirectInput(input.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String found = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).isZero();
        Files.delete(script);
        Files.delete(input);
        assertThat(found.lines()).containsExactlyElementsOf(expected.toString().lines().toList());
    }

    private static String decoded(Sent sent) throws Exception {
        Optional<AesKey> key = sent.key.isEmpty() ? Optional.empty() : Optional.of(AesKey.of(sent.key, "key"));
        Optional<AesKey> authentication = sent.authentication.isEmpty() ? Optional.empty()
                : Optional.of(AesKey.of(sent.authentication, "key"));
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (JsonWriter json = new JsonWriter(lines)) {
            new LogReader(sent.file.toString(), new DecodingFactory(true, DsmrDecoder.Options.DEFAULT, false,
                    new Decryptor(key, authentication)).stream(), new DecodedFrames("-", json, true)).read();
        }
        return lines.toString(StandardCharsets.UTF_8);
    }

    @Test
    void thePageShowsWhatAMeterSentAndWhatToRemove() throws Exception {
        open();
        type(new String(SimulatedLog.of("dsmr50", START, 2), StandardCharsets.ISO_8859_1).replace("\r", ""));
        RIG.awaitShown("result");
        assertThat(text("summary")).startsWith("2 good telegrams and 0 rejected in ");
        assertThat(text("meter")).contains("DSMR 5");
        assertThat(text("frames")).contains("power_import_w", "1-0:1.7.0");
        assertThat(text("numbers")).startsWith("It holds these numbers of meters: ");
        assertThat(RIG.value("document.getElementById('copy').href").asText()).startsWith("blob:");
        String copy = RIG.value("JSON.parse(anonymous(document.getElementById('text').value.replace(/\\n/g, '\\r\\n'))).log").asText();
        assertThat(copy).startsWith("/Ene5").hasSize(1828);
        String number = text("numbers").replaceAll(".*: ", "").split(", ")[0];
        assertThat(copy).doesNotContain(number);
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

    private static void open() throws Exception {
        Web web = RIG.web(Optional.empty());
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
