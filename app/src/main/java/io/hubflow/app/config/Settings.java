package io.hubflow.app.config;

import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.snowflake.SnowflakeOption;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Everything that can be set. Names follow HubSpot and the official connector ({@code Object Types}, {@code Updated After}). */
public final class Settings {
    static final String ENVIRONMENT_PREFIX = "HUBFLOW_";
    /** Read by {@code ./hubflow} itself. */
    private static final Set<String> LAUNCHER_VARIABLES = Set.of(
            "HUBFLOW_BUILD",
            "HUBFLOW_ARCHIVE_TO",
            "HUBFLOW_JVM_FLAGS",
            "HUBFLOW_SNOWFLAKE_DRIVER",
            "HUBFLOW_COLUMNS",
            "HUBFLOW_COMMAND",
            "HUBFLOW_CALLED_AS");

    private static final HubSpotSettings HUBSPOT =
            HubSpotSettings.of(HubSpotSettings.DEFAULT_BASE_URL, new AccessTokens.Static("none"));
    private static final EngineSettings ENGINE = EngineSettings.DEFAULT;

    public static final Setting<List<String>> OBJECT_TYPES = new Setting<>(
            "object-types",
            ValueTypes.objectTypes(),
            "contacts,companies,deals,tickets",
            "HubSpot object types to load: standard names, type ids (2-12345), custom names (p123_car), or all.");
    public static final Setting<Instant> UPDATED_AFTER = new Setting<>(
            "updated-after",
            ValueTypes.moment(),
            null,
            "In the first load, leave out records that were last modified before this date (UTC) or instant.");
    public static final Setting<List<String>> INCLUDE_PROPERTIES = new Setting<>(
            "include-properties",
            ValueTypes.propertyPatterns(),
            null,
            "Load only these properties: names or wildcards such as hs_* or contacts.email. Empty = all.");
    public static final Setting<List<String>> EXCLUDE_PROPERTIES = new Setting<>(
            "exclude-properties",
            ValueTypes.propertyPatterns(),
            null,
            "Do not load these properties; written like include-properties, which they override.");
    public static final Setting<List<Where>> WHERE = new Setting<>(
            "where",
            ValueTypes.where(),
            null,
            "Which records to load, written with HubSpot's operators and property names, such as deals: "
                    + "amount GTE 1000 AND pipeline IN (default, enterprise). Rows that no longer match are marked "
                    + "_out_of_scope.");
    public static final Setting<AssociationChoice> ASSOCIATIONS = new Setting<>(
            "associations",
            ValueTypes.associations(),
            "all",
            "Which links between records to load: all (every pair of the object types, in their order), none,"
                    + " or pairs such as contacts:companies. Each pair has its own table, such as contacts_companies.");
    public static final Setting<List<String>> HISTORY = new Setting<>(
            "history",
            ValueTypes.propertyPatterns(),
            null,
            "Properties whose earlier values are loaded into tables such as deals_history: names or wildcards"
                    + " such as deals.dealstage or companies.*. The stages of deals are always among them. Empty = no "
                    + "history.");
    public static final Setting<List<String>> SENSITIVE_PROPERTIES = new Setting<>(
            "privacy.sensitive-properties",
            ValueTypes.propertyPatterns(),
            null,
            "Sensitive and highly sensitive properties to load, or *. If empty, such a property is loaded "
                    + "only if another setting names it without a wildcard.");
    public static final Setting<List<String>> HASH = new Setting<>(
            "privacy.hash",
            ValueTypes.propertyPatterns(),
            null,
            "Properties to store as HMAC-SHA-256 of their value, such as contacts.email or *phone*; needs salt.");
    public static final Setting<List<String>> MASK = new Setting<>(
            "privacy.mask",
            ValueTypes.propertyPatterns(),
            null,
            "Properties to store as ***** wherever they have a value; overrides hash.");
    public static final Setting<List<String>> DROP = new Setting<>(
            "privacy.drop",
            ValueTypes.propertyPatterns(),
            null,
            "Properties not to load; their stored values are erased. Overrides hash and mask.");
    public static final Setting<String> SALT = new Setting<>(
            "privacy.salt", ValueTypes.secret(), null, "The secret key of hashed values; a reference to a secret.");
    public static final Setting<DeleteMode> DELETES = new Setting<>(
            "deletes",
            ValueTypes.choice(DeleteMode.class, mode -> mode.name().toLowerCase(Locale.ROOT)),
            ENGINE.deletes().name().toLowerCase(Locale.ROOT),
            "What happens to rows whose record was archived, deleted or merged: they are marked (soft), "
                    + "removed (hard), or left as they are (ignore).");
    public static final Setting<DestinationKind> DESTINATION = new Setting<>(
            "destination",
            ValueTypes.choice(DestinationKind.class, DestinationKind::key),
            DestinationKind.DUCKDB.key(),
            "Which warehouse to write to; motherduck is untested.");

