package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import io.hubflow.engine.EngineSettings;
import io.hubflow.engine.SyncRequest;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.NetworkRoute;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.snowflake.SnowflakeOption;
import io.hubflow.snowflake.SnowflakeOptions;
import io.hubflow.snowflake.SnowflakeSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings of one invocation, all valid. Immutable. */
public final class Configuration {
    /** HubSpot's access tokens live 1,800 s; this much before their end they are renewed (reference: manage OAuth tokens). */
    private static final Duration RENEW_BEFORE = Duration.ofSeconds(60);
    /** The name that HubSpot's own examples use. */
    public static final String TOKEN_VARIABLE = "HUBSPOT_ACCESS_TOKEN";

    /** What a command cannot do without. */
    public enum Need {
        HUBSPOT_TOKEN,
        NOTHING
    }

    /** A value and where it came from. */
    private record Value(Object value, String text, String origin) {}

    private final Map<Setting<?>, Value> values;
    private final Map<Setting<?>, String> secretOrigins;
    private final @Nullable AccessTokens tokens;
    private final @Nullable SnowflakeSettings snowflake;
    private final Network network;
    private final Optional<Path> file;

    private Configuration(
            Map<Setting<?>, Value> values,
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
        return new Loader(sources, need).load();
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
        return Optional.ofNullable(values.get(setting)).map(Value::origin);
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

    public EngineSettings engineSettings() {
        return new EngineSettings(
                require(Settings.SETTLE_LAG),
                require(Settings.OVERLAP),
                require(Settings.REFRESH),
                require(Settings.REFRESH_DAILY_SHARE),
                require(Settings.REFRESH_MAX_CALLS),
                require(Settings.SEARCH_LANES),
                require(Settings.LIST_LANES),
                require(Settings.MAX_CONCURRENT_OBJECTS),
                require(Settings.DELETES));
    }

    public SyncRequest syncRequest() {
        return new SyncRequest(
                require(Settings.OBJECT_TYPES),
                find(Settings.UPDATED_AFTER),
                find(Settings.INCLUDE_PROPERTIES).orElse(List.of()),
                find(Settings.EXCLUDE_PROPERTIES).orElse(List.of()),
                require(Settings.ASSOCIATIONS),
                find(Settings.HISTORY).orElse(List.of()));
    }

    public DestinationKind destination() {
        return require(Settings.DESTINATION);
    }

    public Path duckDbPath() {
        return require(Settings.DUCKDB_PATH);
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

    /** Reads one invocation's settings. Used once. */
    private static final class Loader {
        private final Sources sources;
        private final Need need;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<Setting<?>, Value> values = new LinkedHashMap<>();
        private final Map<Setting<?>, String> secretOrigins = new LinkedHashMap<>();
        private Map<Setting<?>, SettingText> fromFile = Map.of();

        Loader(Sources sources, Need need) {
            this.sources = sources;
            this.need = need;
        }

        Configuration load() {
            var file = sources.configurationFile();
            file.ifPresent(path -> fromFile = ConfigurationFile.read(path, problems, sources.redactor()));
            for (var setting : Settings.all()) {
                read(setting);
            }
            checkUpdatedAfter();
            checkDuckDbPath();
            checkEnvironment();
            var tokens = findTokens();
            var snowflake = findSnowflake();
            var network = findNetwork();
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems.stream()
                        .sorted(Comparator.comparing(Problem::source)
                                .thenComparing(problem -> problem.line().orElse(0)))
                        .toList());
            }
            return new Configuration(values, secretOrigins, tokens, snowflake, network, file);
        }

        private <T> void read(Setting<T> setting) {
            var secret = setting.type().shape() == ValueType.Shape.SECRET;
            var inFile = fromFile.get(setting);
            if (secret && inFile != null && !isReference(setting, inFile)) {
                return;
            }
            var given = strongest(setting);
            if (given == null) {
                if (setting.defaultText() != null) {
                    readText(setting, SettingText.of(setting.defaultText(), "default", sources.workingDirectory()));
                }
                return;
            }
            if (secret) {
                secretOrigins.put(setting, given.problem("", "").place());
            }
            if (secret && !isNeeded(setting)) {
                return;
            }
            readText(setting, given);
            if (inFile != null && given != inFile && !secret && !inFile.text().contains("${")) {
                check(setting, inFile);
            }
        }

        /** A secret is not even read where nothing needs it. The destination is read before the secrets. */
        private boolean isNeeded(Setting<?> secret) {
            if (secret == Settings.PROXY_PASSWORD) {
                return isSnowflake() || need == Need.HUBSPOT_TOKEN;
            }
            return Settings.SNOWFLAKE.containsValue(secret) ? isSnowflake() : need == Need.HUBSPOT_TOKEN;
        }

        private boolean isSnowflake() {
            var destination = values.get(Settings.DESTINATION);
            return destination != null && destination.value() == DestinationKind.SNOWFLAKE;
        }

        private @Nullable SnowflakeSettings findSnowflake() {
            if (!isSnowflake()) {
                return null;
            }
            var given = new EnumMap<SnowflakeOption, String>(SnowflakeOption.class);
            Settings.SNOWFLAKE.forEach((option, setting) -> {
                var value = values.get(setting);
                if (value != null) {
                    given.put(option, String.valueOf(value.value()));
                }
            });
            var options =
                    SnowflakeOptions.read(given, sources.workingDirectory().resolve(".hubflow/spool"));
            for (var problem : options.problems()) {
                var setting = Objects.requireNonNull(Settings.SNOWFLAKE.get(problem.option()));
                var where = strongest(setting);
                var sentence = "(" + problem.option().label() + ") " + problem.sentence();
                problems.add(
                        where == null
                                ? new Problem("", OptionalInt.empty(), setting.key(), sentence)
                                : where.problem(setting.key(), sentence));
            }
            return options.problems().isEmpty() ? options.settings() : null;
        }

        private Network findNetwork() {
            return new Network(
                    configuredProxy(),
                    proxyOf("https_proxy"),
                    proxyOf("http_proxy"),
                    new HostPatterns(directHosts()),
                    caBundle());
        }

        private NetworkRoute.@Nullable HttpProxy configuredProxy() {
            var proxy = values.get(Settings.PROXY);
            var user = values.get(Settings.PROXY_USER);
            var password = values.get(Settings.PROXY_PASSWORD);
            if (proxy == null) {
                return null;
            }
            try {
                var address = ProxyAddress.read((String) proxy.value());
                var login = user == null
                        ? Optional.<NetworkRoute.Login>empty()
                        : Optional.of(new NetworkRoute.Login(
                                (String) user.value(), password == null ? "" : (String) password.value()));
                return new NetworkRoute.HttpProxy(address.host(), address.port(), login);
            } catch (InvalidValue e) {
                throw new IllegalStateException("the setting's type has read it", e);
            }
        }

        /** The variable in lower case counts first, as for curl. */
        private NetworkRoute.@Nullable HttpProxy proxyOf(String variable) {
            for (var name : List.of(variable, variable.toUpperCase(Locale.ROOT))) {
                var text = sources.environment().get(name);
                if (text != null && !text.isBlank()) {
                    try {
                        var proxy = ProxyAddress.read(text);
                        proxy.login().ifPresent(login -> sources.redactor().learnSecret(login.password()));
                        return proxy;
                    } catch (InvalidValue e) {
                        if (!values.containsKey(Settings.PROXY)) {
                            sources.redactor().learnSecret(text);
                            problems.add(new Problem(name, OptionalInt.empty(), "", e.sentence()));
                        }
                        return null;
                    }
                }
            }
            return null;
        }

        @SuppressWarnings("unchecked") // the setting's own type has read it
        private List<String> directHosts() {
            var configured = values.get(Settings.DIRECT_HOSTS);
            if (configured != null) {
                return (List<String>) configured.value();
            }
            var text = Optional.ofNullable(sources.environment().get("no_proxy"))
                    .orElse(sources.environment().getOrDefault("NO_PROXY", ""));
            return Stream.of(text.split("[,\\s]+"))
                    .filter(host -> !host.isBlank())
                    .toList();
        }

        /** Read where something is called over the network; a command that only looks at a file does not need it. */
        private @Nullable CaBundle caBundle() {
            var path = values.get(Settings.CA_CERTIFICATES);
            var given = strongest(Settings.CA_CERTIFICATES);
            if (path == null || given == null || (need != Need.HUBSPOT_TOKEN && !isSnowflake())) {
                return null;
            }
            try {
                return CaBundle.read((Path) path.value());
            } catch (InvalidValue e) {
                problems.add(given.problem(Settings.CA_CERTIFICATES.key(), e.sentence()));
                return null;
            }
        }

        private @Nullable SettingText strongest(Setting<?> setting) {
            var flag = sources.flags().get(setting);
            if (flag != null) {
                return flag;
            }
            var names = setting == Settings.ACCESS_TOKEN
                    ? List.of(TOKEN_VARIABLE, setting.environmentName())
                    : List.of(setting.environmentName());
            for (var name : names) {
                var text = sources.environment().get(name);
                if (text != null) {
                    return SettingText.of(text, name, sources.workingDirectory());
                }
            }
            return fromFile.get(setting);
        }

        /** A secret in the file must be a reference; anything else is a problem and is not repeated. */
        private boolean isReference(Setting<?> setting, SettingText given) {
            try {
                if (SecretReference.find(given.text()).isPresent()) {
                    return true;
                }
                problems.add(given.problem(
                        setting.key(),
                        "holds the secret itself. Configuration files are shared and committed, so hubflow takes only a"
                                + " reference there: ${env:NAME} or ${file:PATH}"));
            } catch (InvalidValue e) {
                problems.add(given.problem(setting.key(), "must be ${env:NAME} or ${file:PATH}"));
            }
            return false;
        }

        private <T> void readText(Setting<T> setting, SettingText given) {
            try {
                var reference = SecretReference.find(given.text());
                var text = reference.isPresent()
                        ? reference.get().resolve(sources.environment(), given.folder())
                        : given.text();
                if (setting.type().shape() == ValueType.Shape.SECRET) {
                    sources.redactor().learnSecret(text);
                }
                Object value = setting.type().read(text);
                if (value instanceof Path path) {
                    value = given.folder().resolve(path);
                }
                values.put(
                        setting,
                        new Value(
                                value,
                                value instanceof Path ? value.toString() : text.strip(),
                                given.problem("", "").place()));
            } catch (InvalidValue e) {
                sources.redactor().learnUnintelligible(given.text());
                problems.add(given.problem(setting.key(), e.sentence()));
            }
        }

        private void check(Setting<?> setting, SettingText given) {
            try {
                setting.type().read(given.text());
            } catch (InvalidValue e) {
                sources.redactor().learnUnintelligible(given.text());
                problems.add(given.problem(setting.key(), e.sentence()));
            }
        }

        private void checkUpdatedAfter() {
            var value = values.get(Settings.UPDATED_AFTER);
            if (value != null
                    && value.value() instanceof java.time.Instant moment
                    && moment.isAfter(sources.clock().instant())) {
                var given = strongest(Settings.UPDATED_AFTER);
                var sentence = "lies in the future (" + moment
                        + "): no record can have been updated after it, so nothing would be loaded";
                problems.add(
                        given == null
                                ? new Problem("", OptionalInt.empty(), Settings.UPDATED_AFTER.key(), sentence)
                                : given.problem(Settings.UPDATED_AFTER.key(), sentence));
            }
        }

        private void checkDuckDbPath() {
            var given = strongest(Settings.DUCKDB_PATH);
            var value = values.get(Settings.DUCKDB_PATH);
            if (given != null && value != null && !isSnowflake()) {
                DatabaseFileName.problem(given.text(), (Path) value.value())
                        .ifPresent(sentence -> problems.add(given.problem(Settings.DUCKDB_PATH.key(), sentence)));
            }
        }

        /** A misspelt variable would be ignored otherwise, and its default used in silence. */
        private void checkEnvironment() {
            var known = Settings.environmentNames();
            sources.environment().keySet().stream()
                    .filter(name -> name.startsWith(Settings.ENVIRONMENT_PREFIX) && !known.contains(name))
                    .forEach(name -> problems.add(new Problem(
                            name, OptionalInt.empty(), "", "is not a setting" + Suggestion.sentence(name, known))));
        }

        private @Nullable AccessTokens findTokens() {
            if (need != Need.HUBSPOT_TOKEN) {
                return null;
            }
            if (values.get(Settings.ACCESS_TOKEN) instanceof Value token) {
                return new AccessTokens.Static((String) token.value());
            }
            var oauth = List.of(Settings.OAUTH_CLIENT_ID, Settings.OAUTH_CLIENT_SECRET, Settings.OAUTH_REFRESH_TOKEN);
            var missing =
                    oauth.stream().filter(setting -> strongest(setting) == null).toList();
            if (missing.isEmpty()) {
                return problems.isEmpty()
                        ? new AccessTokens.OAuthRefresh(
                                text(Settings.OAUTH_CLIENT_ID),
                                text(Settings.OAUTH_CLIENT_SECRET),
                                text(Settings.OAUTH_REFRESH_TOKEN),
                                RENEW_BEFORE)
                        : null;
            }
            if (missing.size() < oauth.size()) {
                for (var setting : missing) {
                    problems.add(new Problem(
                            "",
                            OptionalInt.empty(),
                            setting.key(),
                            "is missing; the three oauth- settings go together"));
                }
            } else if (strongest(Settings.ACCESS_TOKEN) == null) {
                problems.add(new Problem(
                        "",
                        OptionalInt.empty(),
                        "",
                        "There is no HubSpot token. Set the environment variable " + TOKEN_VARIABLE
                                + ", or name a file with --token-file. A service key with read scopes will do: HubSpot >"
                                + " Development > Keys > Service keys"));
            }
            return null;
        }

        private String text(Setting<String> setting) {
            var value = values.get(setting);
            if (value == null) {
                throw new IllegalStateException(setting.key() + " was neither read nor a problem");
            }
            return (String) value.value();
        }
    }
}
