package org.dbusp1;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out the slow tests of a run of Maven, unless -Dtest names them: a run that names a slow class, and has run none, would look as if
 * it had passed. A pattern names nothing. Of a class that is named without a method, the longest methods are left out where it has others.
 * Where Maven's own options choose groups, they alone do, and outside of Maven nothing is left out.
 */
public final class UnaskedTests implements PostDiscoveryFilter {
    private static final String LONGEST = "long";

    private final Set<String> unasked;
    private final List<String> named;

    /** Called by JUnit. */
    public UnaskedTests() {
        this(System.getProperty("groups") == null && System.getProperty("excludedGroups") == null
                ? System.getProperty("tests.unasked", "") : "", System.getProperty("test", ""));
    }

    /**
     * @param unasked tags, with commas between them
     * @param test what -Dtest names
     */
    UnaskedTests(String unasked, String test) {
        this.unasked = words(unasked).collect(Collectors.toSet());
        this.named = words(test).filter(word -> !word.matches(".*[*?!%\\[/].*")).toList();
    }

    private static Stream<String> words(String list) {
        return Stream.of(list.split(",")).map(String::strip).filter(word -> !word.isEmpty());
    }

    @Override
    public FilterResult apply(TestDescriptor test) {
        Set<String> tags = names(test.getTags());
        return FilterResult.includedIf(tags.stream().noneMatch(unasked::contains) || test.getSource().filter(source ->
                isNamed(source, !isLongestOfItsClass(test))).isPresent());
    }

    /** @param byClass whether the name of its class is enough */
    private boolean isNamed(TestSource source, boolean byClass) {
        String type = source instanceof ClassSource container ? container.getClassName()
                : source instanceof MethodSource method ? method.getClassName() : "";
        // Which methods are named, Maven sees itself.
        return named.stream().filter(name -> byClass || name.contains("#")).map(name -> name.replaceFirst("#.*", ""))
                .anyMatch(name -> ("." + type.replaceFirst("\\$.*", "")).endsWith("." + name));
    }

    private static boolean isLongestOfItsClass(TestDescriptor test) {
        return test.getSource().orElse(null) instanceof MethodSource && isLong(test)
                && test.getParent().stream().flatMap(parent -> parent.getChildren().stream()).anyMatch(other -> !isLong(other));
    }

    private static boolean isLong(TestDescriptor test) {
        return names(test.getTags()).contains(LONGEST);
    }

    private static Set<String> names(Collection<TestTag> tags) {
        return tags.stream().map(TestTag::getName).collect(Collectors.toSet());
    }
}
