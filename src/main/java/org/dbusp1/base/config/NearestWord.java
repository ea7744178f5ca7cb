package org.dbusp1.base.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the known word that a mistyped word was probably meant to be, or the word that has taken its place. */
public final class NearestWord {
    /**
     * What to write, and what newcomers guess instead, or know from evcc, Zigbee2MQTT, amsreader or dsmr-reader: no near word helps.
     * Suggested, never accepted.
     */
    static final Map<String, String> GUESSES = guesses("""
            tcp://HOST:PORT             --connect
            homewizard://HOST           --homewizard
            the path of the log alone   --replay
            the path of the port alone, such as /dev/ttyUSB0   --serial
            simulate:NAME               --simulate
            source                      serial.port serial.adapter serial.device device meter.device network.host source.url
            serial.settings             baudrate serial.baudrate serial.baud comset parity serial.parity
            decryption.key.file         encryption.key encryptionkey meter.key decryption.enabled key-file
            decryption.authentication-key.file   authenticationkey authentication.key auth.key meter.auth authentication-key-file
            meter.zone                  timezone meter.timezone time.zone tz
            meter.profile               dsmr.version dsmr_version meter.type meter.dialect
            mqtt.url                    mqtt.enabled mqtt.host mqtt.hostname mqtt.server mqtt.broker mqtt.address mqtt.uri mqtt.port
            mqtt.user                   mqtt.username mqtt.login
            mqtt.password.file          mqtt.pass mqtt.passwd
            mqtt.ca.file                mqtt.ca mqtt.cacert
            mqtt.cert.file              mqtt.cert mqtt.clientcert
            mqtt.key.file               mqtt.key mqtt.clientkey
            mqtt.base                   mqtt.topic mqtt.prefix mqtt.base_topic mqtt.publish mqtt.topic-prefix
            mqtt.ha.discovery           mqtt.discovery homeassistant homeassistant.enabled mqtt.homeassistant
            http.enabled                web.enabled frontend.enabled webserver.enabled page.enabled
            http.port                   web.port frontend.port network.port webserver.port
            http.allow                  http.host web.host frontend.host web.allow api.hosts
            http.token.file             http.token http.password frontend.auth_token api.key api.keys
            http.prices                 prices tariffs.grid tariffs.feedin
            history.url                 history.file history.path database.dsn database.url db.url database
            csv.dir                     csv.path csv.folder csv.directory
            log.level                   loglevel advanced.log_level""");

    private NearestWord() {
    }

    /** Reads lines of what to write, two blanks, and words. */
    private static Map<String, String> guesses(String table) {
        Map<String, String> guesses = new HashMap<>();
        table.lines().map(line -> line.split(" {2,}"))
                .forEach(row -> List.of(row[1].split(" ")).forEach(word -> guesses.put(word, row[0])));
        return Map.copyOf(guesses);
    }

    /**
     * Returns the known word that needs the fewest changes of letters, ignoring upper and lower case; of equals the first.
     * Empty when more than a third of the letters of the shorter word would change; one change is always allowed.
     */
    public static Optional<String> nearest(String word, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt(known -> distance(small(word), small(known)))).filter(known ->
                distance(small(word), small(known)) <= Math.max(1, Math.min(word.length(), known.length()) / 3));
    }

    private static String small(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the end of a message about a key, option or command that there is not: {@code ; write NAME} if another one has taken its
     * place, else {@code ; the nearest is NAME}; empty if no word is near.
     */
    public static String hint(String word, Collection<String> words) {
        String instead = GUESSES.get(word);
        String key = word.startsWith("--") ? GUESSES.get(word.substring(2)) : null;
        if (instead == null && key != null) {
            instead = "--" + key;
        }
        return instead != null ? "; write " + instead : nearest(word, words).map(near -> "; the nearest is " + near).orElse("");
    }

    /** Returns Levenshtein's distance, with an exchange of two neighbouring letters as one change. */
    static int distance(String text, String other) {
        int[][] changes = new int[text.length() + 1][other.length() + 1];
        for (int i = 0; i <= text.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                changes[i][j] = i == 0 || j == 0 ? i + j : Math.min(
                        changes[i - 1][j - 1] + (text.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1),
                        1 + Math.min(changes[i - 1][j], changes[i][j - 1]));
                if (i > 1 && j > 1 && text.charAt(i - 1) == other.charAt(j - 2) && text.charAt(i - 2) == other.charAt(j - 1)) {
                    changes[i][j] = Math.min(changes[i][j], changes[i - 2][j - 2] + 1);
                }
            }
        }
        return changes[text.length()][other.length()];
    }
}
