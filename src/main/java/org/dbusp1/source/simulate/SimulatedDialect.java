package org.dbusp1.source.simulate;

import java.time.ZoneId;
import java.util.List;

/**
 * How meters of a kind write.
 *
 * @param name           on the command line
 * @param title          for people
 * @param zone           of the meter's clock
 * @param interval       seconds between telegrams
 * @param deviceInterval seconds between readings of M-Bus devices
 * @param checksum       whether a CRC stands behind the exclamation mark
 * @param netting        whether phases that export make up for phases that import
 * @param tariffs        which tariff counts when
 * @param devices        M-Bus devices that such a meter usually has
 * @param template       the telegram, see {@link Template}
 */
public record SimulatedDialect(String name, String title, ZoneId zone, int interval, int deviceInterval,
                               boolean checksum, boolean netting, TariffRule tariffs, List<Medium> devices,
                               String template) {
}
