package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.StreamSupport;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.AesKey.BadKeyException;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what lines deliver over some time, through the real chain: every good telegram once and in order, nothing else. */
@Tag(Beside.TAG)
@Tag("search")
class StreamTruthTest {
    private static int ran;

    static List<String> plainStreams() {
        return Corpus.each("streams", name -> !name.startsWith("encrypted") && !name.startsWith("endless") && !name.startsWith("parity"));
    }

    static List<String> parityStreams() {
        return Corpus.each("streams", name -> name.startsWith("parity"));
    }

    static List<String> encryptedStreams() {
        return Corpus.each("streams", name -> name.startsWith("encrypted"));
    }

    static List<String> endlessStreams() {
        return Corpus.each("streams", name -> name.startsWith("endless"));
    }

    @AfterAll
    static void report() {
        System.out.println("streams of the corpus that ran: " + ran);
    }

    @ParameterizedTest
    @MethodSource("plainStreams")
    void handsOutTheGoodTelegramsAndNoOther(String name) {
        JsonNode truth = Corpus.truth("streams/" + name + ".json");
        verifyAllSizes(truth, Corpus.bytes("streams/" + name + ".bin"), zone(name, truth));
    }

    @ParameterizedTest
    @MethodSource("parityStreams")
    void believesNoByteOfWrongParityWhereThereIsNoChecksum(String name) {
        JsonNode truth = Corpus.truth("streams/" + name + ".json");
        verifyAllSizes(truth, withoutParity(Corpus.bytes("streams/" + name + ".bin")), zone(name, truth));
    }

    @ParameterizedTest
    @MethodSource("encryptedStreams")
    void opensWhatTheKeyOpensAndNothingElse(String name) throws BadKeyException {
        JsonNode truth = Corpus.truth("streams/" + name + ".json");
        byte[] bytes = Corpus.bytes("streams/" + name + ".bin");
        JsonNode keys = truth.get("encryption");
        AesKey key = AesKey.of(keys.get("key").asText(), "key");
        AesKey authenticationKey = AesKey.of(keys.get("authentication_key").asText(), "authentication key");
        // With the key alone, a text whose tag is damaged is read where no tag can be checked.
        boolean shared = keys.get("authentication_key").asText().equals("00112233445566778899AABBCCDDEEFF");
        for (Decryptor decryptor : shared ? List.of(new Decryptor(key, authenticationKey), new Decryptor(key, null))
                : List.of(new Decryptor(key, authenticationKey))) {
            for (IntSupplier sizes : TestPipeline.sizes(bytes, 999)) {
                TestPipeline chain = new TestPipeline(options(zone(name, truth)), decryptor).accept(bytes, sizes).end();
                verify(truth, chain, 0);
                verifyRejected(truth, chain);
                if (chain.readings().isEmpty()) {
                    assertThat(chain.decoded).containsOnly(DecodeOutcome.rejected(RejectCause.KEY));
                }
            }
        }
        ran++;
    }

    @ParameterizedTest
    @MethodSource("encryptedStreams")
    void reportsThatItIsEncryptedWhereThereIsNoKey(String name) {
        JsonNode truth = Corpus.truth("streams/" + name + ".json");
        byte[] bytes = Corpus.bytes("streams/" + name + ".bin");
        TestPipeline chain = new TestPipeline(options(zone(name, truth))).accept(bytes, () -> 1000).end();
        assertThat(chain.decoded).contains(DecodeOutcome.rejected(RejectCause.ENCRYPTED));
        assertThat(chain.acceptedFrames()).allMatch(frame -> frame.format() == Frame.Format.P1);
    }

    @ParameterizedTest
    @MethodSource("endlessStreams")
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void isNotDrownedByWhatNeverEnds(String name) {
        JsonNode truth = Corpus.truth("streams/" + name + ".json");
        byte[] bytes = generated(truth);
        byte[] good = Corpus.bytes("streams/" + name + ".bin");
        long before = allocated();
        long ordinary = allocatedBy(good, truth);
        TestPipeline chain = new TestPipeline(options(zone(name, truth))).accept(bytes, () -> 4096).end();
        long extra = allocated() - before - 2 * ordinary;
        assertThat(extra).isLessThan(truth.get("max_extra_memory_bytes").asLong());
        verify(truth, chain, bytes.length - good.length);
        if (!truth.get("reject_at_most").isNull()) {
            assertThat(chain.rejected()).isLessThanOrEqualTo(truth.get("reject_at_most").asLong());
        }
        ran++;
    }

