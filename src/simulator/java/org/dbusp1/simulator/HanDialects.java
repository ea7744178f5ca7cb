package org.dbusp1.simulator;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Binary meters: Norway's lists of Aidon (HAN interface description 1.1A), Kaifa (KFM_001) and Kamstrup (HAN-NVE 3.1), Kaifa
 * in Austria (Netz NÖ), whose lists are encrypted, and Sagemcom XT211 in the Czech Republic (EG.D), without a frame. Aidon
 * and Kaifa in Norway mostly send lists with only the import, and every 10 s a longer list; all send counters once an hour.
 */
final class HanDialects {
    /** The decryption key of the encrypted meter, which the dialect's title tells the user. */
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";

    private static final String NO_TIME = "0F" + "40000000" + "00";

    static final List<SimulatedDialect> ALL = List.of(
            dialect("han-aidon", "Norway, HAN, Aidon", "Europe/Oslo", 3, new Aidon()),
            dialect("han-kaifa", "Norway, HAN, Kaifa", "Europe/Oslo", 2, new Kaifa()),
            dialect("han-kamstrup", "Norway, HAN, Kamstrup", "Europe/Oslo", 10, new Kamstrup()),
            dialect("han-kaifa-at", "Austria, M-Bus, Kaifa; key " + KEY, "Europe/Vienna", 5, new KaifaAustria()),
            dialect("han-czechia", "Czech Republic, RS-485, Sagemcom XT211", "Europe/Prague", 60, new Czechia()));

    private HanDialects() {
    }

    private static SimulatedDialect dialect(String name, String title, String zone, int interval, PushList lists) {
        return new SimulatedDialect(name, title, ZoneId.of(zone), interval, 3_600, false, true, TariffRule.SINGLE,
                List.of(), "", lists);
    }

    private static long value(SimulatedMeter meter, String field, int exponent) {
        return NumberField.of(field).value(meter, exponent);
    }

    private static ZonedDateTime now(SimulatedMeter meter) {
        return meter.clock().local(meter.second());
    }

    /** Returns whether the long list of this second is the hourly list with counters: from 10 to 19 s after the full hour. */
    private static boolean hourly(SimulatedMeter meter) {
        int second = (int) Math.floorMod(meter.second(), 3_600L);
        return second >= 10 && second < 20;
    }

    /** List 1 every 2.5 s, with the values of a whole second; list 2 every 10 s. */
    private static final class Aidon implements PushList {
        @Override
        public int pause(long second) {
            return Math.floorMod(second, 5) < 3 ? 3 - Math.floorMod(second, 5) : 5 - Math.floorMod(second, 5);
        }

        @Override
        public long pauseMillis(long second) {
            return 2_500;
        }

        @Override
        public byte[] push(SimulatedMeter meter) {
            AXdrWriter list = new AXdrWriter().hex(NO_TIME);
            if (Math.floorMod(meter.second(), 10) >= 3) {
                power(list.array(1), meter, "1-0:1.7.0", "P+", 27);
            } else {
                longList(list, meter);
            }
            return LinkFrame.hdlc("41088313", list.bytes());
        }

        private static void longList(AXdrWriter list, SimulatedMeter meter) {
            list.array(hourly(meter) ? 18 : 13);
            list.structure(2).code("1-1:0.2.129").visible("AIDON_V0001");
            list.structure(2).code("0-0:96.1.0").visible("7359992800000001");
            list.structure(2).code("0-0:96.1.7").visible("6525");
            power(list, meter, "1-0:1.7.0", "P+", 27);
            power(list, meter, "1-0:2.7.0", "P-", 27);
            power(list, meter, "1-0:3.7.0", "Q+", 29);
            power(list, meter, "1-0:4.7.0", "Q-", 29);
            for (int phase = 1; phase <= 3; phase++) {
                list.structure(3).code("1-0:" + (11 + 20 * phase) + ".7.0")
                        .signedLong(value(meter, "I+-.L" + phase, -1)).scalerAndUnit(-1, 33);
            }
            for (int phase = 1; phase <= 3; phase++) {
                list.structure(3).code("1-0:" + (12 + 20 * phase) + ".7.0")
                        .longUnsigned(value(meter, "U.L" + phase, -1)).scalerAndUnit(-1, 35);
            }
            if (hourly(meter)) {
                list.structure(2).code("0-0:1.0.0").clock(now(meter), true);
                energy(list, meter, "1-0:1.8.0", "A+", 30);
                energy(list, meter, "1-0:2.8.0", "A-", 30);
                energy(list, meter, "1-0:3.8.0", "R+", 32);
                energy(list, meter, "1-0:4.8.0", "R-", 32);
            }
        }

