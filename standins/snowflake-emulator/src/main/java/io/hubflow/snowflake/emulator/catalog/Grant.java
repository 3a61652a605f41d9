package io.hubflow.snowflake.emulator.catalog;

/**
 * A privilege that a role holds.
 *
 * @param privilege e.g. {@code USAGE}, {@code CREATE TABLE}; {@code OWNERSHIP} is a field of the object instead
 * @param objectType DATABASE, SCHEMA, TABLE, VIEW, STAGE, FILE FORMAT, WAREHOUSE or ACCOUNT
 * @param object the object's full name as {@code Name.toString()} prints it, e.g. {@code HUBSPOT.CRM}
 */
public record Grant(String role, String privilege, String objectType, String object) {}
