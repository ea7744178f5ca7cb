package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.dbusp1.Beside;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages with right checksums through decoder and guard; {@link CheckedLine} checks what comes out. */
@Tag(Beside.TAG)
class DecoderFuzzTest {
    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void everyValueIsInItsRange(byte[] data) {
        byte[] line = Resealed.line(data);
        CheckedLine checked = new CheckedLine(Decryptor.none()).accept(line, () -> line.length).end();
        for (Reading reading : checked.readings()) {
            assertThat(TestPipeline.jsonWithRegisters(reading)).hasSize(2);
        }
        SHARE.count(data, !checked.readings().isEmpty());
    }
}
