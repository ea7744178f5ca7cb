package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.frame.LinkFrames.hex;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;

class UnframedBytesTest {
    private final UnframedBytes unframed = new UnframedBytes(Format.HDLC, 0x7E);
    private final List<Frame> frames = new ArrayList<>();

    @Test
    void onALineWithGoodFramesARowOfSixBytesIsRefusedWithItsPlace() {
        unframed.frame(frames::add);
        assertThat(unframed.add(hex("AA010203"), 1, 4, 100)).isTrue();
        assertThat(unframed.add(hex("040506"), 0, 3, 103)).isTrue();
        unframed.end(frames::add);

        assertThat(frames).singleElement().satisfies(frame -> {
            assertThat(frame.format()).isEqualTo(Format.HDLC);
            assertThat(frame.cause()).contains(RejectCause.TRUNCATED);
            assertThat(frame.bytes()).isEqualTo(hex("010203040506"));
            assertThat(frame.offset()).isEqualTo(100);
            assertThat(frame.length()).isEqualTo(6);
        });
    }

    @Test
    void fiveBytesAreADisturbance() {
        unframed.frame(frames::add);
        unframed.add(hex("0102030405"), 0, 5, 0);
        unframed.end(frames::add);

        assertThat(frames).isEmpty();
    }

    @Test
    void flagsBeforeARowAreNoPartOfIt() {
        unframed.frame(frames::add);
        assertThat(unframed.add(hex("7E7E7E"), 0, 3, 0)).isFalse();
        assertThat(unframed.add(hex("7E7E010203047E06"), 0, 8, 3)).isTrue();
        unframed.end(frames::add);

        assertThat(frames.get(0).bytes()).isEqualTo(hex("010203047E06"));
        assertThat(frames.get(0).offset()).isEqualTo(5);
    }

    @Test
    void beforeTheFirstGoodFrameOnlyARowThatEndsAsFramesEndIsRefused() {
        unframed.add(hex("010203040506"), 0, 6, 0);
        unframed.end(frames::add);
        assertThat(frames).isEmpty();

        unframed.add(hex("01020304057E"), 0, 6, 6);
        unframed.end(frames::add);
        assertThat(frames).hasSize(1);
    }

    @Test
    void behindTheEndOfTheStreamItIsBeforeTheFirstGoodFrameAgain() {
        unframed.frame(frames::add);
        unframed.last(frames::add);
        unframed.add(hex("010203040506"), 0, 6, 0);
        unframed.end(frames::add);

        assertThat(frames).isEmpty();
    }

    @Test
    void aRowLongerThanAnyFrameIsNoFrameButTheNextRowIs() {
        unframed.frame(frames::add);
        unframed.add(new byte[2048], 0, 2048, 0);
        unframed.end(frames::add);
        assertThat(frames).hasSize(1);

        unframed.add(new byte[2048], 0, 2048, 0);
        assertThat(unframed.add(new byte[1], 0, 1, 2048)).isTrue();
        assertThat(unframed.add(new byte[100], 0, 100, 2049)).isTrue();
        unframed.end(frames::add);
        assertThat(frames).hasSize(1);

        unframed.add(new byte[6], 0, 6, 3000);
        unframed.end(frames::add);
        assertThat(frames).hasSize(2);
    }

    @Test
    void aRowThatWasReportedIsNotReportedAgainButTheNextOneIs() {
        unframed.frame(frames::add);
        unframed.add(new byte[10], 0, 10, 0);
        unframed.reported();
        unframed.frame(frames::add);
        assertThat(frames).isEmpty();

        unframed.add(new byte[10], 0, 10, 10);
        unframed.frame(frames::add);
        assertThat(frames).extracting(Frame::cause).containsExactly(Optional.of(RejectCause.TRUNCATED));
    }
}
