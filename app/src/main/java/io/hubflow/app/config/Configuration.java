package io.hubflow.app.config;

import io.hubflow.duckdb.MotherDuckSettings;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Salt;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.NetworkRoute;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.snowflake.SnowflakeSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of one invocation, all valid. Immutable. */
public final class Configuration {
    /** The name that HubSpot's own examples use. */
    public static final String TOKEN_VARIABLE = "HUBSPOT_ACCESS_TOKEN";

    /** What the portal is called of a configuration without {@code portals:}. */
    public static final String ONLY_PORTAL = "main";

    /** What a command cannot do without. */
    public enum Need {
        HUBSPOT_TOKEN,
        /** The token, and what the service itself needs. */
        SERVICE,
        NOTHING;

        /** Whether HubSpot is called. */
        boolean hubSpot() {
            return this != NOTHING;
        }
    }

    private final Map<Setting<?>, SettingValue> values;
    private final Map<Setting<?>, String> secretOrigins;
    private final @Nullable AccessTokens tokens;
    private final @Nullable SnowflakeSettings snowflake;
    private final Network network;
    private final Optional<Path> file;

    Configuration(
            Map<Setting<?>, SettingValue> values,
            Map<Setting<?>, String> secretOrigins,
            @Nullable AccessTokens tokens,
            @Nullable SnowflakeSettings snowflake,
            Network network,
            Optional<Path> file) {
        this.values = values;
        this.secretOrigins = secretOrigins;
        this.tokens = tokens;
        this.snowflake = snowflake;
        this.network = network;
        this.file = file;
    }

    /** @throws ConfigurationException with every problem there is */
    public static Configuration load(Sources sources, Need need) {
        return new ConfigurationLoader(sources, need).load();
    }

    /**
     * A configuration for each entry of {@code portals:}, by its name, with the settings of the whole file where the entry has
     * none of its own; a single one, {@value #ONLY_PORTAL}, when the file lists none.
     *
     * @throws ConfigurationException with every problem there is
     */
    public static Map<String, Configuration> loadPortals(Sources sources) {
        return new PortalsLoader(sources).load();
    }

    /** The value of the setting, absent when it was not given and has no default. */
    @SuppressWarnings("unchecked") // each value was read by its setting's own type
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable(values.get(setting)).map(value -> (T) value.value());
    }

    /** The value of a setting that has a default. */
    public <T> T require(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new NoSuchElementException(setting.key()));
    }

    /** Where the value came from: a flag, a variable, the file with its line, {@code default}; absent when not set. */
    public Optional<String> origin(Setting<?> setting) {
        return Optional.ofNullable(values.get(setting)).map(SettingValue::origin);
    }

    /** Whether the setting's value may never be shown. */
    public boolean isSecret(Setting<?> setting) {
        return setting.type().shape() == ValueType.Shape.SECRET;
    }

    /** Where a secret would come from; its value is not even read unless a command needs it. */
    public Optional<String> secretOrigin(Setting<?> setting) {
        return Optional.ofNullable(secretOrigins.get(setting));
    }

    /** The value as a user would write it; empty when not set. */
    public String shown(Setting<?> setting) {
        var value = values.get(setting);
        return value == null ? "" : value.text();
    }

    /** The file that was read. */
    public Optional<Path> file() {
        return file;
    }

    public HubSpotSettings hubSpotSettings() {
        if (tokens == null) {
            throw new IllegalStateException("loaded without a token");
        }
        var quota = new QuotaSettings(
                require(Settings.QUOTA_SHARE),
                require(Settings.DAILY_RESERVE),
                QuotaSettings.DEFAULT.burstPerTenSeconds(),
                QuotaSettings.DEFAULT.searchPerSecond());
        return new HubSpotSettings(
                require(Settings.BASE_URL),
                require(Settings.API_VERSION),
                tokens,
                quota,
                require(Settings.CONNECT_TIMEOUT),
                require(Settings.REQUEST_TIMEOUT),
                require(Settings.MAX_TRIES),
                require(Settings.MAX_URL_BYTES),
                network.route(require(Settings.BASE_URL)));
    }

    /** How this address is reached. */
    public NetworkRoute route(URI target) {
        return network.route(target);
    }

    public EngineSettings engineSettings() {
        return new EngineSettings(
                require(Settings.SETTLE_LAG),
                require(Settings.OVERLAP),
                new EngineSettings.Refresh(
                        require(Settings.REFRESH),
                        require(Settings.REFRESH_DAILY_SHARE),
                        require(Settings.REFRESH_MAX_CALLS)),
                new EngineSettings.Lanes(
                        require(Settings.SEARCH_LANES),
                        require(Settings.LIST_LANES),
                        require(Settings.MAX_CONCURRENT_OBJECTS)),
                require(Settings.DELETES));
    }

    public SyncRequest syncRequest() {
        return new SyncRequest(
                require(Settings.OBJECT_TYPES),
                find(Settings.UPDATED_AFTER),
                find(Settings.INCLUDE_PROPERTIES).orElse(List.of()),
                find(Settings.EXCLUDE_PROPERTIES).orElse(List.of()),
                require(Settings.ASSOCIATIONS),
                find(Settings.HISTORY).orElse(List.of()),
                find(Settings.WHERE).orElse(List.of()),
                privacyRules());
    }

    private PrivacyRules privacyRules() {
        return new PrivacyRules(
                find(Settings.SENSITIVE_PROPERTIES).orElse(List.of()),
                find(Settings.HASH).orElse(List.of()),
                find(Settings.MASK).orElse(List.of()),
                find(Settings.DROP).orElse(List.of()),
                find(Settings.SALT).map(Salt::new));
    }

    public DestinationKind destination() {
        return require(Settings.DESTINATION);
    }

    public Path duckDbPath() {
        return require(Settings.DUCKDB_PATH);
    }

    /** @throws NoSuchElementException when the destination is not MotherDuck */
    public MotherDuckSettings motherDuckSettings(InstantSource clock) {
        return new MotherDuckSettings(
                require(Settings.MOTHERDUCK_DATABASE),
                require(Settings.MOTHERDUCK_TOKEN),
                require(Settings.MOTHERDUCK_SPOOL),
                require(Settings.DUCKDB_MEMORY_LIMIT),
                require(Settings.DUCKDB_THREADS),
                clock);
    }

    /** @throws IllegalStateException when the destination is not Snowflake */
    public SnowflakeSettings snowflakeSettings() {
        if (snowflake == null) {
            throw new IllegalStateException("loaded for another destination");
        }
        return snowflake;
    }

    /** What the Snowflake driver has to know about proxies; has the JVM trust the configured certificates, too. */
    public Map<String, String> snowflakeNetwork() {
        network.trustInWholeJvm();
        return network.driverProperties(URI.create(snowflakeSettings().url()));
    }
}
