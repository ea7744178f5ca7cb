package org.dbusp1.gx.ess.limit;

import java.time.Instant;

/**
 * A limit of the inverters' power that another program has set.
 *
 * @param watts NaN for a value that is no number
 * @param since the time when the limit was first read
 */
record OtherLimit(double watts, Instant since) {
}
