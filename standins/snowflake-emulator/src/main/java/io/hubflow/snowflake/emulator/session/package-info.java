/** Sessions and the execution of statements: transactions, locks, results. */
@NullMarked
package io.hubflow.snowflake.emulator.session;

import org.jspecify.annotations.NullMarked;