        private static void power(AXdrWriter list, SimulatedMeter meter, String code, String field, int unit) {
            list.structure(3).code(code).doubleLongUnsigned(value(meter, field, 0)).scalerAndUnit(0, unit);
        }

        private static void energy(AXdrWriter list, SimulatedMeter meter, String code, String field, int unit) {
            list.structure(3).code(code).doubleLongUnsigned(value(meter, field, 1)).scalerAndUnit(1, unit);
        }
    }

    /** List 1 every 2 s, list 2 every 10 s. */
    private static final class Kaifa implements PushList {
        @Override
        public int pause(long second) {
            return 2;
        }

        @Override
        public byte[] push(SimulatedMeter meter) {
            // Kaifa also sends the tag of the date-time.
            AXdrWriter list = new AXdrWriter().hex("0F" + "40000000" + "09").dateTime(now(meter), false);
            if (Math.floorMod(meter.second(), 10) >= 2) {
                list.structure(1).doubleLongUnsigned(value(meter, "P+", 0));
            } else {
                longList(list, meter);
            }
            return LinkFrame.hdlc("01020110", list.bytes());
        }

        private static void longList(AXdrWriter list, SimulatedMeter meter) {
            list.structure(hourly(meter) ? 18 : 13).octets("KFM_001").octets("6970631400000001").octets("MA304H4");
            numbers(list, meter, 0, "P+", "P-", "Q+", "Q-");
            numbers(list, meter, -3, "I.L1", "I.L2", "I.L3");
            numbers(list, meter, -1, "U.L1", "U.L2", "U.L3");
            if (hourly(meter)) {
                list.clock(now(meter), false);
                numbers(list, meter, 0, "A+", "A-", "R+", "R-");
            }
        }

        private static void numbers(AXdrWriter list, SimulatedMeter meter, int exponent, String... fields) {
            for (String field : fields) {
                list.doubleLongUnsigned(value(meter, field, exponent));
            }
        }
    }

    /** One list every 10 s, once an hour with counters in units of 10 Wh. */
    private static final class Kamstrup implements PushList {
        @Override
        public int pause(long second) {
            return 10;
        }

        @Override
        public byte[] push(SimulatedMeter meter) {
            AXdrWriter list = new AXdrWriter().hex("0F" + "00000000").dateTime(now(meter), false);
            list.structure(hourly(meter) ? 35 : 25).visible("Kamstrup_V0001").code("1-1:0.0.5")
                    .visible("5706567000000001").code("1-1:96.1.1").visible("6841121BN243101040");
            numbers(list, meter, 0, "1.7.0", "P+", "2.7.0", "P-", "3.7.0", "Q+", "4.7.0", "Q-");
            numbers(list, meter, -2, "31.7.0", "I.L1", "51.7.0", "I.L2", "71.7.0", "I.L3");
            for (int phase = 1; phase <= 3; phase++) {
                list.code("1-1:" + (12 + 20 * phase) + ".7.0").longUnsigned(value(meter, "U.L" + phase, 0));
            }
            if (hourly(meter)) {
                list.code("0-1:1.0.0").clock(now(meter), false);
                numbers(list, meter, 1, "1.8.0", "A+", "2.8.0", "A-", "3.8.0", "R+", "4.8.0", "R-");
            }
            return LinkFrame.hdlc("2B2113", list.bytes());
        }

        private static void numbers(AXdrWriter list, SimulatedMeter meter, int exponent, String... codesAndFields) {
            for (int i = 0; i < codesAndFields.length; i += 2) {
                list.code("1-1:" + codesAndFields[i])
                        .doubleLongUnsigned(value(meter, codesAndFields[i + 1], exponent));
            }
        }
    }

