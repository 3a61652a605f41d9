/** Faults that tests schedule. */
@NullMarked
package io.hubflow.snowflake.emulator.fault;

import org.jspecify.annotations.NullMarked;
