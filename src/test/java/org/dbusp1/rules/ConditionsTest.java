package org.dbusp1.rules;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.dbusp1.base.problem.Condition;
import org.junit.jupiter.api.Test;

/** A condition that no rule finds has texts, rows and topics, and nobody ever sees them. */
class ConditionsTest {
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]+_[A-Z_]+\\b");

    @Test
    void eachConditionIsNamedByARule() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("Condition.java")).toList();
        }
        Set<String> named = new HashSet<>();
        for (Path file : sources) {
            named.addAll(NAME.matcher(Files.readString(file)).results().map(MatchResult::group).collect(toSet()));
        }
        assertThat(sources).hasSizeGreaterThan(300);
        Complaints.none(Stream.of(Condition.values()).map(Condition::name).filter(name -> !named.contains(name))
                .map(name -> "a rule is missing that finds Condition." + name + ": see CONTRIBUTING.md, Add a problem").toList());
    }
}
