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
        assertThat(window.length()).isEqualTo(8);
        assertThat(window.copy(0, 8)).isEqualTo(hex("0102030405060708"));
    }

    @Test
    void makesRoomOfWhatWasDropped() {
        window.append(hex("010203040506"), 0, 6);
        window.drop(4);

        assertThat(window.append(hex("0708090A0B0C"), 0, 6)).isEqualTo(6);
        assertThat(window.copy(0, 8)).isEqualTo(hex("05060708090A0B0C"));
        assertThat(window.offset()).isEqualTo(4);
    }

    @Test
    void readsNumbersWithoutSignFromTheFirstByteHeld() {
        window.append(hex("00FE80FF"), 0, 4);
        window.drop(1);

        assertThat(window.at(0)).isEqualTo(0xFE);
        assertThat(window.pair(0)).isEqualTo(0xFE80);
        assertThat(window.pair(1)).isEqualTo(0x80FF);
        assertThat(window.array()[window.start()]).isEqualTo((byte) 0xFE);
    }

    @Test
    void countsWhatPassesWithoutBeingHeld() {
        window.pass(1000);
        window.append(hex("0102"), 0, 2);
        window.drop(2);

        assertThat(window.offset()).isEqualTo(1002);
        assertThat(window.length()).isZero();
    }
}
