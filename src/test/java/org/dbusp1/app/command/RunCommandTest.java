package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.Key;
import org.junit.jupiter.api.Test;

class RunCommandTest {
    private static final List<Key<?>> OPTIONS = RunCommand.allOptions();

    @Test
    void readsValuesWithAndWithoutEqualsSign() {
        assertThat(read("--probe", "12", "--meter.id=a", "--wait"))
                .isEqualTo(Map.of("--probe", "12", "--meter.id", "a", "--wait", "true"));
    }

    /** Picocli would cost each driver 70 ms and 3 MB. */
    @Test
    void readsTheSourceBeforeAndAfterOptions() {
        for (String line : List.of("run /dev/ttyUSB1 --wait", "run --wait /dev/ttyUSB1", "--wait /dev/ttyUSB1")) {
            assertThat(read(line.split(" "))).isEqualTo(Map.of(RunOptions.SOURCE, "/dev/ttyUSB1", "--wait", "true"));
        }
        assertThat(read("run", "-")).isEqualTo(Map.of(RunOptions.SOURCE, "-"));
        assertThat(read("-", "--speed", "max")).isEqualTo(Map.of(RunOptions.SOURCE, "-", "--speed", "max"));
    }

    @Test
    void leavesEverythingUnusualToPicocli() {
        assertThat(Stream.of("--help", "--nonsense", "word", "/dev/ttyUSB0", "run a b", "--probe", "--wait=true",
                "--meter.id=a --meter.id=b", "--probe --wait").map(line -> read(line.split(" ")))).containsOnlyNulls();
    }

    @Property(tries = 200)
    void understandsWhatItReadsAsPicocliDoes(@ForAll("commandLines") List<String> arguments) {
        Map<String, String> values = RunCommand.options(arguments);
        if (values != null) {
            assertThat(RunUsage.values(RunUsage.commandLine().setExpandAtFiles(false).parseArgs(arguments.toArray(String[]::new))))
                    .isEqualTo(values);
        }
    }

    @Provide
    Arbitrary<List<String>> commandLines() {
        Arbitrary<String> option = Arbitraries.of(OPTIONS).map(Key::option);
        Arbitrary<String> value = Arbitraries.of("/dev/ttyUSB0", "-", "true", "", "a=b", "@file", "'quoted'", "1 2");
        Arbitrary<String> joined = Combinators.combine(option, value).as((name, text) -> name + "=" + text);
        return Arbitraries.oneOf(option, joined, joined, value).list().ofMaxSize(6);
    }

    private static Map<String, String> read(String... arguments) {
        return RunCommand.options(List.of(arguments));
    }
}
