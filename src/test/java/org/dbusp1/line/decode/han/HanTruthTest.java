package org.dbusp1.line.decode.han;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.AesKey.BadKeyException;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.Crc16;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every capture of a binary meter through the real chain, against the truth next to it. */
@Tag(Beside.TAG)
class HanTruthTest {
    /** Some truths leave it out of the values, because the message's time is the same. */
    private static final String CLOCK = "0-0:1.0.0.255";
    /** The decoder takes the power as the list defines it; the guard finds that the currents contradict it. */
    private static final String TENTHS_OF_WATT = "han-kamstrup-power-tenths-of-watt";
    private static int ran;

    static List<String> captures() {
        return Corpus.eachOf("han/", "more/han/", "reports/han/han-").stream()
                .filter(name -> !name.contains(".data-v") && !name.endsWith(TENTHS_OF_WATT)).toList();
    }

    static List<String> encryptedCaptures() {
        if (Corpus.names("han").isEmpty()) {
            return captures();
        }
        List<String> encrypted = captures().stream()
                .filter(name -> Corpus.truth(name + ".json").get("expect").asText().equals("encrypted")).toList();
        assertThat(encrypted).isNotEmpty();
        return encrypted;
    }

    @AfterAll
    static void report() {
        System.out.println("captures of binary meters that ran: " + ran);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reportsWhatTheTruthHas(String name) {
        JsonNode truth = Corpus.truth(name + ".json");
        byte[] bytes = bytes(name);
        for (IntSupplier sizes : TestPipeline.sizes(bytes, 100)) {
            TestPipeline chain = new TestPipeline(DsmrDecoder.Options.DEFAULT, decryptor(truth)).accept(bytes, sizes).end();
            List<JsonNode> messages = new ArrayList<>();
            boolean unscaled = truth.path("expected_behaviour").asText().contains("scales of this list are unknown");
            boolean refused = (unscaled || truth.path("refusing_is_right").asBoolean()) && chain.readings().isEmpty();
            truth.get("messages").forEach(message -> {
                if (message.has("values") && !refused) {
                    messages.add(message);
                }
            });
            assertThat(chain.readings()).hasSameSizeAs(messages);
            for (int i = 0; i < messages.size(); i++) {
                verify(messages.get(i), chain.readings().get(i));
            }
            verifyRejected(truth, chain);
            if (refused) {
                assertThat(chain.decoded).isNotEmpty().containsOnly(DecodeOutcome.rejected(
                        unscaled ? RejectCause.UNSCALED : RejectCause.GARBAGE));
            }
        }
        ran++;
    }

    @ParameterizedTest
    @MethodSource("encryptedCaptures")
    void reportsThatItIsEncryptedWhereThereIsNoKey(String name) {
        byte[] bytes = bytes(name);
        TestPipeline chain = new TestPipeline().accept(bytes, () -> bytes.length).end();
        assertThat(chain.decoded).containsExactly(DecodeOutcome.rejected(RejectCause.ENCRYPTED));
    }

    @ParameterizedTest
    @MethodSource("encryptedCaptures")
    void reportsThatTheKeyIsWrongWhereItIs(String name) throws BadKeyException {
        byte[] bytes = bytes(name);
        AesKey wrong = AesKey.of("00".repeat(16), "key");
        TestPipeline chain = new TestPipeline(DsmrDecoder.Options.DEFAULT, new Decryptor(wrong, wrong)).accept(bytes, () -> bytes.length)
                .end();
        assertThat(chain.decoded).containsExactly(DecodeOutcome.rejected(RejectCause.KEY));
    }

    private static void verify(JsonNode message, Reading reading) {
        boolean withClock = message.get("values").findValuesAsText("obis").contains(CLOCK);
        JsonNode apdu = message.get("apdu");
        if (apdu == null) {
            verifySome(message.get("values"), reading.message().registers());
            return;
        }
        List<Register> registers = reading.message().registers().stream().filter(register -> withClock || !register.obis().equals(CLOCK))
                .toList();
        assertThat(registers).hasSameSizeAs(message.get("values"));
        for (int i = 0; i < registers.size(); i++) {
            verify(message.get("values").get(i), registers.get(i));
        }
        if (message.hasNonNull("meter_id")) {
            assertThat(reading.meter().equipmentId()).isEqualTo(message.get("meter_id").asText());
        }
        if (message.hasNonNull("list_version")) {
            assertThat(reading.meter().identification()).isEqualTo(message.get("list_version").asText());
        }
        Push push = reading.message().push();
        if (apdu.has("long_invoke_id_and_priority")) {
            assertThat("%08X".formatted(push.invokeId())).isEqualTo(apdu.get("long_invoke_id_and_priority").asText());
        }
        assertThat(HexFormat.of().withUpperCase().formatHex(push.dateTime())).isEqualTo(apdu.path("datetime").path("raw").asText(""));
        if (!message.path("frames").isEmpty()) {
            Push.Header header = push.header();
            assertThat("%06X".formatted(header.llc())).isEqualTo("E6E700");
            assertThat(header.fcs()).isEqualTo(Crc16.X_25.of(reading.message().bytes(), 1, header.length() - 1));
        }
    }

    /** Verifies the values that the truth of a list made from a report has. */
    private static void verifySome(JsonNode values, List<Register> registers) {
        for (JsonNode value : values) {
            assertThat(registers).filteredOn(register -> register.obis().equals(value.get("obis").asText())).singleElement()
                    .satisfies(register -> assertThat(register.value()).isEqualByComparingTo(value.get("value").decimalValue()));
        }
    }

    private static void verify(JsonNode truth, Register register) {
        assertThat(register.obis()).isEqualTo(truth.get("obis").asText());
        if (truth.has("type")) {
            assertThat(register.typeName()).isEqualTo(truth.get("type").asText());
        }
        if (truth.has("raw")) {
            assertThat(register.raw()).isEqualTo(truth.get("raw").asText());
        }
        if (truth.has("scaler")) {
            assertThat(register.scaler()).isEqualTo(truth.get("scaler").asInt());
            assertThat(register.unit()).isEqualTo(truth.get("unit").asText());
            assertThat(register.value()).isEqualByComparingTo(truth.get("value").decimalValue());
        }
        if (truth.has("text")) {
            assertThat(register.text()).isEqualTo(truth.get("text").asText());
        }
        if (truth.has("datetime")) {
            assertThat(register.raw()).isEqualTo(truth.get("datetime").get("raw").asText());
            assertThat(register.text()).isEqualTo(truth.get("datetime").get("local").asText());
        }
    }

    private static void verifyRejected(JsonNode truth, TestPipeline chain) {
        List<Optional<RejectCause>> causes = chain.frames.stream().map(ScannedFrame::cause).filter(Optional::isPresent).toList();
        switch (truth.get("expect").asText()) {
            case "reject" -> assertThat(causes).hasSize(1);
            case "ok" -> assertThat(causes).isEmpty();
            default -> { }
        }
    }

    private static byte[] bytes(String name) {
        if (Files.exists(Corpus.file(name + ".bin"))) {
            return Corpus.bytes(name + ".bin");
        }
        return HexFormat.of().parseHex(new String(Corpus.bytes(name + ".hex"), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
    }

    private static Decryptor decryptor(JsonNode truth) {
        String key = truth.findPath("published_example_key").asText("");
        try {
            return key.isEmpty() ? Decryptor.none() : new Decryptor(AesKey.of(key, "key"), null);
        } catch (BadKeyException e) {
            throw new AssertionError(e);
        }
    }
}
