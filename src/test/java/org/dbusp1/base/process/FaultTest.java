package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {
    private final List<String> lines = new ArrayList<>();
    private final Fault fault = new Fault((line, values) -> lines.add(line));

    @Test
    void itIsSaidOnceUntilItChangesOrEnds() {
        assertThat(fault.text()).isEmpty();
        for (int attempt = 1; attempt <= 3; attempt++) {
            fault.show("full after " + attempt + " rows", "disk: full");
        }
        fault.show("gone", "disk: gone");
        fault.hide();
        assertThat(fault.text()).isEmpty();
        fault.show("gone", "disk: gone");
        assertThat(fault.text()).hasValue("gone");
        assertThat(lines).containsExactly("disk: full", "disk: gone");
        assertThat(fault.end()).isTrue();
        assertThat(fault.text()).isEmpty();
        assertThat(fault.end()).as("there was none").isFalse();
        fault.show("gone", "disk: gone again");
        assertThat(lines).containsExactly("disk: full", "disk: gone", "disk: gone again");
    }

    @Test
    void oneThatIsLoggedOtherwiseIsShownAndHasAnEnd() {
        fault.show("refuses rows");
        assertThat(fault.isPresent()).isTrue();
        assertThat(fault.end()).isTrue();
        assertThat(lines).isEmpty();
    }
}
