/**
 * The configuration: its keys, and how files, variables and options are read and checked. It makes no parts of a
 * driver: {@code assembly} does.
 */
package org.dbusp1.config;
