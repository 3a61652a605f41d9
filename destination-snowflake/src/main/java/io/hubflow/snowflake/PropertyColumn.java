package io.hubflow.snowflake;

import io.hubflow.engine.destination.ColumnType;

/**
 * A property and the column that holds it.
 *
 * @param name as in HubSpot
 * @param column as in Snowflake: upper-cased, and changed where another property had taken that name or Snowflake refuses it
 */
record PropertyColumn(String name, String column, ColumnType type) {}