    private static void verifyAllSizes(JsonNode truth, byte[] bytes, Optional<ZoneId> zone) {
        for (IntSupplier sizes : TestPipeline.sizes(bytes, 999)) {
            TestPipeline chain = new TestPipeline(options(zone)).accept(bytes, sizes).end();
            verify(truth, chain, 0);
            verifyRejected(truth, chain);
        }
        ran++;
    }

    private static void verify(JsonNode truth, TestPipeline chain, int shift) {
        List<JsonNode> good = StreamSupport.stream(truth.path("telegrams").spliterator(), false)
                .filter(telegram -> telegram.get("outcome").asText().equals("accept")).toList();
        List<ScannedFrame> frames = chain.acceptedFrames();
        assertThat(frames.stream().map(frame -> frame.offset() - shift)).containsExactlyElementsOf(
                good.stream().map(telegram -> telegram.get("at").asLong()).toList());
        assertThat(frames.stream().map(ScannedFrame::length)).containsExactlyElementsOf(
                good.stream().map(telegram -> telegram.get("length").asInt()).toList());
        for (int i = 0; i < good.size(); i++) {
            verifyReading(good.get(i), chain.readings().get(i));
        }
    }

    private static void verifyReading(JsonNode telegram, Reading reading) {
        JsonNode truth = telegram.has("timestamp") || telegram.has("power_net_w") ? telegram
                : Corpus.truth("telegrams/" + telegram.get("from").asText() + ".json").get("expected");
        if (truth.hasNonNull("timestamp")) {
            assertThat(reading.time().instant()).isEqualTo(OffsetDateTime.parse(truth.get("timestamp").asText()).toInstant());
        }
        for (Quantity quantity : List.of(Quantity.POWER_NET, Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT)) {
            if (truth.hasNonNull(quantity.key())) {
                BigDecimal expected = truth.get(quantity.key()).decimalValue();
                assertThat(reading.values().decimal(quantity)).isEqualByComparingTo(expected);
            }
        }
        if (truth.hasNonNull("text_message")) {
            assertThat(reading.message().details().text()).isEqualTo(truth.get("text_message").asText());
        }
    }

    private static void verifyRejected(JsonNode truth, TestPipeline chain) {
        JsonNode count = truth.get("count");
        long damaged = count.get("reject").asLong() + count.get("repair").asLong() + count.get("either").asLong();
        assertThat(chain.rejected()).isBetween(count.get("reject").asLong() > 0 ? 1L : 0L, 2 * damaged + truth.path("noise").size() + 1);
    }

    private static DsmrDecoder.Options options(Optional<ZoneId> zone) {
        return new DsmrDecoder.Options(zone.orElse(null), null, DsmrDecoder.Options.Checksum.BY_METER);
    }

    /** In a mix of meters each dialect has its own. */
    private static Optional<ZoneId> zone(String name, JsonNode truth) {
        return name.equals("all-meters") ? Optional.empty() : Optional.of(ZoneId.of(truth.get("zone").asText()));
    }

    /** As the source does it: bit 7 is even parity; a byte where it is not becomes 0xFF. */
    private static byte[] withoutParity(byte[] bytes) {
        byte[] clean = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            clean[i] = (byte) (Integer.bitCount(bytes[i] & 0xFF) % 2 == 0 ? bytes[i] & 0x7F : 0xFF);
        }
        return clean;
    }

    private static byte[] generated(JsonNode truth) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (JsonNode part : truth.get("generate")) {
            byte[] piece = part.has("repeat") ? new byte[] {Integer.decode(part.get("repeat").asText()).byteValue()}
                    : part.has("file") ? Corpus.bytes("streams/" + part.get("file").asText())
                    : part.path("repeat_text").asText(part.path("text").asText()).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < part.path("count").asInt(1); i++) {
                all.writeBytes(piece);
            }
        }
        return all.toByteArray();
    }

    private static long allocatedBy(byte[] good, JsonNode truth) {
        long before = allocated();
        new TestPipeline(options(Optional.of(ZoneId.of(truth.get("zone").asText())))).accept(good, () -> 4096).end();
        return allocated() - before;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
