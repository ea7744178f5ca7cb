package org.dbusp1.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.GridMeter;
import org.dbusp1.metering.HousePower;
import org.dbusp1.output.ReadingJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may use which. A dependency that this test refuses is a fault of the design, not of this test. */
class ArrowsTest {
    private static final String ROOT = "org.dbusp1";
    private static final JavaClasses ALL = compiled();

    /**
     * The rooms, in the order of the data: each, and after the arrow the rooms that it uses, which stand above it. The simulator, the
     * fleet and {@code Main} are outside: they may use each room, and no room uses them.
     */
    private static final Map<String, Set<String>> ROOMS = table("""
            base     ->
            meter    -> base
            line     -> base meter
            metering -> base meter
            output   -> base meter metering
            gx       -> base meter metering output
            driver   -> base meter line metering output
            app      -> base meter line metering output gx driver
            """);

    /** Each package, and after the arrow what it uses of its own room; a room with one package has no row here. */
    private static final Map<String, Set<String>> INSIDE = table("""
            base                 ->
            base.process         -> base
            base.state           -> base.process
            base.problem         -> base.process
            base.mdns            ->
            base.config          -> base.process
            line.source          ->
            line.cipher          ->
            line.frame           -> line.cipher
            line.decode          -> line.frame line.source line.decode.register
            line.decode.register ->
            line.decode.p1       -> line.frame line.decode line.decode.register
            line.decode.han      -> line.frame line.decode line.decode.register
            line.decode.sml      -> line.frame line.decode line.decode.register
            metering             ->
            metering.guard       -> metering
            metering.energy      -> metering
            metering.demand      -> metering metering.energy
            output.feedback      ->
            output.server        ->
            output               -> output.feedback output.server
            output.mqtt          -> output output.feedback
            output.http          -> output output.feedback output.server
            output.tcp           -> output output.server
            output.modbus        -> output output.server
            output.csv           -> output
            output.history       -> output output.feedback
            output.fleet         -> output output.history output.mqtt
            gx.dbus              ->
            gx.client            -> gx.dbus
            gx.ess               -> gx.client gx.dbus
            gx.ess.follow        -> gx.ess
            gx.ess.limit         -> gx.ess gx.client gx.dbus
            gx.service           -> gx.ess gx.ess.follow gx.ess.limit gx.client gx.dbus
            app.config           ->
            app.report           -> app.config
            app.assembly         -> app.config app.report
            app.check            -> app.config app.report app.assembly
            app.command          -> app.config app.report app.assembly app.check
            """);

