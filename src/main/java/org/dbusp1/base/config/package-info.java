/**
 * The configuration: its keys, and how files, variables and options are read and checked. {@code app.assembly} makes the parts of a
 * driver from it.
 */
@NullMarked
package org.dbusp1.base.config;

import org.jspecify.annotations.NullMarked;
