package org.dbusp1.gx.service;

import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.ess.limit.Reserve;

/**
 * What limiting the peak remembers and heeds.
 *
 * @param reserve the charge up to which the battery is kept for peaks
 * @param overrideMark marks in a file that the peak limiter has set the override, so that a later start can release it
 */
public record EssParts(Reserve reserve, WrittenMark overrideMark) {
}
