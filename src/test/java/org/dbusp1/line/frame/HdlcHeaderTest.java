package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.frame.LinkFrames.hex;

import org.junit.jupiter.api.Test;

class HdlcHeaderTest {
    @Test
    void readsLengthAddressesAndControl() {
        byte[] bytes = hex("7E" + "A8F3" + "FF" + "0204FEFF" + "93");

        assertThat(HdlcHeader.of(bytes, 1, bytes.length)).isEqualTo(new HdlcHeader(true, 0xF3, 0xFF, 0x0204FEFFL, 0x93, 8));
        byte[] four = hex("A7FF" + "80FEFE01" + "03" + "13");
        assertThat(HdlcHeader.of(four, 0, four.length)).isEqualTo(new HdlcHeader(false, 0x7FF, 0x80FEFE01L, 3, 0x13, 8));
    }

    @Test
    void anAddressHasFourBytesAtMost() {
        byte[] bytes = hex("A030" + "0000000001" + "03" + "13" + "0000");

        assertThat(HdlcHeader.of(bytes, 0, bytes.length)).isNull();
    }

    @Test
    void aFrameHasTypeThreeAndSevenBytesOrMore() {
        assertThat(HdlcHeader.plausible(0xA007)).isTrue();
        assertThat(HdlcHeader.plausible(0xA807)).isTrue();
        assertThat(HdlcHeader.plausible(0xA006)).isFalse();
        assertThat(HdlcHeader.plausible(0xB007)).isFalse();
        assertThat(HdlcHeader.plausible(0x2007)).isFalse();
    }
}
