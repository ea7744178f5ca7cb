package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.frame.LinkFrames.hex;

import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(8);

    @Test
    void takesWhatFits() {
        assertThat(window.append(hex("000102030405060708090A"), 1, 11)).isEqualTo(8);
        assertThat(window.append(hex("FF"), 0, 1)).isZero();
        assertThat(window.length(0)).isEqualTo(8);
        assertThat(window.copy(0, 8)).isEqualTo(hex("0102030405060708"));
    }

    @Test
    void makesRoomOfWhatIsDoneWith() {
        window.append(hex("010203040506"), 0, 6);
        window.start(4);

        assertThat(window.append(hex("0708090A0B0C"), 0, 6)).isEqualTo(6);
        assertThat(window.start()).isZero();
        assertThat(window.copy(0, 8)).isEqualTo(hex("05060708090A0B0C"));
        assertThat(window.offset(0)).isEqualTo(4);
        assertThat(window.place(6)).isEqualTo(2);
        assertThat(window.place(3)).as("gone").isZero();
        assertThat(window.place(100)).as("has not come").isEqualTo(8);
    }

    @Test
    void readsBytesWithoutSign() {
        window.append(hex("00FE80FF"), 0, 4);
        assertThat(window.at(1)).isEqualTo(0xFE);
        assertThat(window.bytes()[1]).isEqualTo((byte) 0xFE);
    }

    @Test
    void theSearchForAnEndGoesOnWhereItWasAndMovesWithTheBytes() {
        window.append(hex("010203040506"), 0, 6);
        assertThat(window.searched(2)).isEqualTo(3);
        window.keepSearched(5);
        window.start(2);
        window.append(hex("0708090A"), 0, 4);
        assertThat(window.searched(0)).isEqualTo(3);
    }

    @Test
    void bytesEndTheSilence() {
        window.silences(3);
        assertThat(window.silences()).isEqualTo(3);
        window.append(hex("01"), 0, 1);
        assertThat(window.silences()).isZero();
    }
}
