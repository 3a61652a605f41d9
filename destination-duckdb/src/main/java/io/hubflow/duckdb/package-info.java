/** The default destination: hubflow's tables in one DuckDB file, written by DuckDB inside this process. */
@NullMarked
package io.hubflow.duckdb;

import org.jspecify.annotations.NullMarked;
