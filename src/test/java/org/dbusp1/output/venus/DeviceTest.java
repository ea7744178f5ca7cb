package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.dbusp1.dbus.BusConnection;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.process.ExitStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A device alone, on its loop, without the signals of localsettings. */
@Tag("server")
@Timeout(120)
class DeviceTest {
    private static final String NAME = "com.victronenergy.grid.p1_held";
    private static final String SETTING = "/Settings/Devices/p1_held/ClassAndVrmInstance";
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop(mistake -> ends.add(mistake.toString()));
    private final String socket = rig.bus.address().replace("unix:path=", "");
    private Optional<LocalSettings> settings = Optional.empty();
    private Device<Object, Registration> device;

    @BeforeEach
    void prepare() throws Exception {
        loop.start();
        CompletableFuture<Void> there = new CompletableFuture<>();
        loop.post(() -> settings = Optional.of(new LocalSettings(loop, socket, Duration.ofSeconds(50), new LocalSettings.Events() {
            @Override
            public void present(boolean isThere) {
                there.complete(null);
            }

            @Override
            public void changed(String path, Object value) {
                // the test is the only one who changes settings
            }

            @Override
            public void gridMetersChanged() {
                // no verdict here
            }

            @Override
            public void lost(boolean wasOpen, String why) {
                ends.add(why);
            }
        })));
        there.get();
        Context context = new Context();
        device = new Device<>(new DeviceSettings("p1_held", List.of("grid"), Optional.empty(), RuntimeSettings.NONE, context::settings),
                registration -> NAME, registration -> List.of(), (published, registration) -> registration, context);
    }

    @AfterEach
    void close() {
        loop.post(() -> {
            device.closeAtOnce();
            settings.ifPresent(LocalSettings::close);
        });
        loop.end();
    }

    private final class Context implements Device.Context {
        @Override
        public Optional<LocalSettings> settings() {
            return settings;
        }

        @Override
        public BusConnection connect(BusConnection.Client service) {
            return BusConnection.open(loop, socket, Duration.ofSeconds(50), service);
        }

        @Override
        public boolean mayRegister(Device<?, ?> any) {
            return true;
        }

        @Override
        public void registered() {
            // there is no other device
        }

        @Override
        public void left() {
            // nobody waits
        }

        @Override
        public void end(ExitStatus status, String line) {
            ends.add(line);
        }
    }

    private <T> T onLoop(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.post(() -> result.complete(work.get()));
        return result.join();
    }

    private int publish() {
        return onLoop(() -> {
            device.publish(new Object());
            return device.onBus().map(Registration::instance).orElse(-1);
        });
    }

    @Test
    void localsettingsThatComeBackWhileItRegistersAreAskedAgain() {
        TestBus.await("the device", () -> publish() == 40);
        onLoop(() -> {
            device.withdraw();
            return true;
        });
        TestBus.await("its end", () -> rig.client.owner(NAME).isEmpty() && onLoop(() -> !device.isLeaving()));
        rig.client.item(LocalSettings.NAME, SETTING, "SetValue", "v:s", "grid:61");

        onLoop(() -> {
            device.publish(new Object()); // registers with what is known
            assertThat(device.onBus()).isEmpty();
            device.settingsReturned();
            return true;
        });
        TestBus.await("the instance that localsettings have now", () -> publish() == 61);
        assertThat(ends).isEmpty();
    }
}
