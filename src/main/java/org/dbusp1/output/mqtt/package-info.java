/**
 * Publishes readings to an MQTT broker (MQTT 5) in several topic layouts, and announces the meter to Home Assistant by MQTT discovery.
 * Receives only Home Assistant's birth message.
 */
@NullMarked
package org.dbusp1.output.mqtt;

import org.jspecify.annotations.NullMarked;
