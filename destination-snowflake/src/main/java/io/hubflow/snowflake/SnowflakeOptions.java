package io.hubflow.snowflake;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link SnowflakeSettings} of configured texts and gathers everything that is wrong with them. No problem repeats a
 * secret.
 */
public final class SnowflakeOptions {
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+){0,2}");
    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d|seconds?|minutes?|hours?|days?)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Map<SnowflakeOption, String> given = new EnumMap<>(SnowflakeOption.class);
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable SnowflakeSettings settings;

    /** @param sentence what is wrong, to be read after the option's key */
    public record Problem(SnowflakeOption option, String sentence) {
        @Override
        public String toString() {
            return option.key() + " (" + option.label() + ") " + sentence + ".";
        }
    }

    private SnowflakeOptions(Map<SnowflakeOption, String> given) {
        given.forEach((option, text) -> {
            if (!text.isBlank()) {
                this.given.put(option, text.strip());
            }
        });
    }

    /** @param defaultSpool where rows wait unless the options say otherwise */
    public static SnowflakeOptions read(Map<SnowflakeOption, String> given, Path defaultSpool) {
        var options = new SnowflakeOptions(given);
        options.build(defaultSpool);
        return options;
    }

    /** Empty when all is well. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** @throws IllegalStateException when there are problems */
    public SnowflakeSettings settings() {
        if (settings == null || !problems.isEmpty()) {
            throw new IllegalStateException("there are problems: " + problems);
        }
        return settings;
    }

    private void build(Path defaultSpool) {
        var account = account();
        var url = url(account);
        var authentication = authentication(url);
        var made = new SnowflakeSettings(
                account,
                authentication,
                required(SnowflakeOption.USERNAME),
                identifier(SnowflakeOption.ROLE),
                identifier(SnowflakeOption.WAREHOUSE),
                identifier(SnowflakeOption.DATABASE),
                identifier(SnowflakeOption.SCHEMA),
                url,
                layout(),
                duration(SnowflakeOption.FLUSH_INTERVAL, SnowflakeSettings.DEFAULT_FLUSH_INTERVAL),
                find(SnowflakeOption.SPOOL_DIRECTORY).map(Path::of).orElse(defaultSpool),
                size(),
                duration(SnowflakeOption.AUTO_SUSPEND, SnowflakeSettings.DEFAULT_AUTO_SUSPEND),
                duration(SnowflakeOption.HOLD_BACK, SnowflakeSettings.DEFAULT_HOLD_BACK),
                telemetry());
        settings = made;
    }

    private Optional<String> find(SnowflakeOption option) {
        return Optional.ofNullable(given.get(option));
    }

    private void problem(SnowflakeOption option, String what) {
        problems.add(new Problem(option, what));
    }

    private String required(SnowflakeOption option) {
        if (find(option).isEmpty()) {
            problem(option, "is missing");
        }
        return find(option).orElse("");
    }

    private String account() {
        var account = required(SnowflakeOption.ACCOUNT_IDENTIFIER);
        if (account.contains("snowflakecomputing") || account.contains("/")) {
            problem(
                    SnowflakeOption.ACCOUNT_IDENTIFIER,
                    "is an address; write the identifier alone, such as MYORG-MYACCOUNT (SELECT CURRENT_ORGANIZATION_NAME()"
                            + " || '-' || CURRENT_ACCOUNT_NAME();)");
        } else if (!account.isEmpty() && !ACCOUNT.matcher(account).matches()) {
            problem(SnowflakeOption.ACCOUNT_IDENTIFIER, "is not an account identifier such as MYORG-MYACCOUNT");
        }
        return account;
    }

    /** Underscores of account names become hyphens in addresses (docs.snowflake.com user-guide/admin-account-identifier). */
    private String url(String account) {
        var host = account.replace('_', '-').toLowerCase(Locale.ROOT) + ".snowflakecomputing.com";
        var url = find(SnowflakeOption.URL).orElse("https://" + host);
        try {
            var parsed = new URI(url);
            var scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
            if (parsed.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
                if (given.containsKey(SnowflakeOption.URL)) {
                    problem(
                            SnowflakeOption.URL,
                            "is not an address such as https://myorg-myaccount.snowflakecomputing.com");
                }
            } else if (scheme.equals("http") && !LOOPBACK.contains(parsed.getHost())) {
                problem(SnowflakeOption.URL, "is not encrypted; http is for emulators on this machine only");
            }
        } catch (URISyntaxException e) {
            problem(SnowflakeOption.URL, "is not an address");
        }
        return url;
    }

    private Authentication authentication(String url) {
        var strategy =
                find(SnowflakeOption.AUTHENTICATION_STRATEGY).orElse("KEY_PAIR").toUpperCase(Locale.ROOT);
        return switch (strategy) {
            case "KEY_PAIR" -> keyPair();
            case "PROGRAMMATIC_ACCESS_TOKEN" ->
                new Authentication.ProgrammaticAccessToken(required(SnowflakeOption.TOKEN));
            case "OAUTH" -> new Authentication.OAuth(required(SnowflakeOption.TOKEN));
            case "PASSWORD" -> password(url);
            case "SNOWFLAKE_MANAGED", "SNOWFLAKE_SESSION_TOKEN" -> {
                problem(
                        SnowflakeOption.AUTHENTICATION_STRATEGY,
                        strategy + " works inside Openflow only; use KEY_PAIR, PROGRAMMATIC_ACCESS_TOKEN or OAUTH");
                yield new Authentication.Password("");
            }
            default -> {
                problem(
                        SnowflakeOption.AUTHENTICATION_STRATEGY,
                        "is none of KEY_PAIR, PROGRAMMATIC_ACCESS_TOKEN, OAUTH");
                yield new Authentication.Password("");
            }
        };
    }

    private Authentication password(String url) {
        if (LOOPBACK.stream().noneMatch(host -> url.startsWith("http://" + host))) {
            problem(
                    SnowflakeOption.AUTHENTICATION_STRATEGY,
                    "PASSWORD is for emulators on this machine only; use KEY_PAIR, PROGRAMMATIC_ACCESS_TOKEN or OAUTH");
        }
        return new Authentication.Password(required(SnowflakeOption.PASSWORD));
    }

    private Authentication keyPair() {
        var text = find(SnowflakeOption.PRIVATE_KEY);
        var file = find(SnowflakeOption.PRIVATE_KEY_FILE);
        var option = text.isPresent() ? SnowflakeOption.PRIVATE_KEY : SnowflakeOption.PRIVATE_KEY_FILE;
        if (text.isPresent() == file.isPresent()) {
            problem(
                    option,
                    text.isPresent()
                            ? "and snowflake.private-key-file are both set; keep one"
                            : "or snowflake.private-key is needed for KEY_PAIR");
            return new Authentication.Password("");
        }
        try {
            var pem = text.isPresent() ? text.get() : Files.readString(Path.of(file.orElseThrow()));
            return new Authentication.KeyPair(PrivateKeys.parse(pem, find(SnowflakeOption.PRIVATE_KEY_PASSWORD)));
        } catch (IOException e) {
            problem(option, "cannot be read: " + file.orElse(""));
        } catch (IllegalArgumentException e) {
            problem(option, String.valueOf(e.getMessage()));
        }
        return new Authentication.Password("");
    }

    private String identifier(SnowflakeOption option) {
        var name = required(option);
        if (name.length() > Identifiers.MAX_LENGTH) {
            problem(
                    option,
                    "has " + name.length() + " characters; Snowflake's names have at most " + Identifiers.MAX_LENGTH);
        }
        if (name.startsWith("\"") && name.endsWith("\"") && name.length() > 2) {
            return name.substring(1, name.length() - 1).replace("\"\"", "\"");
        }
        return name;
    }

    private Layout layout() {
        var text = find(SnowflakeOption.LAYOUT).orElse("columns").toUpperCase(Locale.ROOT);
        if (!text.equals("COLUMNS") && !text.equals("RAW")) {
            problem(SnowflakeOption.LAYOUT, "is neither columns nor raw");
            return Layout.COLUMNS;
        }
        return Layout.valueOf(text);
    }

    private boolean telemetry() {
        var text = find(SnowflakeOption.TELEMETRY).orElse("false").toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            problem(SnowflakeOption.TELEMETRY, "is neither true nor false");
        }
        return text.equals("true");
    }

    private Duration duration(SnowflakeOption option, Duration otherwise) {
        var text = find(option);
        if (text.isEmpty()) {
            return otherwise;
        }
        var matcher = DURATION.matcher(text.get().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(1).length() > 9) {
            problem(option, "is not a duration such as 30s, 5m or 24h");
            return otherwise;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).substring(0, matcher.group(2).equals("ms") ? 2 : 1)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private long size() {
        var text = find(SnowflakeOption.SPOOL_LIMIT);
        if (text.isEmpty()) {
            return SnowflakeSettings.DEFAULT_SPOOL_LIMIT_BYTES;
        }
        var matcher = SIZE.matcher(text.get());
        if (!matcher.matches() || matcher.group(1).length() > 9) {
            problem(SnowflakeOption.SPOOL_LIMIT, "is not a size such as 500MB or 4GB");
            return SnowflakeSettings.DEFAULT_SPOOL_LIMIT_BYTES;
        }
        long unit = switch (String.valueOf(matcher.group(2)).toUpperCase(Locale.ROOT)) {
            case "KB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            default -> 1L;
        };
        return Long.parseLong(matcher.group(1)) * unit;
    }
}
