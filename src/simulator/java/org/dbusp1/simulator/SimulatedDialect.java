package org.dbusp1.simulator;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form in which meters of a kind write.
 *
 * @param name           name on the command line
 * @param title          name for people
 * @param zone           zone of the meter's clock
 * @param interval       seconds between telegrams; approximate for binary meters
 * @param deviceInterval seconds between readings of M-Bus devices
 * @param checksum       whether a CRC follows the exclamation mark
 * @param netting        whether the export of one phase is subtracted from the import of others
 * @param tariffs        the times of the tariffs
 * @param devices        usual M-Bus devices
 * @param template       the telegram, see {@link Template}; empty for a binary meter
 * @param lists          the lists that a binary meter pushes; null for a meter with telegrams of text
 */
public record SimulatedDialect(String name, String title, ZoneId zone, int interval, int deviceInterval,
                               boolean checksum, boolean netting, TariffRule tariffs, List<SimulatedMedium> devices,
                               String template, @Nullable PushList lists) {
    /** Makes a dialect with text telegrams. */
    SimulatedDialect(String name, String title, ZoneId zone, int interval, int deviceInterval, boolean checksum,
                     boolean netting, TariffRule tariffs, List<SimulatedMedium> devices, String template) {
        this(name, title, zone, interval, deviceInterval, checksum, netting, tariffs, devices, template,
                null);
    }
}
