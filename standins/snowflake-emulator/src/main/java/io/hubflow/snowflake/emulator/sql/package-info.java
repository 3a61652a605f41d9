/** The dialect: tokens, the syntax tree and the parser of the statements that a loader sends. */
@NullMarked
package io.hubflow.snowflake.emulator.sql;

import org.jspecify.annotations.NullMarked;