    /** The rules ask for the names of other programs' classes only: these are not read. */
    private static JavaClasses compiled() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().importPath(Path.of("target/classes"));
    }

    private static Set<String> packages() {
        return ALL.stream().map(javaClass -> javaClass.getPackageName()).filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A package below another one, such as gx.ess.limit, stands in the same room. */
    private static String room(String name) {
        return name.replaceFirst("\\..*", "");
    }

    /** Whether the rows allow this arrow between two packages. */
    private static boolean isAllowed(String from, String to) {
        return room(from).equals(room(to)) ? INSIDE.getOrDefault(from, Set.of()).contains(to) : ROOMS.get(room(from)).contains(room(to));
    }

    /** The arrows between classes of different packages of the rooms, "class -> class" without the root. */
    private static Set<String> arrows() {
        return ALL.stream().filter(javaClass -> ROOMS.containsKey(room(inRoot(javaClass.getPackageName()))))
                .flatMap(javaClass -> javaClass.getDirectDependenciesFromSelf().stream())
                .filter(used -> used.getTargetClass().getPackageName().startsWith(ROOT + "."))
                .filter(used -> !used.getTargetClass().getPackageName().equals(used.getOriginClass().getPackageName()))
                .map(used -> topLevel(used.getOriginClass().getName()) + " -> " + topLevel(used.getTargetClass().getBaseComponentType().getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String inRoot(String name) {
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private static String topLevel(String javaClass) {
        return inRoot(javaClass).replaceFirst("\\$.*", "");
    }

    private static String packageOf(String javaClass) {
        return javaClass.substring(0, javaClass.lastIndexOf('.'));
    }

    @Test
    void aRoomUsesOnlyRoomsAboveIt() {
        Set<String> above = new TreeSet<>();
        ROOMS.forEach((room, used) -> {
            assertThat(above).as(room).containsAll(used);
            above.add(room);
        });
    }

    @Test
    void noArrowPointsUp() {
        Map<String, String> refused = new TreeMap<>();
        assertThat(arrows()).isNotEmpty().allSatisfy(arrow -> {
            String[] ends = arrow.split(" -> ");
            String from = packageOf(ends[0]);
            String to = packageOf(ends[1]);
            boolean isRowMissing = room(from).equals(room(to)) && !INSIDE.containsKey(from);
            if (!isRowMissing && !isAllowed(from, to)) {
                refused.putIfAbsent(from + " -> " + to, room(from).equals(room(to))
                        ? "ArrowsTest.INSIDE: " + arrow + ": if " + from + " may use " + to + ", its row is: "
                                + row(from, INSIDE.get(from), to)
                        : "ArrowsTest.ROOMS: " + arrow + ": the room " + room(from) + " does not use " + room(to)
                                + ", and no row is added: move the class, or let somebody below both pass on what it needs");
            }
        });
        Complaints.none(refused.values());
    }

    /** A row as it is written, with one package more. */
    private static String row(String from, Set<String> used, String added) {
        Set<String> all = new TreeSet<>(used);
        all.add(added);
        return from + " -> " + String.join(" ", all);
    }

    /** A row that no class needs hides the next arrow. */
    @Test
    void eachRowIsUsed() {
        Set<String> rooms = new TreeSet<>();
        Set<String> inside = new TreeSet<>();
        for (String arrow : arrows()) {
            String[] ends = arrow.split(" -> ");
            String from = packageOf(ends[0]);
            String to = packageOf(ends[1]);
            if (room(from).equals(room(to))) {
                inside.add(from + " -> " + to);
            } else {
                rooms.add(room(from) + " -> " + room(to));
            }
        }
        List<String> unused = new ArrayList<>();
        Map.of("ROOMS", unused(ROOMS, rooms), "INSIDE", unused(INSIDE, inside)).forEach((table, rows) ->
                rows.forEach(row -> unused.add("ArrowsTest." + table + ": no class needs it, take it out: " + row)));
        Complaints.none(unused);
    }

    private static Set<String> unused(Map<String, Set<String>> table, Set<String> used) {
        Set<String> rows = rows(table);
        rows.removeAll(used);
        return rows;
    }

    private static Set<String> rows(Map<String, Set<String>> table) {
        return table.entrySet().stream().flatMap(row -> row.getValue().stream().map(used -> row.getKey() + " -> " + used))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyPackageHasItsRow() {
        Set<String> there = packages();
        List<String> lacking = new ArrayList<>();
        for (String name : there) {
            if (!Set.of("simulator", "fleet").contains(name) && !INSIDE.containsKey(name) && !ROOMS.containsKey(name)) {
                lacking.add("ArrowsTest.INSIDE: a row is missing: " + name + " -> " + arrows().stream().map(arrow -> arrow.split(" -> "))
                        .filter(ends -> packageOf(ends[0]).equals(name) && room(packageOf(ends[1])).equals(room(name)))
                        .map(ends -> packageOf(ends[1])).distinct().collect(Collectors.joining(" ")));
            }
        }
        INSIDE.keySet().stream().filter(name -> !there.contains(name)).forEach(name ->
                lacking.add("ArrowsTest.INSIDE: there is no package " + name + ": take its row out"));
        Complaints.none(lacking);
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
        Complaints.none(packages().stream().filter(name -> !chapter.contains("`" + name + "`"))
                .map(name -> "src/site/markdown/developers/architecture.md: the table of rooms does not name `" + name + "`").toList());
    }

    /** Texts for owners are in the packages base.problem and app.report. */
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
            org.freedesktop..         -> gx.dbus gx.client gx.service
            com.fazecast..            -> line.source simulator
            java.sql..                -> output.history fleet output.fleet
            org.sqlite..              ->
            org.mariadb..             ->
            org.postgresql..          ->
            picocli..                 -> app.command simulator fleet
            com.hivemq..              -> output.mqtt fleet
            io.netty..                -> output.server output.http output.tcp output.modbus
            io.reactivex..            -> output.mqtt
            com.digitalpetri..        -> output.modbus
            javax.jmdns..             -> output.http line.source base.mdns
            com.sun.net.httpserver..  ->
            com.fasterxml..           -> output output.http output.mqtt app.check fleet
            """);

    /** A class, and the package of another program that it uses. */
    private record Use(String from, String byClass, String of) {
    }

    private static final Set<Use> USES = ALL.stream().flatMap(javaClass -> javaClass.getDirectDependenciesFromSelf().stream())
            .filter(used -> !used.getTargetClass().getPackageName().startsWith(ROOT))
            .map(used -> new Use(inRoot(used.getOriginClass().getPackageName()), topLevel(used.getOriginClass().getName()),
                    used.getTargetClass().getPackageName()))
            .collect(Collectors.toSet());

    static Set<String> libraries() {
        return LIBRARIES.keySet();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void isUsedInItsPackagesOnly(String library) {
        Map<String, String> users = new TreeMap<>();
        USES.stream().filter(use -> PackageMatcher.of(library).matches(use.of())).forEach(use -> users.put(use.from(), use.byClass()));
        List<String> wrong = new ArrayList<>();
        Set<String> row = LIBRARIES.get(library);
        users.forEach((user, javaClass) -> {
            if (!row.contains(user)) {
                wrong.add("ArrowsTest.LIBRARIES: " + javaClass + " uses " + library + ": if it may, its row is: "
                        + row(library, row, user));
            }
        });
        row.stream().filter(user -> !users.containsKey(user)).forEach(user ->
                wrong.add("ArrowsTest.LIBRARIES: no class of " + user + " uses " + library + ": take it out of the row"));
        Complaints.none(wrong);
    }

    /** The launcher leaves out the libraries of the other outputs where only the D-Bus is served. */
    @Test
    void theDBusAloneNeedsNoJson() {
        noClasses().that().resideInAnyPackage(Stream.of("base..", "meter..", "line..", "metering..", "gx..", "driver..", "app.report..",
                        "app.assembly..", "output.csv..", "output.tcp..").map(ArrowsTest::full).toArray(String[]::new))
                .should().dependOnClassesThat().areAssignableTo(ReadingJson.class).check(ALL);
    }

    /** What passes the log is one line without control characters, whatever texts from outside are in it. */
    @Test
    void messagesOfTheDriverGoThroughTheLog() {
        noClasses().that().resideOutsideOfPackages(full("base.process.."), full("app.command.."), full("app.check.."),
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
        noClasses().that().resideInAnyPackage(full("app.assembly.."), full("output.."), full("gx..")).should()
                .callMethod(LineCounters.class, "state").check(ALL);
    }

    /** Only a grid meter has the 0 W that stands for an unknown power: the D-Bus, and the imitations of others' grid meters. */
    @Test
    void onlyGridMetersPrintTheStandIn() {
        noClasses().that().resideOutsideOfPackages(full("metering"), full("gx.service"), full("output.modbus"))
                .and().doNotHaveSimpleName("HomeWizardApi").should().callMethod(GridMeter.class, "values")
                .orShould().callMethod(GridMeter.class, "value", Quantity.class).orShould().callMethod(GridMeter.class, "power")
                .orShould().callMethod(HousePower.class, "known").orShould().dependOnClassesThat().areAssignableTo(HousePower.Known.class)
                .check(ALL);
        noClasses().that().resideOutsideOfPackages(full("metering"), full("meter")).should()
                .accessField(PowerOrigin.class, PowerOrigin.STAND_IN.name()).check(ALL);
    }

    /** Types that reach what may hang: a disk, a terminal, a process, a name service. */
    private static final Set<String> HANGING = Set.of("java.nio.file.Files", "java.io.File", "java.io.FileInputStream",
            "java.io.FileOutputStream", "java.io.RandomAccessFile", "java.io.FileReader", "java.io.FileWriter",
            "java.nio.channels.FileChannel", "java.net.Socket", "java.net.InetAddress", "java.lang.Process",
            "java.lang.ProcessBuilder", "java.lang.ProcessHandle", "java.sql.Connection", "java.io.PrintStream");
    /** Methods that wait for another thread. */
    private static final Set<String> WAITING = Set.of("java.lang.Object.wait", "java.lang.Thread.join",
            "java.lang.Thread.sleep", "java.util.concurrent.CountDownLatch.await", "java.util.concurrent.Future.get",
            "java.util.concurrent.BlockingQueue.take", "java.util.concurrent.BlockingQueue.put",
            "java.util.concurrent.TimeUnit.sleep", "java.util.concurrent.TimeUnit.timedWait");
    private static final DescribedPredicate<JavaClass> HANG = DescribedPredicate.describe("may hang",
            type -> HANGING.contains(type.getName()));
    private static final DescribedPredicate<JavaAccess<?>> WAIT = DescribedPredicate.describe("waits for others",
            access -> WAITING.contains(access.getTargetOwner().getName() + "." + access.getName()));

    /**
     * The classes that the reader, the ticker or the loop of the D-Bus runs. Others of the driver are made at the start, or on other
     * threads. Of the service, the thread that closes waits for the loop; the one that starts the loop reads a file; a search has a
     * thread of its own; and what the owner chose on the device is read by the threads of the report. Messages go into a queue.
     */
    @ParameterizedTest
    @ValueSource(strings = {"meter\\..*", "line\\.(frame|decode)\\..*", "metering\\.guard\\..*",
        "driver\\.(MeterPipeline|Watchdog|BaudProbe|LineCounters|LineState|MeterKeyResolver)",
        "gx\\.(dbus|client|ess|service)\\.(?!(VenusOutput|EventLoop|MeterSearch|DeviceChoices)$).*"})
    void nothingOnTheWayOfATelegramWaits(String classes) {
        noClasses().that().haveNameMatching("org\\.dbusp1\\." + classes).should().dependOnClassesThat(HANG)
                .orShould().accessTargetWhere(WAIT).check(ALL);
    }

    /** Within less than this a machine on which other tests run may do nothing. */
    private static final int BUSY_SECONDS = 30;
    private static final String TIME = "Duration\\.of(?:Millis|Seconds)\\([\\d_]+\\)|TimeUnit\\.(?:MILLI)?SECONDS\\.toNanos\\([\\d_]+\\)";
    /** What fails when a time has passed: the time, or the name that it has in the same file. */
    private static final List<Pattern> BOUNDS = Stream.of("\\.isLessThan(?:OrEqualTo)?\\((" + TIME + "|[A-Z_]{2,})\\)",
            "assertThat\\([^;]*?\\.(?:poll|get|await|waitFor|tryAcquire)\\(([\\d_]+, (?:TimeUnit\\.)?(?:MILLI)?SECONDS)\\)(?![^;]*\\.isNull\\(\\))",
            "@Timeout\\((?:value = )?([\\d_]+)(?![^)]*unit)[,)]").map(Pattern::compile).toList();
    /** A port that may be another's: not the one that the kernel chooses, nor one at which nobody has listened. */
    private static final Pattern PORT = Pattern.compile("new ServerSocket\\((?!0\\b|FreePort\\.next\\(|\\))");
    private static final Map<String, String> MAY = Map.of(
            "Em24StateTest", "its clock is made",
            "LifeCycleTest", "a median: what waits behind the calls of a flood is late each time, and by more",
            "ListenerTest", "a look whether a port is free",
            "PortRangeTest", "a range of ports is tried, one after the other",
            "Relay", "binds its port when it may");

    /**
     * Four JVMs run on two cores, beside the programs of their tests: what has to happen within seconds fails now and then, and a port that
     * this JVM has closed is still held by a process that it starts. A class whose promise is a bound of time has the tag quiet: venus/test
     * runs it when all others have ended.
     */
    @Test
    void aBusyMachineFailsNoTest() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> unused = new TreeSet<>(MAY.keySet());
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/org/dbusp1"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                List<MatchResult> found = Stream.concat(PORT.matcher(text).results(), BOUNDS.stream()
                        .flatMap(bound -> bound.matcher(text).results()).filter(bound -> isShort(bound.group(1), text))).toList();
                String name = file.getFileName().toString().replace(".java", "");
                if (!found.isEmpty() && MAY.containsKey(name)) {
                    unused.remove(name);
                } else if (!text.contains("\n@Tag(\"quiet\")")) {
                    found.forEach(bound -> wrong.add(file + ":" + text.substring(0, bound.end()).lines().count() + ": " + bound.group()
                            + " ... fails where the machine is busy: wait with Await; or give it " + BUSY_SECONDS
                            + " s; or, where the bound is the promise, give the class the tag quiet"));
                }
                if (text.contains("    @Tag(\"quiet\")")) {
                    wrong.add(file + ": the tag quiet is one of classes: each has one report of its tests");
                }
            }
        }
        unused.forEach(name -> wrong.add("ArrowsTest.MAY: " + name + " has no such bound or port: take it out"));
        Complaints.none(wrong);
    }

    private static boolean isShort(String time, String text) {
        Matcher named = Pattern.compile("\\b" + Pattern.quote(time) + " = (" + TIME + ");").matcher(text);
        String written = named.find() ? named.group(1) : time;
        if (written.matches("[A-Z_]+")) {
            return false;
        }
        long number = Long.parseLong(written.replaceAll("\\D", ""));
        return (written.toLowerCase(Locale.ROOT).contains("milli") ? number / 1_000 : number) < BUSY_SECONDS;
    }

    private static String full(String room) {
        return ROOT + "." + room;
    }

    private static Map<String, Set<String>> table(String rows) {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        rows.lines().map(row -> row.split("->", -1)).forEach(row -> table.put(row[0].strip(),
                Arrays.stream(row[1].strip().split(" +")).filter(name -> !name.isEmpty()).collect(Collectors.toSet())));
        return table;
    }
}
