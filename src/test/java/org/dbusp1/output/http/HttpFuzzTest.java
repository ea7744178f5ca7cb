package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.dbusp1.Beside;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.fuzz.FairShare;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.TestDriverState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages as web pages show them: JSON that parses and Prometheus lines in their format. */
@Tag(Beside.TAG)
class HttpFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    /** A sample of Prometheus's text format: name, labels with escaped values, number. */
    private static final Pattern SAMPLE = Pattern.compile("[a-z_0-9]+(\\{[a-z_0-9]+=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*+\""
            + "(?:,[a-z_0-9]+=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*+\")*+})? -?[0-9.]+");

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void everythingParses(byte[] line) throws IOException {
        List<Snapshot> snapshots = CheckedLine.snapshots(line);
        SHARE.count(line, !snapshots.isEmpty());
        if (snapshots.isEmpty()) {
            return;
        }
        Snapshot newest = snapshots.get(snapshots.size() - 1);
        LiveState moment = LiveState.start(Instant.EPOCH).with(newest);
        JsonNode now = JSON.readTree(NowJson.of(moment, "[]", TestDriverState.empty(), new PublicTexts(() -> null), null));
        for (Quantity quantity : newest.published().values().present()) {
            assertThat(now.get("values").get(quantity.key()).decimalValue())
                    .isEqualByComparingTo(newest.published().values().decimal(quantity));
        }
        JSON.readTree(DataJson.of(newest.reading().message()));
        JSON.readTree(bytes(new HomeWizardApi(InstallationSecret.fixed()).data(moment)));
        JSON.readTree(bytes(new HomeWizardApi(InstallationSecret.fixed()).device(moment)));
        assertThat(new String(Metrics.of(moment, "1.2.3", TestDriverState.empty()), StandardCharsets.UTF_8).split("\n"))
                .allMatch(sample -> sample.startsWith("#") || SAMPLE.matcher(sample).matches());
    }

    private static byte[] bytes(Response answer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        answer.body().writeTo(bytes);
        return bytes.toByteArray();
    }
}
