package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Message;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code /data.json} against what the original firmware printed for the same bytes. */
class DataJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    static List<String> goldenFiles() {
        return Corpus.each("han", name -> name.endsWith(".data-v2"));
    }

    @Tag(Beside.TAG)
    @ParameterizedTest
    @MethodSource("goldenFiles")
    void equalsTheGoldenFileKeyForKey(String name) throws IOException {
        String capture = name.split("\\.data-v")[0];

        JsonNode written = JSON.readTree(DataJson.of(message(capture)));

        List<String> golden = flat(JSON.readTree(Corpus.bytes("han/" + name + ".json")));
        if (name.startsWith("ascii-")) {
            // The original takes times and numbers of meters for numbers, and GJ for 0: only its keys count.
            assertThat(paths(flat(written))).isEqualTo(paths(golden));
        } else {
            assertThat(flat(written)).isEqualTo(golden);
        }
    }

    @Test
    void pushObjectListsAreAddressedByCode() throws IOException {
        Message message = last(LinkFrames.hdlc("0F40000000" + "00" + "0203" + "0103" + descriptor("0006190900FF")
                + descriptor("00002A0000FF") + descriptor("0100200700FF") + "0907" + "4C475A31303330" + "120935"));

        assertThat(JSON.readTree(DataJson.of(message)).get("payload").toString())
                .isEqualTo("{\"00002A0000FF\":[\"4C475A31303330\"],\"0100200700FF\":[2357,[-1,\"V\"]]}");
    }

    @Test
    void messagesOfTheMBusHaveNoFrameHeader() throws IOException {
        Message message = last(LinkFrames.mbus(0, true, "0F40000000" + "00" + "0201" + "0600000524"));

        assertThat(new String(DataJson.of(message), StandardCharsets.UTF_8)).isEqualTo(
                "{\"header\":{\"encoding\":\"A-XDR\"},\"apdu\":{\"tag\":15,\"liiap\":\"40000000\","
                + "\"datetime\":\"00\"},\"payload\":{\"data\":[1316]}}");
    }

    private static List<String> paths(List<String> flat) {
        return flat.stream().map(line -> line.split(" ", 2)[0]).toList();
    }

    private static String descriptor(String obis) {
        return "0204" + "120003" + "0906" + obis + "0F02" + "120000";
    }

    private static Message message(String capture) throws IOException {
        if (Files.exists(Corpus.file("han/" + capture + ".telegram"))) {
            return last(Corpus.bytes("han/" + capture + ".telegram"));
        }
        return last(HexFormat.of().parseHex(new String(Corpus.bytes("han/" + capture + ".hex"),
                StandardCharsets.US_ASCII).replaceAll("\\s", "")));
    }

    /** The last message in the bytes of a line. */
    private static Message last(byte[] line) {
        List<Message> messages = new ArrayList<>();
        TestScanner framer = new TestScanner(false, Decryptor.none());
        Decoder decoder = LineDecoders.usual();
        Consumer<ScannedFrame> take = frame -> {
            DecodeOutcome accepted = DecodeOutcome.of(decoder, frame);
            if (accepted.accepted()) {
                messages.add(accepted.reading().message());
            }
        };
        framer.accept(line, 0, line.length).forEach(take);
        framer.end().forEach(take);
        return messages.get(messages.size() - 1);
    }

    /** Every value with its path, in order; numbers by value. */
    private static List<String> flat(JsonNode node) {
        List<String> lines = new ArrayList<>();
        flat("", node, lines);
        return lines;
    }

    private static void flat(String path, JsonNode node, List<String> lines) {
        if (node.isObject()) {
            lines.add(path + " {}");
            node.properties().forEach(field -> flat(path + "/" + field.getKey(), field.getValue(), lines));
        } else if (node.isArray()) {
            lines.add(path + " []");
            for (int i = 0; i < node.size(); i++) {
                flat(path + "/" + i, node.get(i), lines);
            }
        } else {
            lines.add(path + " " + (node.isNumber() ? new BigDecimal(node.asText()).stripTrailingZeros().toPlainString()
                    : node.toString()));
        }
    }
}
