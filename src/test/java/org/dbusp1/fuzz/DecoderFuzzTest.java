package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.ReadingJson;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages with right checksums through decoder and guard; {@link CheckedLine} checks what comes out. */
class DecoderFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void everyValueIsInItsRange(byte[] data) throws IOException {
        byte[] line = Resealed.line(data);
        CheckedLine checked = new CheckedLine(Decryptor.none()).feed(line, () -> line.length).end();
        for (Reading reading : checked.readings()) {
            JsonNode json = JSON.readTree(json(reading));
            assertThat(json.size()).isEqualTo(2);
        }
        SHARE.count(data, !checked.readings().isEmpty());
    }

    private static String json(Reading reading) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartArray();
            ReadingJson writer = new ReadingJson(json);
            writer.write(reading);
            writer.write(reading.message().registers());
            json.writeEndArray();
        }
        return text.toString();
    }
}
