package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.system.gx.VenusRoot.HOOK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A second add-on with a service template of its own, which comes and goes before and after the driver. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class OtherAddOnsIT {
    private static final String TEMPLATES = "/opt/victronenergy/service-templates";
    private static final String REMOUNT = "/opt/victronenergy/swupdate-scripts/remount-rw.sh";
    /** As installers of other add-ons do: they call Victron's script, and write their template once. */
    private static final String THEIRS = """
            [ -e /data/their-package ] || { mkdir /data/their-package; echo 'their battery monitor' >/data/their-package/run; }
            %s >/dev/null
            cp -a /data/their-package %s/their-monitor
            """.formatted(REMOUNT, TEMPLATES);
    private static final String LIST = "\nfor each in " + TEMPLATES + "/*; do echo \"template ${each##*/}\"; done\n";

    private final Path directory;
    private final VenusRoot venus;

    OtherAddOnsIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        venus = new VenusRoot(directory);
        venus.unpack("1");
    }

    private enum Step { OURS, THEIRS, REBOOT, FIRMWARE, UNINSTALL }

    private static Stream<List<Step>> orders() {
        List<List<Step>> orders = new ArrayList<>();
        permute(new ArrayList<>(), List.of(Step.values()), orders);
        return orders.stream().filter(order -> order.indexOf(Step.OURS) < order.indexOf(Step.UNINSTALL)
                && order.indexOf(Step.THEIRS) < order.size() - 1);
    }

    private static Stream<List<Step>> someOrders() {
        return Stream.of(List.of(Step.THEIRS, Step.OURS, Step.REBOOT, Step.FIRMWARE, Step.UNINSTALL),
                List.of(Step.OURS, Step.THEIRS, Step.REBOOT, Step.UNINSTALL, Step.REBOOT),
                List.of(Step.OURS, Step.REBOOT, Step.THEIRS, Step.FIRMWARE, Step.UNINSTALL));
    }

    private static void permute(List<Step> begun, List<Step> left, List<List<Step>> orders) {
        if (left.isEmpty()) {
            orders.add(List.copyOf(begun));
        }
        for (Step step : left) {
            begun.add(step);
            permute(begun, left.stream().filter(other -> other != step).toList(), orders);
            begun.remove(begun.size() - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("someOrders")
    void theirTemplateIsWhereItWouldBeWithoutTheDriver(List<Step> order) throws Exception {
        assertTheirsStays(order);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theirTemplateIsWhereItWouldBeWithoutTheDriverInEachOrder(List<Step> order) throws Exception {
        assertTheirsStays(order);
    }

    /** What is there on a device without the driver after the same steps is the truth. */
    private void assertTheirsStays(List<Step> order) throws Exception {
        VenusRoot without = new VenusRoot(Files.createDirectory(directory.resolve("without")));
        for (int step = 0; step < order.size(); step++) {
            List<String> expected = templates(without, order.get(step));

            List<String> found = templates(venus, order.get(step));

            assertThat(found).as("after %s of %s", order.subList(0, step + 1), order).containsAll(expected);
            boolean isOurs = order.indexOf(Step.OURS) <= step && order.subList(step + 1, order.size()).contains(Step.UNINSTALL);
            assertThat(found.contains("template dbus-p1")).as("ours after %s", order.subList(0, step + 1)).isEqualTo(isOurs);
        }
    }

    /** Returns the templates that the serial-starter finds after a boot and this step. */
    private static List<String> templates(VenusRoot venus, Step step) throws IOException, InterruptedException {
        boolean isOurs = Files.exists(venus.data("package-1"));
        if (step == Step.FIRMWARE) {
            // The new root file system has what Victron put there.
            venus.shell(venus.flash("opt/victronenergy"), "rm -rf service-templates/their-monitor service-templates/dbus-p1; printf '"
                    + VenusRoot.FSTAB.replace("\n", "\\n") + "' >$flash/etc/fstab; rm -f $flash/etc/udev/rules.d/zz-dbus-p1.rules");
        }
        String done = switch (step) {
            case OURS -> isOurs ? "/data/package-1/venus/install" : "";
            case THEIRS -> THEIRS;
            case UNINSTALL -> isOurs ? "/data/package-1/venus/uninstall" : "";
            case REBOOT, FIRMWARE -> "";
        };
        return venus.succeeds(HOOK + done + LIST).output().lines().filter(line -> line.startsWith("template ")).toList();
    }

    /** One that writes while the root file system is read-only finds the copy, which lasts. */
    @Test
    void aTemplateThatIsWrittenToTheCopyLastsUntilItCanBeReturned() throws Exception {
        venus.succeeds("/data/package-1/venus/install; mkdir " + TEMPLATES + "/their-monitor");

        assertThat(venus.succeeds(HOOK + LIST).output()).contains("template their-monitor\n", "template dbus-p1\n");
        Ended left = venus.succeeds(HOOK + "/data/dbus-p1/uninstall; ls /data/dbus-p1/service-templates");
        assertThat(left.output()).contains("uninstall: other programs have put service templates into /data/dbus-p1/service-templates, and "
                + "the root file system is read-only: their-monitor stay there. To use them without dbus-p1: "
                + REMOUNT + "; cp -a /data/dbus-p1/service-templates/. " + TEMPLATES + "/\n")
                .contains("\ntheir-monitor\n");
        assertThat(venus.succeeds("/data/package-1/venus/install; " + LIST).output()).contains("template their-monitor\n");
        assertThat(venus.succeeds(HOOK + REMOUNT + "; /data/package-1/venus/uninstall" + LIST)
                .output()).contains("template their-monitor\n");
        assertThat(venus.data("dbus-p1")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "uninstall"})
    void aShellThatWorksInTheTemplatesDoesNotEndItHalfWay(String command) throws Exception {
        Ended ended = venus.succeeds("/data/package-1/venus/install; cd " + TEMPLATES + "; /data/package-1/venus/" + command
                + "; cd /; /data/package-1/venus/" + command + LIST);

        assertThat(ended.output()).contains("template gps-dbus\n").doesNotContain("template dbus-p1", "umount");
    }

    /** A power cut may leave it. */
    @Test
    void whatAnInterruptedRunLeftIsInTheWayOfNothing() throws Exception {
        Files.createDirectories(venus.flash(TEMPLATES.substring(1) + "/.dbus-p1.new/log"));

        venus.succeeds(REMOUNT + "; /data/package-1/venus/install; /data/package-1/venus/uninstall");

        assertThat(venus.flash(TEMPLATES.substring(1) + "/.dbus-p1.new")).doesNotExist();
    }

    @Test
    void whatWasWriteableBeforeStaysSo() throws Exception {
        venus.succeeds(REMOUNT);

        Ended ended = venus.succeeds("/data/package-1/venus/install; cat /proc/mounts; /data/package-1/venus/uninstall");

        assertThat(ended.output()).doesNotContain(" " + TEMPLATES + " ");
        assertThat(venus.flash("etc/fstab")).content().contains("/dev/root / auto defaults");
    }

    /** The other add-on was removed, and has made the root file system read-only again. */
    @Test
    void ourTemplateThatCannotBeRemovedIsTold() throws Exception {
        venus.succeeds(REMOUNT + "; /data/package-1/venus/install");
        VenusRoot.write(venus.flash("etc/fstab"), VenusRoot.FSTAB);

        Ended ended = venus.succeeds(HOOK + "/data/package-1/venus/uninstall" + LIST);

        assertThat(ended.output()).contains("uninstall: the root file system is read-only now: " + TEMPLATES + "/dbus-p1 stays there, and "
                + "nothing uses it. To remove it: " + REMOUNT + "; rm -r " + TEMPLATES + "/dbus-p1\n", "template dbus-p1\n");
        assertThat(venus.data("dbus-p1")).doesNotExist();
    }
}
