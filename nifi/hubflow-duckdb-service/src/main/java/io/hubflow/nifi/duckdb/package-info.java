/** DuckDB for NiFi flows that have no Snowflake. */
@NullMarked
package io.hubflow.nifi.duckdb;

import org.jspecify.annotations.NullMarked;
