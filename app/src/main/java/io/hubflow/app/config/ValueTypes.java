package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import io.hubflow.app.config.ValueType.Shape;
import io.hubflow.duckdb.MotherDuckSettings;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.service.schedule.DurationText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that settings have. */
final class ValueTypes {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,7})\\s*(MB|GB)");
    private static final Pattern TYPE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
    private static final Pattern PROPERTY_PATTERN = Pattern.compile("([A-Za-z0-9_-]+\\.)?[A-Za-z0-9_*-]+");
    /** HubSpot holds nothing older, and a search from the epoch itself is answered with HTTP 500 (Estuary's connector). */
    private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");

    private ValueTypes() {}

    static ValueType<URI> baseUrl() {
        return new ValueType<>(Shape.SCALAR, ValueTypes::readBaseUrl, Map.of("type", "string", "format", "uri"));
    }

    private static URI readBaseUrl(String text) throws InvalidValue {
        URI uri;
        try {
            uri = new URI(text.strip().replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw new InvalidValue("must be a URL such as https://api.hubapi.com, but is \"" + text + "\"");
        }
        if (!List.of("http", "https").contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                || uri.getHost() == null) {
            throw new InvalidValue(
                    "must begin with https:// (or http://) and a host, such as https://api.hubapi.com, but is \"" + text
                            + "\"");
        }
        if (uri.getUserInfo() != null) {
            throw new InvalidValue("must hold no user name or password; the token is a setting of its own");
        }
        if ((uri.getPath() != null && !uri.getPath().isEmpty())
                || uri.getQuery() != null
                || uri.getFragment() != null) {
            throw new InvalidValue(
                    "must end after the host and port; hubflow adds the paths itself, but it is \"" + text + "\"");
        }
        return uri;
    }

    /** One of the constants of an enum, under the names that users know. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> type, Function<E, String> nameOf) {
        var byName = List.of(type.getEnumConstants()).stream()
                .collect(Collectors.toMap(nameOf, Function.identity(), (a, b) -> a, java.util.LinkedHashMap::new));
        var names = List.copyOf(byName.keySet());
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    var found = byName.get(text.strip().toLowerCase(Locale.ROOT));
                    if (found == null) {
                        throw new InvalidValue("must be one of " + String.join(", ", names) + ", but is \"" + text
                                + "\"" + Suggestion.sentence(text, names));
                    }
                    return found;
                },
                Map.of("enum", names));
    }

    /** A part of a whole, {@code least} ≤ value ≤ {@code most}. */
    static ValueType<Double> fraction(double least, double most) {
        return new ValueType<>(
                Shape.NUMBER,
                text -> {
                    var value = number(text);
                    if (!(value >= least && value <= most)) {
                        throw new InvalidValue("must be between " + least + " and " + most + ", but is " + text);
                    }
                    return value;
                },
                Map.of("type", "number", "minimum", least, "maximum", most));
    }

    private static double number(String text) throws InvalidValue {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new InvalidValue("must be a number, but is \"" + text + "\"");
        }
    }

    static ValueType<Integer> integer(int least, int most) {
        return new ValueType<>(
                Shape.NUMBER,
                text -> {
                    int value;
                    try {
                        value = Integer.parseInt(text.strip());
                    } catch (NumberFormatException e) {
                        throw new InvalidValue("must be a whole number, but is \"" + text + "\"");
                    }
                    if (value < least || value > most) {
                        throw new InvalidValue("must be between " + least + " and " + most + ", but is " + value);
                    }
                    return value;
                },
                Map.of("type", "integer", "minimum", least, "maximum", most));
    }

    static ValueType<Duration> duration(Duration least, Duration most) {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    var value = DurationText.parse(text)
                            .orElseThrow(() -> new InvalidValue(
                                    "must be a duration such as 500ms, 30s, 15 minutes or 1h, but is \"" + text
                                            + "\""));
                    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                        throw new InvalidValue(
                                "must be between " + write(least) + " and " + write(most) + ", but is " + text.strip());
                    }
                    return value;
                },
                Map.of("type", "string", "pattern", "^(" + DurationText.PATTERN + ")$"));
    }

    private static String write(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        var seconds = duration.toSeconds();
        if (seconds % 3_600 == 0 && seconds > 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** Bytes, written with a binary unit. */
    static ValueType<Long> bytes(long least, long most) {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    var matcher = SIZE.matcher(text.strip());
                    if (!matcher.matches()) {
                        throw new InvalidValue("must be a size such as 256MB or 1GB, but is \"" + text + "\"");
                    }
                    var bytes = Long.parseLong(matcher.group(1))
                            << (matcher.group(2).equals("GB") ? 30 : 20);
                    if (bytes < least || bytes > most) {
                        throw new InvalidValue("must be between " + (least >> 20) + "MB and " + (most >> 30)
                                + "GB, but is " + text.strip());
                    }
                    return bytes;
                },
                Map.of("type", "string", "pattern", "^" + SIZE.pattern() + "$"));
    }

    /** A date (its first instant in UTC) or an instant with its offset. */
    static ValueType<Instant> moment() {
        return new ValueType<>(
                Shape.SCALAR,
                text -> readMoment(text.strip()),
                Map.of("type", "string", "examples", List.of("2024-01-01", "2024-01-01T08:30:00Z")));
    }

    private static Instant readMoment(String text) throws InvalidValue {
        Instant moment;
        try {
            moment = text.indexOf('T') < 0 && text.indexOf('t') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidValue(
                    "must be a date such as 2024-01-31 or an instant such as 2024-01-31T08:30:00Z, but is \"" + text
                            + "\"");
        }
        if (moment.isBefore(EARLIEST)) {
            throw new InvalidValue("must not lie before 1970-01-02, but is \"" + text + "\"");
        }
        return moment;
    }

    /** Text without control characters, such as an identifier. */
    static ValueType<String> text() {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
                        throw new InvalidValue("must be a line of text, but is empty or holds control characters");
                    }
                    return text.strip();
                },
                Map.of("type", "string", "minLength", 1));
    }

    /** A file path; relative ones are resolved by the reader of the setting's source. */
    static ValueType<Path> path() {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    if (text.isBlank()) {
                        throw new InvalidValue("must be a file name, but is empty");
                    }
                    try {
                        return Path.of(text);
                    } catch (InvalidPathException e) {
                        throw new InvalidValue("must be a file name, but is \"" + text + "\"");
                    }
                },
                Map.of("type", "string", "minLength", 1));
    }

    static ValueType<String> motherDuckDatabase() {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    if (!MotherDuckSettings.isDatabase(text.strip())) {
                        // What was written may hold the token, as MotherDuck's own addresses do.
                        throw new InvalidValue(
                                "must be the name of a MotherDuck database (letters, digits, _ and -), as in"
                                        + " --to md:crm; the token is a setting of its own");
                    }
                    return text.strip();
                },
                Map.of("type", "string", "pattern", "^[A-Za-z0-9_-]+$"));
    }

    /** Object types as HubSpot names them: {@code contacts}, {@code 0-1}, {@code p123_car}. */
    static ValueType<List<String>> objectTypes() {
        return new ValueType<>(
                Shape.LIST,
                text -> {
                    if (text.isBlank()) {
                        throw new InvalidValue("must name at least one object type");
                    }
                    var names = ValueType.names(text);
                    for (var name : names) {
                        if (!TYPE_NAME.matcher(name).matches() && !Catalog.isStandardName(name)) {
                            throw new InvalidValue("holds \"" + name
                                    + "\", which cannot be an object type; write names such as contacts, deals, 2-12345 or"
                                    + " p123_car, or all");
                        }
                    }
                    return names;
                },
                list(1));
    }

    /** Property names or wildcards, each optionally with its type: {@code hs_*}, {@code contacts.email}. */
    static ValueType<List<String>> propertyPatterns() {
        return new ValueType<>(
                Shape.LIST,
                text -> {
                    if (text.isBlank()) {
                        return List.of();
                    }
                    var names = ValueType.names(text);
                    for (var name : names) {
                        if (!PROPERTY_PATTERN.matcher(name).matches()) {
                            throw new InvalidValue(
                                    "holds \"" + name
                                            + "\", which is no property name or wildcard such as email, hs_* or contacts.email");
                        }
                    }
                    return names;
                },
                list(0));
    }

    /** Pairs of object types, or one of the words {@code none} and {@code all}. */
    static ValueType<AssociationChoice> associations() {
        return new ValueType<>(
                Shape.LIST,
                text -> {
                    if (text.isBlank()) {
                        throw new InvalidValue("is empty; write none, all, or pairs such as contacts:companies");
                    }
                    try {
                        return AssociationChoice.parse(ValueType.names(text));
                    } catch (IllegalArgumentException e) {
                        throw new InvalidValue(String.valueOf(e.getMessage()));
                    }
                },
                list(1));
    }

    /** Filters of object types, in the language of {@link Where}. */
    static ValueType<List<Where>> where() {
        return new ValueType<>(
                Shape.MAP,
                text -> {
                    try {
                        return Where.parse(text);
                    } catch (Where.InvalidWhere e) {
                        throw new InvalidValue(e.sentence());
                    }
                },
                Map.of(
                        "type",
                        List.of("object", "string"),
                        "additionalProperties",
                        Map.of("type", "string", "minLength", 1),
                        "examples",
                        List.of(Map.of("deals", "amount GTE 1000 AND pipeline IN (default, enterprise)"))));
    }

    /** A proxy's URL without a login, which has settings of its own so that no file holds it. */
    static ValueType<String> proxy() {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    if (ProxyAddress.read(text).login().isPresent()) {
                        throw new InvalidValue(
                                "holds a login; give it as proxy-user and proxy-password (the text is not shown)");
                    }
                    return text.strip();
                },
                Map.of("type", "string", "examples", List.of("http://proxy.example:3128")));
    }

    /** Host names, as in NO_PROXY. */
    static ValueType<List<String>> hosts() {
        return new ValueType<>(Shape.LIST, text -> text.isBlank() ? List.of() : ValueType.names(text), list(0));
    }

    private static Map<String, Object> list(int least) {
        return Map.of("type", "array", "minItems", least, "items", Map.of("type", "string", "minLength", 1));
    }

    /** A token or password: printable ASCII without blanks, because it travels in an HTTP header. Never shown. */
    static ValueType<String> secret() {
        return new ValueType<>(
                Shape.SECRET,
                text -> {
                    var secret = text.strip();
                    if (secret.isEmpty()) {
                        throw new InvalidValue("is empty");
                    }
                    if (secret.startsWith("${")) {
                        throw new InvalidValue(
                                "is neither a token nor a reference; write ${env:NAME} or ${file:PATH}, and after"
                                        + " --token-file the name of a file (the text is not shown)");
                    }
                    if (!secret.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                        throw new InvalidValue(
                                "holds blanks, line breaks or characters outside ASCII, so it cannot be a HubSpot token (its"
                                        + " value is not shown); copy it again");
                    }
                    return secret;
                },
                Map.of("type", "string", "pattern", "^\\$\\{(env|file):[^}]+\\}$"));
    }
}
