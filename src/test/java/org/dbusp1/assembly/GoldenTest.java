package org.dbusp1.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.assembly.PublishedMeter.Case;
import org.dbusp1.demand.DemandConfig;
import org.dbusp1.demand.Tariff;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.feedback.EssStatus.Follow;
import org.dbusp1.feedback.LimiterStatus;
import org.dbusp1.problem.Condition;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares all that is published of each simulated meter with its golden file; writes the files where {@code -Dgolden=write} is
 * given. So the difference of a change in these files is its effect for owners.
 */
@Timeout(300)
class GoldenTest {
    private static final Path FILES = Path.of("src/test/resources/golden");

    @TempDir
    private static Path directory;
    /** All of them, so that their brokers are waited for at the same time. */
    private static final Map<String, PublishedMeter> METERS = new LinkedHashMap<>();

    /** Each simulated meter by itself, then what a GX device adds. */
    private static Stream<Case> cases() {
        Follow follow = new Follow(Condition.FOLLOW_ACTING, 20, OptionalLong.of(1_200),
                List.of(OptionalLong.of(98), OptionalLong.empty(), OptionalLong.empty()), OptionalLong.of(140), OptionalLong.of(610));
        return Stream.concat(Dialects.all().stream().map(Case::of), Stream.of(
                new Case("demand-with-limiter", dialect("emucs17"), new DemandConfig(Tariff.named("flanders"), OptionalLong.of(2_500)),
                        Optional.of(new LimiterStatus(Condition.LIMITER_LIMITING, OptionalLong.of(3_000), OptionalLong.of(2_950), null)),
                        EssStatus.UNKNOWN),
                new Case("follow", dialect("dsmr42"), DemandConfig.DEFAULT, Optional.empty(),
                        EssStatus.of(Condition.ESS_USED, "").withFollow(follow))));
    }

    private static SimulatedDialect dialect(String name) {
        return Dialects.named(name).orElseThrow();
    }

    static Stream<String> names() {
        return cases().map(Case::name);
    }

    @BeforeAll
    static void connect() throws Exception {
        for (Case one : cases().toList()) {
            METERS.put(one.name(), new PublishedMeter(one, Files.createDirectory(directory.resolve(one.name()))));
        }
    }

    @AfterAll
    static void close() throws Exception {
        for (PublishedMeter meter : METERS.values()) {
            meter.close();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsPublishedOfAMeter(String name) throws Exception {
        compare(name, METERS.get(name).published());
    }

    /** A file of a meter that is not simulated any more would never be compared. */
    @Test
    void eachFileHasItsMeter() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isSubsetOf(names().map(name -> name + ".txt").collect(Collectors.toSet()));
        }
    }

    private static void compare(String name, String published) throws IOException {
        Path file = FILES.resolve(name + ".txt");
        if (System.getProperty("golden", "").equals("write")) {
            Files.writeString(file, published);
        }
        assertThat(file).as("no golden file of a new meter: run venus/build/golden").exists();
        String golden = Files.readString(file);
        assertThat(difference(golden, published)).as("%s: if the change means it, run venus/build/golden and review the difference", file)
                .isEmpty();
        assertThat(published.equals(golden)).as("the order of the lines in %s", file).isTrue();
    }

    private static List<String> difference(String golden, String published) {
        return Stream.concat(without(golden, published).map(line -> "- " + line), without(published, golden).map(line -> "+ " + line))
                .limit(40).toList();
    }

    /** Returns the lines of the one text that the other has not. */
    private static Stream<String> without(String text, String other) {
        Set<String> lines = other.lines().collect(Collectors.toSet());
        return text.lines().filter(line -> !lines.contains(line));
    }
}