    /** All values in one list, encrypted without an authentication tag, in two frames. */
    private static final class KaifaAustria implements PushList {
        private static final byte[] TITLE = HexFormat.of().parseHex("4B464D6750000001");
        private static final String ENCRYPTED = "20";

        @Override
        public int pause(long second) {
            return 5;
        }

        @Override
        public byte[] push(SimulatedMeter meter) {
            int counter = (int) meter.second();
            AXdrWriter list = new AXdrWriter().hex("0F%08X".formatted(counter)).dateTime(now(meter), true);
            list.structure(32).clock(now(meter), true);
            register(list, meter, "1.8.0", "A+", 0, 30);
            register(list, meter, "2.8.0", "A-", 0, 30);
            register(list, meter, "1.7.0", "P+", 0, 27);
            register(list, meter, "2.7.0", "P-", 0, 27);
            for (int phase = 1; phase <= 3; phase++) {
                list.code("1-0:" + (12 + 20 * phase) + ".7.0").longUnsigned(value(meter, "U.L" + phase, -1))
                        .scalerAndUnit(-1, 35);
            }
            for (int phase = 1; phase <= 3; phase++) {
                list.code("1-0:" + (11 + 20 * phase) + ".7.0").longUnsigned(value(meter, "I.L" + phase, -2))
                        .scalerAndUnit(-2, 33);
            }
            list.octets("181220000001");
            return LinkFrame.mbus(sealed(list.bytes(), counter));
        }

        private static void register(AXdrWriter list, SimulatedMeter meter, String code, String field, int exponent,
                                     int unit) {
            list.code("1-0:" + code).doubleLongUnsigned(value(meter, field, exponent)).scalerAndUnit(exponent, unit);
        }

        /**
         * Encrypts as general-glo-ciphering: AES-128-GCM without its tag is counter mode in which the text begins with
         * counter 2.
         */
        private static byte[] sealed(byte[] text, int counter) {
            try {
                Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(HexFormat.of().parseHex(KEY), "AES"),
                        new IvParameterSpec(ByteBuffer.allocate(16).put(TITLE).putInt(counter).putInt(2).array()));
                return ByteBuffer.allocate(18 + text.length).put((byte) 0xDB).put((byte) TITLE.length).put(TITLE)
                        .put((byte) 0x82).putShort((short) (5 + text.length)).put(HexFormat.of().parseHex(ENCRYPTED))
                        .putInt(counter).put(cipher.doFinal(text)).array();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** All values once a minute, each value after the descriptor of its attribute. */
    private static final class Czechia implements PushList {
        private static final List<String> POWERS = List.of("1 P+", "21 P+.L1", "41 P+.L2", "61 P+.L3", "2 P-",
                "22 P-.L1", "42 P-.L2", "62 P-.L3");

        @Override
        public int pause(long second) {
            return 60 - Math.floorMod(second, 60);
        }

        @Override
        public byte[] push(SimulatedMeter meter) {
            AXdrWriter list = new AXdrWriter().hex(NO_TIME).structure(2).hex("1601").array(16);
            entry(list, 1, "0-0:42.0.0").octets("EGD000001");
            entry(list, 1, "0-0:96.1.0").octets("0000000001");
            entry(list, 70, "0-0:96.3.10").hex("1601");
            entry(list, 1, "0-0:96.14.0").octets("T" + value(meter, "tariff", 0));
            for (String power : POWERS) {
                String[] parts = power.split(" ");
                entry(list, 3, "1-0:" + parts[0] + ".7.0").doubleLongUnsigned(value(meter, parts[1], 0));
            }
            entry(list, 3, "1-0:1.8.0").doubleLongUnsigned(value(meter, "A+", 0));
            entry(list, 3, "1-0:1.8.1").doubleLongUnsigned(value(meter, "A+.1", 0));
            entry(list, 3, "1-0:2.8.0").doubleLongUnsigned(value(meter, "A-", 0));
            entry(list, 1, "0-0:96.13.0").octets("");
            return list.bytes();
        }

        private static AXdrWriter entry(AXdrWriter list, int group, String obis) {
            return list.structure(2).descriptor(group, obis);
        }
    }
}
