/**
 * Passes each good telegram, byte for byte, to the clients of a TCP port.
 */
package org.dbusp1.output.tcp;
