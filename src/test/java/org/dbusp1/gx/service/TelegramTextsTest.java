package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.fuzz.Checksums;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Telegrams with right checksums and with each control character in every text, decoded and checked, to a real bus. */
@Tag("server")
class TelegramTextsTest {
    private static final String GASMETER = "com.victronenergy.gasmeter.p1_ttyUSB0_gas";

    @RegisterExtension
    private final VenusRig rig = VenusRig.started(VenusRig.settings(null, null, PhaseOrder.STRAIGHT, true));

    @Test
    void noTextOfATelegramEndsTheConnectionToTheBus() {
        StringBuilder telegrams = new StringBuilder(telegram(0, 'x', 100));
        for (char c = 0; c < 0xA0; c = c == ' ' - 1 ? 0x7F : (char) (c + 1)) {
            telegrams.append(telegram(c + 1, c, 1000 + c));
        }
        List<Snapshot> snapshots = CheckedLine.snapshots(telegrams.toString().getBytes(StandardCharsets.ISO_8859_1));
        assertThat(snapshots).as("telegrams with odd texts").hasSizeGreaterThan(30);
        for (Snapshot snapshot : snapshots) {
            rig.send(snapshot);
            rig.awaitName(GASMETER);
            rig.awaitValue("/Ac/Power", snapshot.published().values().decimal(Quantity.POWER_NET).doubleValue() + "");
        }
        assertThat(rig.client.signals("NameOwnerChanged").stream().map(signal -> signal.get("body"))
                .filter(body -> body.get(0).get(1).asText().startsWith("com.victronenergy.") && body.get(2).get(1).asText().isEmpty()))
                .as("services that left the bus").isEmpty();
    }

    /** The numbers of the meters stay the same: others would be other meters. */
    private static String telegram(int second, char c, int watts) {
        String text = """
                /ISK5\\2M5%1$s50T

                1-3:0.2.8(5%1$s0)
                0-0:1.0.0(26011520%2$04dW)
                0-0:96.1.1(K8EG)
                1-0:1.8.1(000123.456*kWh)
                1-0:2.8.1(000000.000*kWh)
                0-0:96.14.0(0001)
                1-0:1.7.0(%3$06.3f*kW)
                1-0:2.7.0(00.000*kW)
                0-0:17.0.0(016.1*k%1$sW)
                0-0:96.3.10(1%1$s)
                0-0:96.13.1(co%1$sde)
                0-0:96.13.0(mess%1$sage)
                0-1:24.1.0(003)
                0-1:96.1.0(G1)
                0-1:24.2.1(260115200500W)(00012.345*m%1$s3)
                !""".replace("\n", "\r\n")
                .transform(form -> String.format(Locale.ROOT, form, c, 900 + second / 60 * 100 + second % 60, watts / 1000.0));
        return text + "%04X\r\n".formatted(Checksums.arc(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
