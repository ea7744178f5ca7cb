package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.SampleMeter;

/**
 * A fleet: many simulated meters at one telegram a second, each with an output of its own, from this process into one
 * mosquitto. Measured from a snapshot's hand-over to the arrival of its state at one reader of the whole fleet.
 *
 * <p>Arguments: meters (1000) and seconds (60).
 */
public final class FleetBench {
    private static final String STATE = "/state";

    private final int meters;
    private final int seconds;
    private final Map<String, Long> underWay = new ConcurrentHashMap<>();
    private Latencies latencies = new Latencies();

    private FleetBench(int meters, int seconds) {
        this.meters = meters;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        int meters = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        System.out.printf("%d meters, each a telegram a second for %d s, one process, one mosquitto%n", meters, seconds);
        System.out.printf("%-24s%10s%7s%s%9s%9s%9s%n", "", "telegrams", "lost",
                Latencies.headings(), "CPU ms/s", "broker", "heap MB");
        new FleetBench(meters, seconds).run("native", Profile.NATIVE);
        System.exit(0);
    }

    private void run(String title, Profile profile) throws Exception {
        try (Mosquitto broker = Mosquitto.quiet("allow_anonymous true", "max_inflight_messages 1000",
                "set_tcp_nodelay true")) {
            Mqtt5AsyncClient reader = reader(broker.port());
            List<SampleMeter> houses = new ArrayList<>();
            List<MqttOutput> outputs = new ArrayList<>();
            for (int i = 0; i < meters; i++) {
                houses.add(SampleMeter.house("dsmr50", "meter" + i, DemandSettings.DEFAULT));
                outputs.add(new MqttOutput(TestSettings.of(broker.port(), profile), Optional::empty, Optional::empty));
            }
            second(houses, outputs);
            awaitAll();
            underWay.clear();
            latencies = new Latencies();
            long cpu = cpuMillis(ProcessHandle.current().pid());
            long brokerCpu = cpuMillis(broker.pid());
            for (int i = 0; i < seconds; i++) {
                second(houses, outputs);
            }
            awaitAll();
            int sent = meters * seconds;
            System.out.printf(Locale.ROOT, "%-24s%10d%7d%s%9d%9d%9d%n", title, sent,
                    sent - latencies.count(),
                    latencies.cells(), (cpuMillis(ProcessHandle.current().pid()) - cpu) / seconds,
                    (cpuMillis(broker.pid()) - brokerCpu) / seconds, heapMegabytes());
            outputs.forEach(MqttOutput::close);
            reader.disconnect().get(10, TimeUnit.SECONDS);
        }
    }

    /** Each meter sends once, evenly over a second. */
    private void second(List<SampleMeter> houses, List<MqttOutput> outputs) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < meters; i++) {
            Snapshot snapshot = houses.get(i).next();
            long due = start + i * 1_000_000_000L / meters;
            while (System.nanoTime() < due) {
                TimeUnit.NANOSECONDS.sleep(Math.min(500_000, due - System.nanoTime()));
            }
            underWay.put("meter" + i + " " + snapshot.reading().time().orElseThrow(), System.nanoTime());
            outputs.get(i).snapshot(snapshot);
        }
    }

    private Mqtt5AsyncClient reader(int port) throws Exception {
        Mqtt5AsyncClient reader = Mqtt5Client.builder().identifier("reader").serverHost("127.0.0.1").serverPort(port)
                .buildAsync();
        reader.connect().get(10, TimeUnit.SECONDS);
        reader.subscribeWith().topicFilter("dbus-p1/+" + STATE).qos(MqttQos.AT_LEAST_ONCE).callback(message -> {
            long now = System.nanoTime();
            String topic = message.getTopic().toString();
            String payload = new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8);
            String time = payload.substring("{\"time\":\"".length(), payload.indexOf('"', "{\"time\":\"".length()));
            Long since = underWay.remove(topic.substring("dbus-p1/".length(), topic.length() - STATE.length()) + " " + time);
            if (since != null) {
                latencies.add(now - since);
            }
        }).send().get(10, TimeUnit.SECONDS);
        return reader;
    }

    private void awaitAll() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!underWay.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static long cpuMillis(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
    }

    private static long heapMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
