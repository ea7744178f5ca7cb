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
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.SimulatedLog;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.check.DecodedFrameWriter;
import org.dbusp1.app.check.LogReader;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The decoder compiled for a browser decodes in Node as the driver does; its page has {@link DecoderPageTest}. */
@Tag(Beside.TAG)
@Timeout(300)
class CompiledDecoderTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Path DECODER = Path.of("target/page/decoder.js");

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
        for (String folder : List.of("telegrams", "streams", "han", "eu/d0", "eu/p1", "eu/sml", "reports/han")) {
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
        AesKey key = sent.key.isEmpty() ? null : AesKey.of(sent.key, "key");
        AesKey authentication = sent.authentication.isEmpty() ? null
                : AesKey.of(sent.authentication, "key");
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (JsonWriter json = new JsonWriter(lines)) {
            DecodingFactory decoding = new DecodingFactory(true, DsmrDecoder.Options.DEFAULT, new Decryptor(key, authentication));
            new LogReader(sent.file.toString(), decoding.scanner(), decoding.decoder(), new DecodedFrameWriter("-", json, true)).read();
        }
        return lines.toString(StandardCharsets.UTF_8);
    }
}
