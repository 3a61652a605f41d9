package io.hubflow.snowflake;

/** The settings by their configured key and by the official connector's name, where it has one. */
public enum SnowflakeOption {
    ACCOUNT_IDENTIFIER("snowflake.account-identifier", "Snowflake Account Identifier"),
    AUTHENTICATION_STRATEGY("snowflake.authentication-strategy", "Snowflake Authentication Strategy"),
    USERNAME("snowflake.username", "Snowflake Username"),
    ROLE("snowflake.role", "Snowflake Role"),
    WAREHOUSE("snowflake.warehouse", "Snowflake Warehouse"),
    PRIVATE_KEY("snowflake.private-key", "Snowflake Private Key"),
    PRIVATE_KEY_FILE("snowflake.private-key-file", "Snowflake Private Key File"),
    PRIVATE_KEY_PASSWORD("snowflake.private-key-password", "Snowflake Private Key Password"),
    TOKEN("snowflake.token", "the token of PROGRAMMATIC_ACCESS_TOKEN or OAUTH"),
    PASSWORD("snowflake.password", "the password of PASSWORD"),
    DATABASE("snowflake.destination-database", "Destination Database"),
    SCHEMA("snowflake.destination-schema", "Destination Schema"),
    URL("snowflake.url", "the address, when it does not follow from the account"),
    LAYOUT("snowflake.layout", "columns or raw"),
    FLUSH_INTERVAL("snowflake.flush-interval", "how long changes are gathered, such as 5m"),
    SPOOL_DIRECTORY("snowflake.spool-directory", "where rows wait for their commit"),
    SPOOL_LIMIT("snowflake.spool-limit", "most bytes that may wait there, such as 4GB"),
    AUTO_SUSPEND("snowflake.auto-suspend", "the warehouse's AUTO_SUSPEND, such as 60s"),
    HOLD_BACK("snowflake.hold-back", "how long checkpoints without rows may wait, such as 24h"),
    TELEMETRY("snowflake.telemetry", "whether the driver may report how it is used");

    private final String key;
    private final String label;

    SnowflakeOption(String key, String label) {
        this.key = key;
        this.label = label;
    }

    public String key() {
        return key;
    }

    public String label() {
        return label;
    }
}
