package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StaticFilesTest {
    private static final int MOST = 8;

    private static void read(OutputStream out) throws IOException {
        Request request = new Request("GET", "/decoder/page.js", Map.of(), Map.of(), true, InetAddress.getLoopbackAddress());
        new StaticFiles().answer(request).body().writeTo(out);
    }

    /** Each takes half a megabyte of the driver's memory meanwhile. */
    @Test
    void onlySomeClientsReadALargeFileAtOnce() throws Exception {
        CountDownLatch reading = new CountDownLatch(MOST);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            clients.add(new Thread(() -> {
                try {
                    read(new OutputStream() {
                        @Override
                        public void write(int one) throws IOException {
                            reading.countDown();
                            try {
                                end.await();
                            } catch (InterruptedException interrupted) {
                                throw new IOException(interrupted);
                            }
                        }
                    });
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        clients.forEach(Thread::start);
        reading.await();
        assertThatThrownBy(() -> read(OutputStream.nullOutputStream())).isInstanceOf(IOException.class).hasMessageContaining("at once");
        end.countDown();
        for (Thread client : clients) {
            client.join();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        read(whole);
        assertThat(whole.size()).isPositive();
    }
}
