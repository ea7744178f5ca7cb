package org.dbusp1;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms: who may know whom. A second arrow is a fault of the design, not of this test. */
@AnalyzeClasses(packages = "org.dbusp1", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    @ArchTest
    static final ArchRule meterKnowsNothingOfOurs = room("meter");

    @ArchTest
    static final ArchRule sourceKnowsNothingOfOurs = room("source");

    @ArchTest
    static final ArchRule cipherKnowsNothingOfOurs = room("cipher");

    @ArchTest
    static final ArchRule frameKnowsMeterAndCipher = room("frame", "meter", "cipher");

    @ArchTest
    static final ArchRule decodeKnowsMeterFrameAndCipher = room("decode", "meter", "frame", "cipher");

    @ArchTest
    static final ArchRule guardKnowsMeter = room("guard", "meter");

    @ArchTest
    static final ArchRule outputKnowsMeter = classes().that().resideInAPackage("org.dbusp1.output")
            .should().onlyDependOnClassesThat(areForeignOrIn("org.dbusp1.output", "org.dbusp1.meter"));

    @ArchTest
    static final ArchRule venusKnowsMeterAndOutput = sink("venus");

    @ArchTest
    static final ArchRule onlyVenusKnowsDBus = noClasses().that().resideOutsideOfPackage("org.dbusp1.output.venus..")
            .should().dependOnClassesThat().resideInAnyPackage("org.freedesktop..");

    @ArchTest
    static final ArchRule onlySourceKnowsSerialPorts = noClasses().that().resideOutsideOfPackage("org.dbusp1.source..")
            .should().dependOnClassesThat().resideInAnyPackage("com.fazecast..");

    @ArchTest
    static final ArchRule historyKnowsMeterAndOutput = sink("history");

    @ArchTest
    static final ArchRule csvKnowsMeterAndOutput = sink("csv");

    @ArchTest
    static final ArchRule onlyHistoryKnowsDatabases = noClasses()
            .that().resideOutsideOfPackage("org.dbusp1.output.history..")
            .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule nobodyKnowsADatabasesDriver = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("org.sqlite..", "org.mariadb..", "org.postgresql..");

    /** The launcher leaves the libraries of the other outputs away where the D-Bus is served alone. */
    @ArchTest
    static final ArchRule theDBusAloneNeedsNoJson = noClasses().that().resideInAnyPackage("org.dbusp1.meter..",
                    "org.dbusp1.source..", "org.dbusp1.frame..", "org.dbusp1.cipher..", "org.dbusp1.decode..",
                    "org.dbusp1.guard..", "org.dbusp1.output.venus..", "org.dbusp1.output.csv..", "org.dbusp1.output.tcp..")
            .should().dependOnClassesThat().resideInAnyPackage("com.fasterxml..")
            .orShould().dependOnClassesThat().haveSimpleName("ReadingJson");

    @ArchTest
    static final ArchRule inTheRootOnlyDecodingKnowsJson = noClasses()
            .that().resideInAPackage("org.dbusp1").and().haveSimpleNameNotStartingWith("Decode")
            .should().dependOnClassesThat().resideInAnyPackage("com.fasterxml..")
            .orShould().dependOnClassesThat().haveSimpleName("ReadingJson");

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsPicocli = noClasses().that().resideOutsideOfPackage("org.dbusp1")
            .should().dependOnClassesThat().resideInAnyPackage("picocli..");

    @ArchTest
    static final ArchRule httpKnowsMeterAndOutput = sink("http");

    @ArchTest
    static final ArchRule tcpKnowsMeterAndOutput = sink("tcp");

    @ArchTest
    static final ArchRule dsmrReaderKnowsMeterAndOutput = sink("dsmrreader");

    @ArchTest
    static final ArchRule mqttKnowsMeterAndOutput = sink("mqtt");

    @ArchTest
    static final ArchRule onlyMqttKnowsItsClient = noClasses().that().resideOutsideOfPackage("org.dbusp1.output.mqtt..")
            .should().dependOnClassesThat().resideInAnyPackage("com.hivemq..", "io.netty..", "io.reactivex..");

    @ArchTest
    static final ArchRule onlyHttpKnowsMulticastDns = noClasses()
            .that().resideOutsideOfPackage("org.dbusp1.output.http..")
            .should().dependOnClassesThat().resideInAnyPackage("javax.jmdns..");

    @ArchTest
    static final ArchRule onlyHttpKnowsTheWebServer = noClasses()
            .that().resideOutsideOfPackage("org.dbusp1.output.http..")
            .should().dependOnClassesThat().resideInAnyPackage("com.sun.net.httpserver..");

    private static ArchRule room(String name, String... known) {
        String[] packages = new String[known.length + 1];
        packages[0] = "org.dbusp1." + name + "..";
        for (int i = 0; i < known.length; i++) {
            packages[i + 1] = "org.dbusp1." + known[i] + "..";
        }
        return classes().that().resideInAPackage(packages[0])
                .should().onlyDependOnClassesThat(areForeignOrIn(packages))
                .allowEmptyShould(true);
    }

    private static ArchRule sink(String name) {
        String own = "org.dbusp1.output." + name + "..";
        return classes().that().resideInAPackage(own)
                .should().onlyDependOnClassesThat(areForeignOrIn(own, "org.dbusp1.output", "org.dbusp1.meter"))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> areForeignOrIn(String... packages) {
        DescribedPredicate<JavaClass> ours = JavaClass.Predicates.resideInAPackage("org.dbusp1..");
        return DescribedPredicate.or(DescribedPredicate.not(ours), JavaClass.Predicates.resideInAnyPackage(packages));
    }
}
