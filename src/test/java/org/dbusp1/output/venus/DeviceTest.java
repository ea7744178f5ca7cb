package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device whose registering the test holds back, between its decision to come to the bus and its coming. */
@Tag("server")
@Timeout(120)
class DeviceTest {
    private static final String NAME = "com.victronenergy.grid.p1_held";
    private static final String SETTING = "/Settings/Devices/p1_held/ClassAndVrmInstance";
    private final TestBus bus = new TestBus();
    private final BusClient client = bus.client();
    private final Object lock = new Object();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();
    private LocalSettings settings;
    private Device<Object, String> device;

    DeviceTest() throws IOException {
    }

    @BeforeEach
    void prepare() throws IOException {
        bus.localsettings();
        TestBus.await("localsettings", () -> !client.owner(LocalSettings.NAME).isEmpty());
        settings = LocalSettings.connect(bus.address().replace("unix:path=", ""), Duration.ofSeconds(20));
        settings.watch(noEvents(), new DriverEnd((status, line) -> ends.add(line)));
        device = new Device<>(new DeviceKind<>("p1_held", "p1_held", List.of("grid"), Optional.empty(), Optional.empty(),
                registration -> List.of(), (published, registration) -> ""), context());
    }

    @AfterEach
    void close() throws IOException {
        settings.close();
        bus.close();
    }

    /** What a device asks for; how it ends the driver is noted. */
    private DeviceContext context() {
        return stub(DeviceContext.class);
    }

    private LocalSettings.Events noEvents() {
        return stub(LocalSettings.Events.class);
    }

    private <T> T stub(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> switch (method.getName()) {
            case "lock" -> lock;
            case "socket" -> bus.address().replace("unix:path=", "");
            case "settings" -> Optional.of(settings);
            case "whenBusAnswers" -> {
                held.add((Runnable) given[0]);
                yield null;
            }
            case "end" -> new DriverEnd((status, line) -> ends.add(line));
            case "present", "changed", "surroundingsChanged" -> null;
            default -> {
                if (method.getReturnType().isInterface()) {
                    yield stub(method.getReturnType());
                }
                throw new AssertionError(method + " was called");
            }
        }));
    }

    private void publish() {
        synchronized (lock) {
            device.publish(new Object());
        }
    }

    private int instance() {
        synchronized (lock) {
            return device.onBus().map(service -> service.registration().instance()).orElse(-1);
        }
    }

    @Test
    void localsettingsThatComeBackWhileItRegistersAreAskedAgain() {
        publish();
        TestBus.await("the device", () -> instance() == 40);
        synchronized (lock) {
            device.withdraw();
        }
        TestBus.await("its end", () -> client.owner(NAME).isEmpty());

        TestBus.await("the decision to register with what is known", () -> {
            publish();
            return !held.isEmpty();
        });
        client.item(LocalSettings.NAME, SETTING, "SetValue", "v:s", "grid:61");
        synchronized (lock) {
            device.settingsReturned();
        }
        assertThat(held).hasSize(1);
        held.remove().run();

        TestBus.await("the instance that localsettings have now", () -> {
            publish();
            // One by one: the bus's thread may add another at any moment.
            for (Runnable registration = held.poll(); registration != null; registration = held.poll()) {
                registration.run();
            }
            return instance() == 61;
        });
        assertThat(ends).isEmpty();
    }
}
