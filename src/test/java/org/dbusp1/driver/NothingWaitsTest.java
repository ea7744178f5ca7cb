package org.dbusp1.driver;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/**
 * Classes whose code the reader or the ticker runs touch no disk, no terminal, no process and no name service, and wait
 * for nothing. Messages are excepted: they go into a queue.
 */
@AnalyzeClasses(packages = "org.dbusp1", importOptions = ImportOption.DoNotIncludeTests.class)
class NothingWaitsTest {
    /** Types that reach what may hang. */
    private static final List<String> HANGING = List.of("java.nio.file.Files", "java.io.File", "java.io.FileInputStream",
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

    private static final Set<Class<?>> WAY = Set.of(MeterPipeline.class, Watchdog.class, BaudProbe.class, LineCounters.class,
            LineState.class, MeterKeyResolver.class);

    /** The classes of this package that the reader and the ticker run; others are made at the start, or on other threads. */
    private static final DescribedPredicate<JavaClass> ON_THE_WAY = DescribedPredicate.describe("on the way of a telegram",
            type -> WAY.stream().anyMatch(type::isEquivalentTo));

    @ArchTest
    static final ArchRule theDriverTouchesNothingThatHangs = noClasses().that(are(ON_THE_WAY))
            .should().dependOnClassesThat(HANG).orShould().accessTargetWhere(WAIT);

    @ArchTest
    static final ArchRule theGuardTouchesNothingThatHangs = way("metering.guard");

    @ArchTest
    static final ArchRule framesTouchNothingThatHangs = way("line.frame");

    @ArchTest
    static final ArchRule decodersTouchNothingThatHangs = way("line.decode");

    @ArchTest
    static final ArchRule theModelTouchesNothingThatHangs = way("meter");

    /**
     * The thread that closes waits for the loop; the one that starts the loop reads a file. A search has a thread of its own, and what
     * the owner chose on the device is read by the threads of the report.
     */
    @ArchTest
    static final ArchRule theServicesTouchNothingThatHangs = noClasses()
            .that().resideInAnyPackage("org.dbusp1.gx.dbus..", "org.dbusp1.gx.client..", "org.dbusp1.gx.ess..", "org.dbusp1.gx.service..")
            .and(DescribedPredicate.not(DescribedPredicate.describe("waits on another thread", (JavaClass type) ->
                    type.getName().matches(".*\\.(VenusOutput|EventLoop|MeterSearch|DeviceChoices)"))))
            .should().dependOnClassesThat(HANG).orShould().accessTargetWhere(WAIT);

    private static ArchRule way(String room) {
        return noClasses().that().resideInAPackage("org.dbusp1." + room + "..")
                .should().dependOnClassesThat(HANG).orShould().accessTargetWhere(WAIT);
    }
}
