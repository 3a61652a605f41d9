/** From Snowflake's syntax tree to typed DuckDB SQL. */
@NullMarked
package io.hubflow.snowflake.emulator.translate;

import org.jspecify.annotations.NullMarked;
