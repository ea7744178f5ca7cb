/** Publishes readings to an MQTT broker, in several layouts of topics, and announces them to Home Assistant. */
package org.dbusp1.output.mqtt;
