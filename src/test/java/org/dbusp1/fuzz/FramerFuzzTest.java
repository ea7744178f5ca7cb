package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Random;
import org.dbusp1.Beside;
import org.dbusp1.line.cipher.Decryptor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a line delivers, and in whatever pieces: the same frames, each with a checksum that holds. */
@Tag(Beside.TAG)
class FramerFuzzTest {
    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.1);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void piecesDoNotMatter(byte[] line) {
        CheckedLine whole = new CheckedLine(Decryptor.none()).accept(line, () -> line.length).end();
        Random random = new Random(Arrays.hashCode(line));
        CheckedLine pieces = new CheckedLine(Decryptor.none()).accept(line, () -> 1 + random.nextInt(64)).end();

        assertThat(pieces.frames()).isEqualTo(whole.frames());
        assertThat(pieces.readings()).hasSameSizeAs(whole.readings());
        SHARE.count(line, !whole.readings().isEmpty());
    }
}
