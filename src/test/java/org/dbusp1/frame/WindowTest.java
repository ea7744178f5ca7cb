package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.frame.LinkFrames.hex;

import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(8);

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
    void theSearchForAnEndGoesOnWhereItWasAndMovesWithTheBytes() {
        window.append(hex("010203040506"), 0, 6);
        assertThat(window.searched(2)).isEqualTo(3);
        window.keepSearched(5);
        window.start(2);
        window.append(hex("0708090A"), 0, 4);
        assertThat(window.searched(0)).isEqualTo(3);
    }
}
