/** A stand-in for Snowflake, spoken to by the real JDBC driver. For tests and demos only. */
@NullMarked
package io.hubflow.snowflake.emulator;

import org.jspecify.annotations.NullMarked;
