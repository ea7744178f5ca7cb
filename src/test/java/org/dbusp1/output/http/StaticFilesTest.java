package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.problem.TextsTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
    private static final int MOST = 8;

    private static void read(OutputStream out) throws IOException {
        Request request = new Request("GET", "/decoder/page.js", Map.of(), Map.of(), true, InetAddress.getLoopbackAddress());
        new StaticFiles().answer(request).body().writeTo(out);
    }

    /** The page takes the row of the case, else that of the state, and a role by its name (now.js), as the driver does. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void thePageHasTheTextsOfEachStateOfEss(String language) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        new StaticFiles().answer(new Request("GET", "/texts/" + language + ".properties", Map.of(), Map.of(), true,
                InetAddress.getLoopbackAddress())).body().writeTo(file);
        Properties rows = new Properties();
        rows.load(new StringReader(file.toString(StandardCharsets.UTF_8)));
        Texts texts = Texts.in(language);
        assertThat(TextsTest.verdicts()).isNotEmpty().allSatisfy(verdict -> {
            String state = verdict.state().id();
            Map<String, String> facts = Map.of("detail", rows.getProperty("role." + verdict.detail(), verdict.detail()));
            String text = rows.getProperty(state + "." + verdict.detail(), rows.getProperty(state));
            String remedy = rows.getProperty(state + "." + verdict.detail() + ".remedy", rows.getProperty(state + ".remedy", ""));
            assertThat(texts.text(text, facts)).isEqualTo(texts.text(verdict.state(), verdict.detail()));
            assertThat(texts.text(remedy, facts)).isEqualTo(texts.remedy(verdict.state(), verdict.detail()));
        });
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
