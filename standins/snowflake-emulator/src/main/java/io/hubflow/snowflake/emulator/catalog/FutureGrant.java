package io.hubflow.snowflake.emulator.catalog;

/**
 * A privilege that a role gets on each object that is made from now on in a schema or a database.
 *
 * @param objectType TABLE, VIEW, STAGE or FILE FORMAT
 * @param containerType SCHEMA or DATABASE
 * @param container the container's full name as {@code Name.toString()} prints it
 */
public record FutureGrant(String role, String privilege, String objectType, String containerType, String container) {}