    public static final Setting<String> ACCESS_TOKEN = new Setting<>(
            "hubspot.access-token",
            ValueTypes.secret(),
            null,
            "Service key or private app token (pat-...). In the file only as ${env:NAME} or ${file:PATH}.");
    public static final Setting<String> OAUTH_CLIENT_ID = new Setting<>(
            "hubspot.oauth-client-id",
            ValueTypes.text(),
            null,
            "Client id of a public app; with oauth-client-secret and oauth-refresh-token instead of access-token.");
    public static final Setting<String> OAUTH_CLIENT_SECRET = new Setting<>(
            "hubspot.oauth-client-secret",
            ValueTypes.secret(),
            null,
            "Client secret of the public app; a reference to a secret.");
    public static final Setting<String> OAUTH_REFRESH_TOKEN = new Setting<>(
            "hubspot.oauth-refresh-token",
            ValueTypes.secret(),
            null,
            "Refresh token of the public app; a reference to a secret.");
    public static final Setting<URI> BASE_URL = new Setting<>(
            "hubspot.base-url",
            ValueTypes.baseUrl(),
            HubSpotSettings.DEFAULT_BASE_URL.toString(),
            "Address of HubSpot's API, which is the same for every region; or the address of a simulator.");
    public static final Setting<ApiDialect> API_VERSION = new Setting<>(
            "hubspot.api-version",
            ValueTypes.choice(ApiDialect.class, ApiDialect::version),
            HUBSPOT.dialect().version(),
            "Version of HubSpot's API.");
    public static final Setting<Double> QUOTA_SHARE = new Setting<>(
            "hubspot.quota-share",
            ValueTypes.fraction(0.01, 1),
            String.valueOf(QuotaSettings.DEFAULT.share()),
            "Part of HubSpot's rolling limits that hubflow may use; the rest is left to other apps.");
    public static final Setting<Double> DAILY_RESERVE = new Setting<>(
            "hubspot.daily-reserve",
            ValueTypes.fraction(0, 0.99),
            String.valueOf(QuotaSettings.DEFAULT.dailyReserve()),
            "Part of HubSpot's daily limit that hubflow never touches.");
    public static final Setting<Duration> CONNECT_TIMEOUT = new Setting<>(
            "hubspot.connect-timeout",
            ValueTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
            HUBSPOT.connectTimeout().toSeconds() + "s",
            "How long to wait for a connection to HubSpot.");
    public static final Setting<Duration> REQUEST_TIMEOUT = new Setting<>(
            "hubspot.request-timeout",
            ValueTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(30)),
            HUBSPOT.requestTimeout().toSeconds() + "s",
            "How long a request may take, from sending it to the last byte of the answer.");
    public static final Setting<Integer> MAX_TRIES = new Setting<>(
            "hubspot.max-tries",
            ValueTypes.integer(1, 50),
            String.valueOf(HUBSPOT.maxTries()),
            "How often a request is tried before its failure is final.");
    public static final Setting<Integer> MAX_URL_BYTES = new Setting<>(
            "hubspot.max-url-bytes",
            ValueTypes.integer(1_000, 100_000),
            String.valueOf(HUBSPOT.maxUrlBytes()),
            "Longest URL to try. If HubSpot refuses it, hubflow finds a length that works and keeps it with "
                    + "the tables for 30 days.");

    public static final Setting<String> PROXY = new Setting<>(
            "network.proxy",
            ValueTypes.proxy(),
            null,
            "HTTP proxy for HubSpot and Snowflake, such as http://proxy.example:3128. If empty, the "
                    + "environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY apply, also in lower case.");
    public static final Setting<String> PROXY_USER = new Setting<>(
            "network.proxy-user", ValueTypes.text(), null, "User name for the proxy; needs proxy-password.");
    public static final Setting<String> PROXY_PASSWORD = new Setting<>(
            "network.proxy-password", ValueTypes.secret(), null, "The proxy's password; a reference to a secret.");
    public static final Setting<List<String>> DIRECT_HOSTS = new Setting<>(
            "network.no-proxy",
            ValueTypes.hosts(),
            null,
            "Hosts that are reached without the proxy: example.com (and its subdomains), 10.1.2.3, host:8080,"
                    + " or *.");
    public static final Setting<Path> CA_CERTIFICATES = new Setting<>(
            "network.ca-certificates",
            ValueTypes.path(),
            null,
            "PEM file of certificates to trust in addition to the JDK's own, such as that of a proxy that "
                    + "decrypts TLS.");

    public static final Setting<Duration> SETTLE_LAG = new Setting<>(
            "sync.settle-lag",
            ValueTypes.duration(Duration.ZERO, Duration.ofHours(1)),
            ENGINE.settleLag().toMinutes() + "m",
            "How long to wait for HubSpot's search index before a time window counts as complete.");
    public static final Setting<Duration> OVERLAP = new Setting<>(
            "sync.overlap",
            ValueTypes.duration(Duration.ZERO, Duration.ofDays(1)),
            ENGINE.overlap().toSeconds() + "s",
            "How far each time window overlaps the previous one.");
    public static final Setting<RefreshPolicy> REFRESH = new Setting<>(
            "sync.refresh",
            ValueTypes.choice(RefreshPolicy.class, policy -> policy.name().toLowerCase(Locale.ROOT)),
            ENGINE.refresh().policy().name().toLowerCase(Locale.ROOT),
            "When to read records again whose changes no search can find: calculated values, restored " + "records.");
    public static final Setting<Double> REFRESH_DAILY_SHARE = new Setting<>(
            "sync.refresh-daily-share",
            ValueTypes.fraction(0, 1),
            String.valueOf(ENGINE.refresh().dailyShare()),
            "Part of HubSpot's daily limit that refreshing may spend.");
    public static final Setting<Integer> REFRESH_MAX_CALLS = new Setting<>(
            "sync.refresh-max-calls-per-run",
            ValueTypes.integer(0, 1_000_000),
            String.valueOf(ENGINE.refresh().maxCallsPerRun()),
            "Maximum number of calls that one run spends on refreshing an object type with refresh: auto.");
    public static final Setting<Integer> SEARCH_LANES = new Setting<>(
            "sync.search-lanes",
            ValueTypes.integer(1, 16),
            String.valueOf(ENGINE.lanes().search()),
            "Concurrent searches of one object type; HubSpot answers 5 searches per second for an account.");
    public static final Setting<Integer> LIST_LANES = new Setting<>(
            "sync.list-lanes",
            ValueTypes.integer(1, 32),
            String.valueOf(ENGINE.lanes().list()),
            "Concurrent ranges of the record list; used only if a probe shows that the list can be read from "
                    + "any id.");
    public static final Setting<Integer> MAX_CONCURRENT_OBJECTS = new Setting<>(
            "sync.max-concurrent-objects",
            ValueTypes.integer(1, 32),
            String.valueOf(ENGINE.lanes().objects()),
            "Object types with more than 2,000 records to read that are read at once; with 1, all types are read one "
                    + "after the other.");

    public static final Setting<Path> DUCKDB_PATH = new Setting<>(
            "duckdb.path",
            ValueTypes.path(),
            "hubflow.duckdb",
            "The DuckDB file; the first sync creates it. A relative name in hubflow.yaml is relative to that "
                    + "file.");

    public static final Setting<Long> DUCKDB_MEMORY_LIMIT = new Setting<>(
            "duckdb.memory-limit",
            ValueTypes.bytes(64L << 20, 64L << 30),
            (DuckDbSettings.DEFAULT_MEMORY_LIMIT_BYTES >> 20) + "MB",
            "Memory that DuckDB may use; it gets more while it writes tables with very many columns.");
    public static final Setting<Integer> DUCKDB_THREADS = new Setting<>(
            "duckdb.threads",
            ValueTypes.integer(1, 64),
            String.valueOf(DuckDbSettings.DEFAULT_THREADS),
            "Threads that DuckDB may use.");

    public static final Setting<String> MOTHERDUCK_DATABASE = new Setting<>(
            "motherduck.database",
            ValueTypes.motherDuckDatabase(),
            null,
            "The MotherDuck database, which must exist; --to md:DATABASE sets it too.");
    public static final Setting<String> MOTHERDUCK_TOKEN = new Setting<>(
            "motherduck.token",
            ValueTypes.secret(),
            null,
            "MotherDuck access token; a reference to a secret. The environment variables motherduck_token and"
                    + " MOTHERDUCK_TOKEN set it too.");
    public static final Setting<Path> MOTHERDUCK_SPOOL = new Setting<>(
            "motherduck.spool-directory",
            ValueTypes.path(),
            ".hubflow/spool",
            "Directory where rows wait for their commit, with DuckDB's temporary files. Losing it does no harm.");

    /** The Snowflake destination's, by what it calls them; it reads their texts by itself. */
    public static final Map<SnowflakeOption, Setting<?>> SNOWFLAKE = snowflake();

    private Settings() {}

    private static Map<SnowflakeOption, Setting<?>> snowflake() {
        var settings = new EnumMap<SnowflakeOption, Setting<?>>(SnowflakeOption.class);
        for (var option : SnowflakeOption.values()) {
            settings.put(option, snowflake(option));
        }
        return settings;
    }

    private static Setting<?> snowflake(SnowflakeOption option) {
        var description = described(option);
        return switch (option) {
            case PRIVATE_KEY, PRIVATE_KEY_PASSWORD, TOKEN, PASSWORD ->
                new Setting<>(option.key(), ValueTypes.secret(), null, description);
            case PRIVATE_KEY_FILE -> new Setting<>(option.key(), ValueTypes.path(), null, description);
            case SPOOL_DIRECTORY -> new Setting<>(option.key(), ValueTypes.path(), ".hubflow/spool", description);
            case ACCOUNT_IDENTIFIER,
                    AUTHENTICATION_STRATEGY,
                    USERNAME,
                    ROLE,
                    WAREHOUSE,
                    DATABASE,
                    SCHEMA,
                    URL,
                    LAYOUT,
                    FLUSH_INTERVAL,
                    SPOOL_LIMIT,
                    AUTO_SUSPEND,
                    HOLD_BACK,
                    TELEMETRY -> new Setting<>(option.key(), ValueTypes.text(), null, description);
        };
    }

    /** The official connector's name first, where it has one. */
    private static String described(SnowflakeOption option) {
        return switch (option) {
            case ACCOUNT_IDENTIFIER -> "Snowflake Account Identifier, such as MYORG-MYACCOUNT.";
            case AUTHENTICATION_STRATEGY ->
                "Snowflake Authentication Strategy: KEY_PAIR (default), PROGRAMMATIC_ACCESS_TOKEN or OAUTH; PASSWORD for an"
                        + " emulator on this machine.";
            case USERNAME -> "Snowflake Username: the service user that `hubflow snowflake grants` creates.";
            case ROLE -> "Snowflake Role that loads. It needs no more than `hubflow snowflake grants` gives it.";
            case WAREHOUSE -> "Snowflake Warehouse. XSMALL with AUTO_SUSPEND = 60 is enough.";
            case PRIVATE_KEY -> "Snowflake Private Key, PKCS#8 PEM; a reference to a secret. Or private-key-file.";
            case PRIVATE_KEY_FILE -> "Snowflake Private Key File, PKCS#8 PEM.";
            case PRIVATE_KEY_PASSWORD ->
                "Snowflake Private Key Password, when the key is encrypted; a reference to a secret.";
            case TOKEN -> "The token for PROGRAMMATIC_ACCESS_TOKEN or OAUTH; a reference to a secret.";
            case PASSWORD -> "The password for the strategy PASSWORD; a reference to a secret.";
            case DATABASE ->
                "Destination Database, exactly as SHOW DATABASES shows it: unquoted names are in upper case.";
            case SCHEMA -> "Destination Schema, exactly as SHOW SCHEMAS shows it.";
            case URL ->
                "Address of the account, if it cannot be derived from the identifier (private link, an emulator).";
            case LAYOUT -> "columns (default): a column for each property. raw: one VARIANT and a view over it.";
            case FLUSH_INTERVAL ->
                "How long to collect changes before waking the warehouse; 5m by default. See `hubflow plan`.";
            case SPOOL_DIRECTORY -> "Directory where rows wait for their commit. Losing it does no harm.";
            case SPOOL_LIMIT -> "Maximum size of the spool; 4GB by default.";
            case AUTO_SUSPEND -> "The warehouse's AUTO_SUSPEND, from which costs are calculated; 60s by default.";
            case HOLD_BACK ->
                "How long a checkpoint without rows may wait, so that it does not wake the warehouse by itself; "
                        + "24h by default.";
            case TELEMETRY -> "Whether the driver may send usage data to Snowflake; false by default.";
        };
    }

    /** Every variable that means something to hubflow, or to the script that starts it. */
    static Set<String> environmentNames() {
        var names = new TreeSet<String>(LAUNCHER_VARIABLES);
        all().forEach(setting -> names.add(setting.environmentName()));
        return names;
    }

    /** In the order in which people should meet them. */
    public static List<Setting<?>> all() {
        var all = new ArrayList<Setting<?>>(List.of(
                OBJECT_TYPES,
                UPDATED_AFTER,
                INCLUDE_PROPERTIES,
                EXCLUDE_PROPERTIES,
                WHERE,
                ASSOCIATIONS,
                HISTORY,
                DELETES,
                DESTINATION,
                SENSITIVE_PROPERTIES,
                HASH,
                MASK,
                DROP,
                SALT,
                DUCKDB_PATH,
                DUCKDB_MEMORY_LIMIT,
                DUCKDB_THREADS,
                MOTHERDUCK_DATABASE,
                MOTHERDUCK_TOKEN,
                MOTHERDUCK_SPOOL,
                ACCESS_TOKEN,
                OAUTH_CLIENT_ID,
                OAUTH_CLIENT_SECRET,
                OAUTH_REFRESH_TOKEN,
                BASE_URL,
                API_VERSION,
                QUOTA_SHARE,
                DAILY_RESERVE,
                CONNECT_TIMEOUT,
                REQUEST_TIMEOUT,
                MAX_TRIES,
                MAX_URL_BYTES,
                PROXY,
                PROXY_USER,
                PROXY_PASSWORD,
                DIRECT_HOSTS,
                CA_CERTIFICATES,
                SETTLE_LAG,
                OVERLAP,
                REFRESH,
                REFRESH_DAILY_SHARE,
                REFRESH_MAX_CALLS,
                SEARCH_LANES,
                LIST_LANES,
                MAX_CONCURRENT_OBJECTS));
        all.addAll(SNOWFLAKE.values());
        all.addAll(ServiceSettings.ALL);
        return List.copyOf(all);
    }
}
