package org.dbusp1.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.output.ReadingJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may use which. A dependency that this test refuses is a fault of the design, not of this test. */
class ArrowsTest {
    private static final String ROOT = "org.dbusp1";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);

    /** Each package, and after the arrow the packages of ours that it may use; "*" is all, "output.*" each output. */
    private static final Map<String, Set<String>> MAY_USE = table("""
            meter              ->
            cipher             -> process
            state              -> process
            mdns               ->
            source             -> mdns problem
            frame              -> meter cipher process
            decode             -> meter frame process
            decode.register    -> meter
            decode.p1          -> meter frame decode decode.register
            decode.han         -> meter frame decode decode.register process
            decode.sml         -> meter frame decode decode.register
            guard              -> meter state process
            energy             -> meter
            demand             -> meter energy state
            problem            -> process
            feedback           -> process meter demand problem state
            output             -> process config server meter feedback problem state
            dbus               ->
            venus              -> dbus meter
            ess                -> venus dbus meter feedback problem
            ess.follow         -> ess meter feedback problem state
            ess.limit          -> ess venus dbus meter feedback problem process state
            output.venus       -> venus ess ess.follow ess.limit dbus config demand meter output feedback problem process state
            output.mqtt        -> process config meter output feedback problem state
            output.http        -> process config mdns meter output feedback problem server state
            output.tcp         -> process config meter output server
            output.modbus      -> process config meter output server state
            output.csv         -> process config meter output state
            output.history     -> process config meter energy output feedback problem demand state
            server             -> process config
            process            -> meter
            config             -> process meter source demand state
            driver             -> process problem meter source frame decode guard energy demand output state
            report             -> process config driver meter source frame decode decode.register output feedback problem state
            assembly           -> process server config driver report meter source cipher frame decode decode.p1 \
                                  decode.han decode.sml guard energy demand state output output.* feedback fleet.sender
            check              -> process problem config driver report assembly meter source frame decode guard energy demand output state
            command            -> *
            simulator          -> process config source command
            fleet              -> process config command fleet.sender meter output output.history output.mqtt state
            fleet.sender       -> process config energy meter output output.history output.mqtt state
            """);

    static Set<String> packages() {
        return MAY_USE.keySet();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void usesOnlyItsPackages(String room) {
        Set<String> used = MAY_USE.get(room);
        if (!used.contains("*")) {
            String[] known = Stream.concat(Stream.of(room), used.stream()).map(ArrowsTest::full).toArray(String[]::new);
            classes().that().resideInAPackage(full(room)).should().onlyDependOnClassesThat(
                    DescribedPredicate.not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(known))).check(ALL);
        }
    }

    @Test
    void everyPackageHasItsRow() {
        Set<String> found = ALL.stream().map(javaClass -> javaClass.getPackageName()).filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).isEqualTo(packages());
    }

    /** A package that is not marked has no compiler that finds a null in it. */
    @Test
    void everyPackageIsDescribedAndNullMarked() throws IOException {
        for (String room : Stream.concat(Stream.of(ROOT), packages().stream().map(ArrowsTest::full)).toList()) {
            String file = room.replace('.', '/') + "/package-info.java";
            assertThat(Stream.of("main", "simulator", "fleet").map(source -> Path.of("src", source, "java", file)).filter(Files::exists))
                    .singleElement().asInstanceOf(PATH).content().contains("@NullMarked");
        }
    }

    @Test
    void theManualNamesEachPackage() throws IOException {
        String chapter = Files.readString(Path.of("src/site/markdown/developers/architecture.md"));
        assertThat(packages()).allSatisfy(name -> assertThat(chapter).contains("`" + name + "`"));
    }

    /** Texts for owners are in the packages problem and report. */
    @Test
    void theModelReadsNoTexts() {
        noClasses().that().resideInAPackage(full("meter")).should().dependOnClassesThat().resideInAnyPackage("java.io").check(ALL);
    }

    @Test
    void theRootHoldsMainAlone() {
        assertThat(ALL.stream().filter(javaClass -> javaClass.getPackageName().equals(ROOT)).map(javaClass -> javaClass.getSimpleName()))
                .filteredOn(name -> !name.equals("package-info")).containsExactly("Main");
        noClasses().that().resideOutsideOfPackage(ROOT).should().dependOnClassesThat().resideInAPackage(ROOT).check(ALL);
    }

    @Test
    void thereAreNoCircles() {
        slices().matching("org.dbusp1.(**)").should().beFreeOfCycles().check(ALL);
    }

    /** They are found where their jars lie; a package for a GX device has none of them. */
    @ParameterizedTest
    @ValueSource(strings = {"simulator", "fleet"})
    void theDriverNamesNoClassOf(String added) {
        noClasses().that().resideOutsideOfPackage(full(added)).should().dependOnClassesThat().resideInAPackage(full(added)).check(ALL);
    }

    /** Each library is used in the packages after it, and in no other. */
    private static final Map<String, Set<String>> LIBRARIES = table("""
            org.freedesktop..         -> dbus venus output.venus
            com.fazecast..            -> source simulator
            java.sql..                -> output.history fleet fleet.sender
            org.sqlite..              ->
            org.mariadb..             ->
            org.postgresql..          ->
            picocli..                 -> command simulator fleet
            com.hivemq..              -> output.mqtt fleet
            io.netty..                -> server output.http output.tcp output.modbus
            io.reactivex..            -> output.mqtt
            com.digitalpetri..        -> output.modbus
            javax.jmdns..             -> output.http source mdns
            com.sun.net.httpserver..  ->
            com.fasterxml..           -> output output.http output.mqtt check fleet
            """);

    static Set<String> libraries() {
        return LIBRARIES.keySet();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void isUsedInItsPackagesOnly(String library) {
        String[] users = LIBRARIES.get(library).stream().map(ArrowsTest::full).toArray(String[]::new);
        noClasses().that(DescribedPredicate.not(resideInAnyPackage(users)))
                .should().dependOnClassesThat().resideInAPackage(library).check(ALL);
        for (String user : users) {
            assertThat(ALL.stream().filter(javaClass -> javaClass.getPackageName().equals(user))
                    .flatMap(javaClass -> javaClass.getDirectDependenciesFromSelf().stream())
                    .anyMatch(used -> resideInAPackage(library).test(used.getTargetClass()))).as("%s uses %s", user, library).isTrue();
        }
    }

    /** The launcher leaves out the libraries of the other outputs where only the D-Bus is served. */
    @Test
    void theDBusAloneNeedsNoJson() {
        noClasses().that().resideInAnyPackage(Stream.of("meter..", "source..", "frame..", "cipher..", "decode..", "guard..",
                        "driver..", "report..", "assembly..", "config..", "process..", "dbus..", "venus..", "ess..", "output.venus..",
                        "output.csv..", "output.tcp..").map(ArrowsTest::full).toArray(String[]::new))
                .should().dependOnClassesThat().areAssignableTo(ReadingJson.class).check(ALL);
    }

    /** What passes the log is one line without control characters, whatever texts from outside are in it. */
    @Test
    void messagesOfTheDriverGoThroughTheLog() {
        noClasses().that().resideOutsideOfPackages(full("process.."), full("command.."), full("check.."),
                        full("simulator.."), full("fleet.."))
                .and().doNotHaveSimpleName("Main")
                .should().accessField(System.class, "err").orShould().accessField(System.class, "out")
                .orShould().callMethod(Throwable.class, "printStackTrace").check(ALL);
    }

    /** A package's runtime lacks the module jdk.random, in which these look for their algorithms. */
    @Test
    void randomNumbersNeedNoFurtherModule() {
        noClasses().should().callMethod(RandomGenerator.class, "getDefault")
                .orShould().callMethod(RandomGenerator.class, "of", String.class)
                .orShould().dependOnClassesThat().areAssignableTo(RandomGeneratorFactory.class).check(ALL);
    }

    /** On the way to the bus the settings of the line are enough; the whole state takes a second on a small device. */
    @Test
    void noOutputAsksForTheWholeStateOfTheLine() {
        noClasses().that().resideInAnyPackage(full("assembly.."), full("output..")).should()
                .callMethod(LineCounters.class, "state").check(ALL);
    }

    private static String full(String room) {
        return ROOT + "." + room;
    }

    private static Map<String, Set<String>> table(String rows) {
        Map<String, Set<String>> table = new TreeMap<>();
        rows.lines().map(row -> row.split("->", -1)).forEach(row -> table.put(row[0].strip(),
                Arrays.stream(row[1].strip().split(" +")).filter(name -> !name.isEmpty()).collect(Collectors.toSet())));
        return table;
    }
}
