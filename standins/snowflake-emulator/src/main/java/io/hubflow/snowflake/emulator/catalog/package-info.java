/** What the emulated account holds: databases, schemas, tables, stages, warehouses, users, roles and grants. */
@NullMarked
package io.hubflow.snowflake.emulator.catalog;

import org.jspecify.annotations.NullMarked;
