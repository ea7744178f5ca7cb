package org.dbusp1.app.assembly;

import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.base.config.Config;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.gx.service.VenusConfig;

/** Makes the reporter of a line from a configuration: if D-Bus is off, the report says nothing about ESS. */
public final class ReporterFactory {
    private ReporterFactory() {
    }

    public static Reporter of(Config config) {
        return of(config, SourceConfig.name(config));
    }

    /** @param source source of the bytes, for people */
    public static Reporter of(Config config, String source) {
        return Reporter.of(config, source, VenusConfig.isEnabled(config), DeviceChoices.read());
    }

    /** Returns the reporter of a driver. @param device the owner's choices on the screen of the GX device */
    static Reporter of(Config config, DeviceChoices device) {
        return Reporter.of(config, SourceConfig.name(config), VenusConfig.isEnabled(config), device);
    }
}
